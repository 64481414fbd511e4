/// Writes JSON to the byte as Ruby's json 2.6 does.
///
/// No spaces; `/` and everything that isn't ASCII stay as they are; control characters become `\b \t \n \f \r` or
/// `\u00xx` in lower case. Commas and colons come by themselves; that brackets match is up to the caller.
public struct JSONWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []
  /// Whether the next value or key needs a comma before it.
  private var needsComma = false

  /// - Parameter capacity: how many bytes to make room for.
  public init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// Opens an object.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }

  /// Closes an object.
  public mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Opens an array.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// Closes an array.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Writes a key and its colon.
  public mutating func key(_ key: String) {
    string(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string.
  public mutating func string(_ string: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { escape($0) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes an integer.
  public mutating func integer(_ value: some BinaryInteger) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a number in Ruby's spelling: `1.0`, `1.0e+20`, `0.0001`, `1.0e-05`.
  ///
  /// - Throws: ``NotANumber`` for NaN and the infinities, which JSON can't express.
  public mutating func double(_ value: Double) throws(NotANumber) {
    guard value.isFinite else { throw NotANumber(value: value) }
    separate()
    bytes.append(contentsOf: RubyFloat.text(value).utf8)
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Writes `null`.
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes a value whose bytes are there already; they are not checked.
  public mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// What ``double(_:)`` refuses.
  public struct NotANumber: Error, Equatable, CustomStringConvertible {
    /// NaN or an infinity.
    public let value: Double

    /// A complete sentence.
    public var description: String { "\(value) can't be written as JSON; a finite number was expected." }
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func escape(_ characters: UnsafeBufferPointer<UInt8>) {
    var written = 0
    for (offset, byte) in characters.enumerated()
    where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
      bytes.append(contentsOf: characters[written..<offset])
      appendEscape(of: byte)
      written = offset + 1
    }
    bytes.append(contentsOf: characters[written...])
  }

  private mutating func appendEscape(of byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      bytes.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
      let digit = byte & 0x0F
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
