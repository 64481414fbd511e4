/// Steps through the inside of an array or object of which the text has been checked, or is being read as far as
/// it goes.
extension JSONScanner {
  /// The next element from the current position, a comma before it skipped; nil at the end, or where the text breaks.
  mutating func nextElement() -> Range<Int>? {
    do throws(JSONFault) {
      try skipComma()
      guard position < end else { return nil }
      let start = position
      try scanValue()
      return start..<position
    } catch {
      return nil
    }
  }

  /// The next key and value from the current position, a comma before them skipped; nil at the end, or where the
  /// text breaks.
  mutating func nextMember() -> (key: Range<Int>, isEscaped: Bool, value: Range<Int>)? {
    do throws(JSONFault) {
      try skipComma()
      guard position < end, base[position] == UInt8(ascii: "\"") else { return nil }
      let keyStart = position
      let isEscaped = try scanString().isEscaped
      let key = keyStart..<position
      try skipIgnored()
      guard position < end, base[position] == UInt8(ascii: ":") else { return nil }
      position += 1
      try skipIgnored()
      let start = position
      try scanValue()
      return (key, isEscaped, start..<position)
    } catch {
      return nil
    }
  }

  private mutating func skipComma() throws(JSONFault) {
    try skipIgnored()
    if position < end, base[position] == UInt8(ascii: ",") {
      position += 1
      try skipIgnored()
    }
  }
}
