/// Why a job cannot be rewritten.
public struct RewriteObstacle: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence without its full stop, such as `it has only 2 arguments, so there is no place 5`.
  public let description: String

  /// - Parameter description: a sentence without its full stop.
  public init(_ description: String) {
    self.description = description
  }
}
