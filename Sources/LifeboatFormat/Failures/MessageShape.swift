/// An error's message without what differs from one failure to the next, so that like failures look alike.
///
/// Of the first line that is not empty: numbers, times, addresses and hexadecimal ids become `N`, UUIDs `UUID`, e-mail addresses `EMAIL`;
/// quoted texts become `'…'`, `"…"` or `` `…' ``; of an object as Ruby shows it the class stays, `#<User>`. A number of one
/// or two digits behind a letter is part of a name: `utf8`, `S3`.
///
/// The rules never change: fingerprints are kept in scripts and notes.
public struct MessageShape: Sendable, Hashable, CustomStringConvertible {
  /// What stays, on one line; it may hold control characters.
  public let text: String

  /// How many bytes of a message are read.
  static let readLimit = 2_000
  /// How many bytes of what stays count.
  static let limit = 200

  /// - Parameter message: the error's message, whole.
  public init(_ message: String) {
    var message = message
    text = message.withUTF8 { bytes in
      var writer = MessageShapeWriter(UnsafeBufferPointer(rebasing: bytes.prefix(Self.readLimit)))
      return writer.write()
    }
  }

  public var description: String { text }
}
