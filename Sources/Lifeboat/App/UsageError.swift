/// The command line asks for something that does not exist or cannot be.
public struct UsageError: ExitCoding, CustomStringConvertible {
  /// What was expected, what came, and what to do.
  public let description: String
  /// Always ``AppExit/usage``.
  public let exit = AppExit.usage

  /// A sentence for the user.
  public init(_ description: String) {
    self.description = description
  }
}
