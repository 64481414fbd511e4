/// Thrown by a job that cannot run now: it comes back later, and no attempt is used.
public struct Snooze: Error, Sendable, Equatable {
  /// How long to wait before it goes back to its queue.
  public var delay: Duration

  /// Come back after `delay`.
  public init(for delay: Duration) {
    self.delay = delay
  }
}
