/// What goes when members of an object, or elements of an array, are left out: each with its comma.
///
/// What stands between two that stay goes with the second; what stands before the first stays with it, unless the first
/// goes. The parts are told one after the other, and each call answers which bytes go now.
struct JSONRemovals {
  /// Whether none has stayed so far.
  private(set) var isEmpty = true
  /// Behind the last one, whether it stays or goes; behind the bracket when there is none.
  private(set) var end: Int
  private let start: Int

  /// - Parameter container: the object or array.
  init(of container: JSONSlice) {
    start = container.range.lowerBound + 1
    end = start
  }

  /// The next one stays.
  ///
  /// - Parameter part: an element, or a member from its key to the end of its value.
  mutating func keep(_ part: Range<Int>) -> Range<Int>? {
    let gone = isEmpty && end > start ? start..<part.lowerBound : nil
    isEmpty = false
    end = part.upperBound
    return gone
  }

  /// The next one goes.
  mutating func remove(_ part: Range<Int>) -> Range<Int>? {
    let gone = isEmpty ? nil : end..<part.upperBound
    end = part.upperBound
    return gone
  }

  /// There are no more.
  func finish() -> Range<Int>? {
    isEmpty && end > start ? start..<end : nil
  }
}
