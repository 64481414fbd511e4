/// A value that one of a job's arguments must have: `0=42`, `1.email=a@example.com`.
public struct ArgumentCondition: Sendable, Equatable {
  /// The argument's position from 0, then keys and positions within it.
  public let path: [String]
  /// What must stand there: a string's text, or any other value as JSON spells it.
  public let value: String

  /// A condition.
  public init(path: [String], value: String) {
    self.path = path
    self.value = value
  }
}
