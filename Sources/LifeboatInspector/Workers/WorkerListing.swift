/// The workers of one app, as its format shows them.
public enum WorkerListing: Sendable {
  /// One by one, a process of ours by each of its slots: by host, process and slot.
  case slots([WorkerSummary])
  /// Process by process: by host and process.
  case processes([ProcessSummary])
}
