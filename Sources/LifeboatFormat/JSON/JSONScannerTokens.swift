/// The tokens that have no structure: words, numbers, comments, the insides of strings.
extension JSONScanner {
  // The letters of each word as a number, the first lowest.
  static var wordTrue: UInt64 { 0x6575_7274 }
  static var wordNull: UInt64 { 0x6C6C_756E }
  static var wordFalse: UInt64 { 0x65_736C_6166 }

  /// Scans `true`, `null` (4 bytes) or `false` (5).
  @inline(__always)
  mutating func scanWord(_ letters: UInt64, count: Int) throws(JSONFault) {
    guard
      end - position >= count,
      word(base + position) == UInt32(truncatingIfNeeded: letters),
      count == 4 || base[position + 4] == UInt8(truncatingIfNeeded: letters >> 32)
    else { throw .unexpected(offset: position, expected: "a value") }
    position += count
  }

  /// Scans a number. Ruby's grammar has no leading zeros, no `+`, no bare point, no `NaN`, no `Infinity`.
  @inline(__always)
  mutating func scanNumber() throws(JSONFault) {
    let start = position
    var isFloat = false
    if base[position] == UInt8(ascii: "-") { position += 1 }
    if position < end, base[position] == UInt8(ascii: "0") {
      position += 1
      if position < end, isDigit(base[position]) {
        throw .unexpected(offset: position, expected: "a number without leading zeros")
      }
    } else {
      try scanDigits()
    }
    if position < end, base[position] == UInt8(ascii: ".") {
      position += 1
      isFloat = true
      try scanDigits()
    }
    if position < end, base[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      isFloat = true
      if position < end, base[position] == UInt8(ascii: "+") || base[position] == UInt8(ascii: "-") { position += 1 }
      try scanDigits()
    }
    // `1e309` is the shortest.
    if isFloat, position - start >= 5 { findInfinity(from: start) }
  }

  /// Notes a number that overflows. Integers never do: Ruby's have any size.
  private mutating func findInfinity(from start: Int) {
    let text = UnsafeBufferPointer(start: base + start, count: position - start)
    let hasExponent = text.contains { $0 | 0x20 == UInt8(ascii: "e") }
    guard hasExponent || text.count > 308 else { return }
    if Double(String(decoding: text, as: UTF8.self))?.isInfinite ?? false { findings.hasInfiniteNumber = true }
  }

  /// Moves on to the next quote, backslash or control character, eight bytes at a time.
  @inline(__always)
  mutating func skipPlainCharacters() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while end - position >= 8 {
      let bytes = UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      let quotes = bytes ^ (ones &* UInt64(UInt8(ascii: "\"")))
      let slashes = bytes ^ (ones &* UInt64(UInt8(ascii: "\\")))
      // The lowest high bit that is set marks the first hit; above it, borrows may mark others falsely.
      // "Bit Twiddling Hacks", S. E. Anderson: hasless and haszero.
      let hits =
        ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes | (bytes &- (ones &* 0x20)) & ~bytes) & highs
      seenBits |= bytes
      if hits != 0 {
        position += hits.trailingZeroBitCount >> 3
        return
      }
      position += 8
    }
    while position < end {
      let byte = base[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
      seenBits |= UInt64(byte)
      position += 1
    }
  }

  /// Scans the escape at the current position.
  ///
  /// - Parameter hasUnpairedHigh: becomes true when a high surrogate has no low one behind it: Ruby accepts some.
  mutating func scanEscape(_ hasUnpairedHigh: inout Bool) throws(JSONFault) {
    guard position + 1 < end else { throw .unexpected(offset: end, expected: "a character after a backslash") }
    let byte = base[position + 1]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      guard let unit = hexUnit(at: position + 2) else {
        throw .unexpected(offset: position, expected: "four hexadecimal digits after \\u")
      }
      position += 6
      if unit & 0xF800 == 0xD800 { scanSurrogate(unit, &hasUnpairedHigh) }
    case 0..<0x20:
      throw .unexpected(offset: position + 1, expected: "an escape such as \\n instead of a raw control character")
    default:
      seenBits |= UInt64(byte)
      findings.hasLooseEscapes = true
      position += 2
    }
  }

  /// Skips the comment at the current position.
  mutating func skipComment() throws(JSONFault) {
    let start = position
    guard position + 1 < end else { throw .unexpected(offset: start, expected: "a comment after /") }
    let second = base[position + 1]
    position += 2
    switch second {
    case UInt8(ascii: "/"):
      while position < end, base[position] != 0x0A { take() }
      guard position < end else { throw .unexpected(offset: end, expected: "a line feed at the end of a // comment") }
      position += 1
    case UInt8(ascii: "*"):
      while true {
        guard end - position >= 2 else { throw .unexpected(offset: end, expected: "*/ at the end of a comment") }
        if base[position] == UInt8(ascii: "*"), base[position + 1] == UInt8(ascii: "/") { break }
        take()
      }
      position += 2
    default:
      throw .unexpected(offset: start, expected: "a value, a comma or a closing bracket")
    }
    findings.hasComments = true
  }

  @inline(__always)
  private mutating func take() {
    seenBits |= UInt64(base[position])
    position += 1
  }

  /// Takes the low half of a surrogate pair, or notes that it's missing.
  private mutating func scanSurrogate(_ unit: UInt16, _ hasUnpairedHigh: inout Bool) {
    let isHigh = unit & 0xFC00 == 0xD800
    if isHigh, end - position >= 6, base[position] == UInt8(ascii: "\\"), base[position + 1] == UInt8(ascii: "u"),
      let low = hexUnit(at: position + 2), low & 0xFC00 == 0xDC00
    {
      position += 6
      return
    }
    findings.hasLooseEscapes = true
    if isHigh { hasUnpairedHigh = true }
  }

  private func hexUnit(at offset: Int) -> UInt16? {
    guard end - offset >= 4 else { return nil }
    return JSONEscapes.hexUnit(base + offset)
  }

  @inline(__always)
  private mutating func scanDigits() throws(JSONFault) {
    guard position < end, isDigit(base[position]) else { throw .unexpected(offset: position, expected: "a digit") }
    repeat { position += 1 } while position < end && isDigit(base[position])
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
  }
}
