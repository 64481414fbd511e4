/// An attempt that failed, as a payload remembers it that counts its own attempts.
public struct AttemptFailure: Sendable, Equatable {
  /// The name of the error's class.
  public let exception: String
  /// When it failed.
  public let failedAt: ActiveJobTime
  /// When the next attempt is due.
  public let dueAt: ActiveJobTime
  /// Whether the attempt counts.
  public let isCounted: Bool

  /// A failure with what follows from it.
  public init(exception: String, failedAt: ActiveJobTime, dueAt: ActiveJobTime, isCounted: Bool) {
    self.exception = exception
    self.failedAt = failedAt
    self.dueAt = dueAt
    self.isCounted = isCounted
  }
}
