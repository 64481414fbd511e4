import Crypto

/// What a failed entry is called: derived from its bytes and the list that it is in, never from its position.
///
/// Entries with equal bytes in one list have one id.
public struct FailureID: Sendable, Hashable, CustomStringConvertible {
  /// The first half of a SHA-256, in 32 hexadecimal digits.
  public let digits: String

  /// The fewest digits that name an entry.
  public static let shortest = 4
  /// How many digits a table shows.
  public static let shown = 10

  /// The id of an entry with these bytes in the list of that name.
  public init(entry: [UInt8], list: String) {
    var hash = SHA256()
    hash.update(data: Array(list.utf8))
    hash.update(data: [0])
    hash.update(data: entry)
    let hex = Array("0123456789abcdef".utf8)
    var digits: [UInt8] = []
    for byte in hash.finalize().prefix(16) {
      digits.append(hex[Int(byte >> 4)])
      digits.append(hex[Int(byte & 15)])
    }
    self.digits = String(decoding: digits, as: UTF8.self)
  }

  public var description: String { digits }

  /// The beginning that tables show.
  public var short: String { String(digits.prefix(Self.shown)) }

  /// Reads what a person typed.
  ///
  /// - Returns: the prefix in lower case.
  public static func prefix(_ text: String) throws(InspectorError) -> String {
    let prefix = text.lowercased()
    let isHex = prefix.allSatisfy { $0.isASCII && $0.isHexDigit }
    guard isHex, prefix.utf8.count >= shortest, prefix.utf8.count <= 32 else {
      throw .notAnID(text)
    }
    return prefix
  }
}
