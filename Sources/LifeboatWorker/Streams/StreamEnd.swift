import LifeboatFormat

/// How a job ended that was given to a pool of children.
enum StreamEnd: Sendable, Equatable {
  case succeeded
  case failed(FailureReport)
  /// Later, with no attempt used; nil for the handler's own delay.
  case snoozed(Duration?)
  /// Back to the front of its queue, with no attempt used.
  case returned
  /// Its task was cancelled. Whether the child did its work is not known, unless it had not begun.
  case cancelled
}
