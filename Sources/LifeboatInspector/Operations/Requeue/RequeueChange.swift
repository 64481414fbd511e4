/// What is different about a job when it goes back to work. Without any of it, it goes to the back of its own queue as Ruby's
/// own requeue would send it.
public struct RequeueChange: Sendable, Equatable {
  /// Another queue.
  public var queue: String?
  /// Seconds from when it is sent until it may run; 0 for at once.
  public var delay = 0
  /// Seconds over which jobs are spread at random, beyond the delay.
  public var spread = 0
  /// Whether it starts over with its retries.
  public var resetsRetries = false
  /// Whether its entry stays among the failures, marked as Ruby's own requeue marks it.
  public var keepsEntries = false

  /// No change.
  public init() {}
}
