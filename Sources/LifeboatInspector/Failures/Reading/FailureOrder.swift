/// In which order failures are listed. The raw values are the words for it in flags.
public enum FailureOrder: String, Sendable, CaseIterable {
  /// By the latest failure, the newest first.
  case newest
  /// By the latest failure, the oldest first.
  case oldest
  /// By the job's class, then the newest first.
  case className = "class"
  /// By the queue that the job came from, then the newest first.
  case queue
  /// By the name of the error's class, then the newest first.
  case error
}
