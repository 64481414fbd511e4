/// Tells where bytes stop being UTF-8.
enum UTF8Check {
  /// The offset of the first byte that belongs to no valid sequence, or nil when all is well.
  ///
  /// Overlong forms, surrogates and code points above U+10FFFF are invalid (RFC 3629).
  static func firstInvalidOffset(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    guard let base = text.baseAddress else { return nil }
    var offset = range.lowerBound
    let end = range.upperBound
    while offset < end {
      if end - offset >= 8,
        UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        offset += 8
        continue
      }
      let length = sequenceLength(base + offset, available: end - offset)
      guard length > 0 else { return offset }
      offset += length
    }
    return nil
  }

  /// How many bytes the sequence has that starts here; 0 when it's invalid or cut off.
  private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, available: Int) -> Int {
    let first = bytes[0]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0..<0x80: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard available >= length, second.contains(bytes[1]) else { return 0 }
    for index in 2..<max(length, 2) where bytes[index] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
