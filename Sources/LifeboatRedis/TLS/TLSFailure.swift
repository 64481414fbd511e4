/// Why there is no connection through TLS, or no more.
public struct TLSFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was expected, what came, and what to do: one line.
  public let description: String
  /// Whether somebody has to change something, here or at the server, before it can work. Else waiting may help.
  public let needsMending: Bool

  init(_ description: String, needsMending: Bool = true) {
    self.description = description.printable
    self.needsMending = needsMending
  }
}
