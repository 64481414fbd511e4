/// Decodes the escapes of a string, as Ruby's json 2.6.3 does to the byte.
///
/// That includes what it makes of broken text: a high surrogate without a low one becomes `?` and swallows the byte
/// behind it, or is refused when fewer than six bytes are left. Source: `json_string_unescape` in `parser.rl`.
enum JSONEscapes {
  /// Appends what the characters between two quotes stand for.
  ///
  /// - Parameters:
  ///   - text: the whole text; the byte behind `content` is the closing quote.
  ///   - content: passed the scanner's grammar already.
  /// - Throws: ``JSONFault`` for an unpaired high surrogate that Ruby refuses.
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, _ content: Range<Int>, into output: inout [UInt8]
  ) throws(JSONFault) {
    var offset = content.lowerBound
    let end = content.upperBound
    while offset < end {
      guard text[offset] == UInt8(ascii: "\\") else {
        output.append(text[offset])
        offset += 1
        continue
      }
      offset += 1
      let letter = text[offset]
      switch letter {
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"):
        try decodeUnit(text, &offset, end, into: &output)
        continue
      default: output.append(letter)
      }
      offset += 1
    }
  }

  /// Whether an escaped string stands for the given one.
  static func content(_ content: Range<Int>, of text: UnsafeBufferPointer<UInt8>, equals key: String) -> Bool {
    var decoded: [UInt8] = []
    // The scanner has decoded what it isn't sure of, so there is nothing left to throw.
    guard (try? decode(text, content, into: &decoded)) != nil else { return false }
    return decoded.elementsEqual(key.utf8)
  }

  /// Four hexadecimal digits, or nil when one of them is something else.
  @inline(__always)
  static func hexUnit(_ digits: UnsafePointer<UInt8>) -> UInt16? {
    var unit: UInt16 = 0
    for index in 0..<4 {
      let byte = digits[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return unit
  }

  /// - Parameter offset: at the `u`; moves behind what was decoded.
  private static func decodeUnit(
    _ text: UnsafeBufferPointer<UInt8>, _ offset: inout Int, _ end: Int, into output: inout [UInt8]
  ) throws(JSONFault) {
    // A `u` that a swallowed byte turned into an escape may have fewer than four digits behind it.
    guard end - offset >= 4, let base = text.baseAddress else {
      throw .unexpected(offset: offset - 1, expected: "four hexadecimal digits after \\u")
    }
    let unit = hexUnit(base + offset + 1) ?? 0xFFFD
    offset += 5
    guard unit & 0xFC00 == 0xD800 else {
      append(UInt32(unit), to: &output)
      return
    }
    guard end - offset >= 6 else {
      throw .unexpected(offset: offset - 6, expected: "both halves of a surrogate pair")
    }
    guard text[offset] == UInt8(ascii: "\\"), text[offset + 1] == UInt8(ascii: "u") else {
      output.append(UInt8(ascii: "?"))
      offset += 1
      return
    }
    let low = hexUnit(base + offset + 2) ?? 0xFFFD
    append(0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF)), to: &output)
    offset += 6
  }

  /// Appends three bytes for a lone low surrogate too, as Ruby does; who makes a String of it gets U+FFFD.
  private static func append(_ scalar: UInt32, to output: inout [UInt8]) {
    func byte(_ shift: UInt32, _ mask: UInt32, _ mark: UInt32) {
      output.append(UInt8(truncatingIfNeeded: scalar >> shift & mask | mark))
    }
    switch scalar {
    case 0..<0x80: byte(0, 0x7F, 0)
    case 0x80..<0x800:
      byte(6, 0x1F, 0xC0)
      byte(0, 0x3F, 0x80)
    case 0x800..<0x10000:
      byte(12, 0x0F, 0xE0)
      byte(6, 0x3F, 0x80)
      byte(0, 0x3F, 0x80)
    default:
      byte(18, 0x07, 0xF0)
      byte(12, 0x3F, 0x80)
      byte(6, 0x3F, 0x80)
      byte(0, 0x3F, 0x80)
    }
  }
}
