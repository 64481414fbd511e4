/// Why a job failed, in the terms of a failed list.
public struct FailureReport: Sendable, Equatable {
  /// The name of the error's class; ours are in ``ErrorName``.
  public let exception: String
  /// The message.
  public let message: String
  /// One frame a line; may be empty.
  public let backtrace: [String]

  /// A report in the words of whatever failed.
  public init(exception: String, message: String, backtrace: [String] = []) {
    self.exception = exception
    self.message = message
    self.backtrace = backtrace
  }

  /// A report of one of Lifeboat's own errors.
  public init(_ name: ErrorName, _ message: String) {
    self.init(exception: name.rawValue, message: message)
  }
}
