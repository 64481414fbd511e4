import Crypto

/// What a failed entry is called: derived from its bytes and the list that it is in, never from its position.
///
/// Entries with equal bytes in one list have one id.
public struct FailureID: Sendable, Hashable, CustomStringConvertible {
  /// The first half of a SHA-256.
  private let value: UInt128

  /// The fewest digits that name an entry.
  public static let shortest = 4
  /// How many digits a table shows.
  public static let shown = 10
  /// How many there are.
  public static let longest = 32

  /// The id of an entry with these bytes in the list of that name.
  public init(entry: [UInt8], list: String) {
    var hash = SHA256()
    var list = list
    list.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    withUnsafeBytes(of: 0 as UInt8) { hash.update(bufferPointer: $0) }
    entry.withUnsafeBytes { hash.update(bufferPointer: $0) }
    value = hash.finalize().withUnsafeBytes { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
  }

  /// Reads a whole id.
  ///
  /// - Returns: `nil` for anything but 32 hexadecimal digits.
  public init?(digits: String) {
    guard digits.utf8.count == Self.longest, digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt128(digits, radix: 16)
    else { return nil }
    self.value = value
  }

  /// All of it, in 32 hexadecimal digits.
  public var digits: String {
    withUnsafeBytes(of: value.bigEndian) { Hexadecimal.text($0) }
  }

  /// The ``shortest`` number of digits that it begins with.
  var start: UInt16 { UInt16(truncatingIfNeeded: value >> 112) }

  public var description: String { digits }

  /// The beginning that tables show.
  public var short: String { String(digits.prefix(Self.shown)) }

  /// Reads what a person typed.
  ///
  /// - Returns: the prefix in lower case.
  public static func prefix(_ text: String) throws(InspectorError) -> String {
    let prefix = text.lowercased()
    let isHex = prefix.allSatisfy { $0.isASCII && $0.isHexDigit }
    guard isHex, prefix.utf8.count >= shortest, prefix.utf8.count <= longest else {
      throw .notAnID(text)
    }
    return prefix
  }
}
