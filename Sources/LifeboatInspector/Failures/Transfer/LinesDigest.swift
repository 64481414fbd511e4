import Crypto

/// What tells a file of lines from every other: the SHA-256 of its lines, each with a line break.
public struct LinesDigest: Sendable {
  private var hash = SHA256()

  /// Of no lines.
  public init() {}

  /// Adds a line, given without its line break.
  public mutating func add(_ line: [UInt8]) {
    hash.update(data: line)
    hash.update(data: [UInt8(ascii: "\n")])
  }

  /// Of all lines so far, in hexadecimal.
  public var digits: String { Hexadecimal.text(Array(hash.finalize())) }
}
