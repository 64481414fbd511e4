import LifeboatFormat

/// One entry of a failed list.
public struct Failure: Sendable {
  /// What it is called.
  public let id: FailureID
  /// The entry's bytes.
  public let bytes: [UInt8]
  /// What was read from them; any field may be missing.
  public let entry: ResqueFailure.Entry

  init(bytes: [UInt8], list: String) {
    id = FailureID(entry: bytes, list: list)
    self.bytes = bytes
    entry = ResqueFailure.Entry(parsing: bytes)
  }

  /// The exact bytes of the job that failed; `nil` when the entry does not hold them.
  public var job: [UInt8]? {
    entry.payload.flatMap { RecordedPayload.original(of: $0) }
  }

  /// Why the job cannot go back to its queue; `nil` when it can.
  public var obstacle: String? {
    guard let queue = entry.queue, !queue.isEmpty else { return "the entry names no queue" }
    guard let job else { return "the entry does not hold its job" }
    do {
      _ = try ResquePayload(job)
      return nil
    } catch {
      return "its job is malformed, and Ruby workers would lose it or exit: \(error)"
    }
  }
}
