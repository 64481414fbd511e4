/// Changes of single places in a text of JSON, noted from its start to its end; every other byte stays as it is.
struct JSONEdits {
  private var edits: [(range: Range<Int>, replacement: ArraySlice<UInt8>)] = []

  /// Whether nothing changes.
  var isEmpty: Bool { edits.isEmpty }

  /// Notes that other bytes stand in a place; an empty place is an insertion.
  ///
  /// - Parameter range: behind all that were noted before.
  mutating func replace(_ range: Range<Int>, with replacement: ArraySlice<UInt8>) {
    edits.append((range, replacement))
  }

  /// Notes that a place is left out.
  mutating func remove(_ range: Range<Int>) {
    replace(range, with: [])
  }

  /// The bytes of a value after the changes.
  func applied(to slice: JSONSlice) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(slice.range.count)
    var position = slice.range.lowerBound
    for (range, replacement) in edits {
      result += slice.text[position..<range.lowerBound]
      result += replacement
      position = range.upperBound
    }
    return result + slice.text[position..<slice.range.upperBound]
  }
}
