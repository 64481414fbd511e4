/// What goes when members of an object, or elements of an array, are left out: each with its comma.
///
/// What stands between two that stay goes with the second; what stands before the first stays with it, unless the first
/// goes.
struct JSONRemovals {
  /// The places that are left out, in order.
  private(set) var ranges: [Range<Int>] = []
  /// Whether none has stayed so far.
  private(set) var isEmpty = true
  /// Behind the last one, whether it stays or goes; behind the bracket when there is none.
  private(set) var end: Int
  private let start: Int

  /// - Parameter container: the object or array, whose parts are told one after the other.
  init(of container: JSONSlice) {
    start = container.range.lowerBound + 1
    end = start
  }

  /// The next one stays.
  ///
  /// - Parameter part: an element, or a member from its key to the end of its value.
  mutating func keep(_ part: Range<Int>) {
    if isEmpty, end > start { ranges.append(start..<part.lowerBound) }
    isEmpty = false
    end = part.upperBound
  }

  /// The next one goes.
  mutating func remove(_ part: Range<Int>) {
    if !isEmpty { ranges.append(end..<part.upperBound) }
    end = part.upperBound
  }

  /// There are no more.
  mutating func finish() {
    if isEmpty, end > start { ranges.append(start..<end) }
  }
}
