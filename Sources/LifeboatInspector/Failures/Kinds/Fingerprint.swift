/// What failures of one cause are called, see ``FailureKind``: the same today and tomorrow, in every set and on every machine.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  /// 16 hexadecimal digits.
  public let digits: String

  /// How many digits a table shows.
  public static let shown = 8

  /// - Parameter hash: at least eight bytes.
  init(_ hash: some Sequence<UInt8>) {
    let hex = Array("0123456789abcdef".utf8)
    var digits: [UInt8] = []
    for byte in hash.prefix(8) {
      digits.append(hex[Int(byte >> 4)])
      digits.append(hex[Int(byte & 15)])
    }
    self.digits = String(decoding: digits, as: UTF8.self)
  }

  public var description: String { digits }

  /// The beginning that tables show.
  public var short: String { String(digits.prefix(Self.shown)) }
}
