extension JSONSlice {
  /// Whether Ruby decodes both to the same value, however they are written: escapes, the spelling of floating-point
  /// numbers and the order of an object's keys don't count.
  ///
  /// `1` and `1.0` differ, although Ruby's `==` takes them for equal: a job may tell them apart.
  public func hasSameValue(as other: JSONSlice) -> Bool {
    guard kind == other.kind else { return false }
    if bytes == other.bytes { return true }
    switch kind {
    case .null, .bool: return false
    case .string: return string.map { Array($0.utf8) } == other.string.map { Array($0.utf8) }
    case .number: return hasSameNumber(as: other)
    case .array: return hasSameElements(as: other)
    case .object: return hasSameMembers(as: other)
    }
  }

  private func hasSameNumber(as other: JSONSlice) -> Bool {
    guard isFloat == other.isFloat else { return false }
    // An integer has one spelling only, but for zero's sign.
    guard isFloat else { return int == 0 && other.int == 0 }
    return double == other.double
  }

  private var isFloat: Bool {
    bytes.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
  }

  private func hasSameElements(as other: JSONSlice) -> Bool {
    var mine = elements
    var others = other.elements
    while true {
      switch (mine.next(), others.next()) {
      case (nil, nil): return true
      case (let mine?, let other?): guard mine.hasSameValue(as: other) else { return false }
      default: return false
      }
    }
  }

  private func hasSameMembers(as other: JSONSlice) -> Bool {
    let mine = lastMembers
    let others = other.lastMembers
    guard mine.count == others.count else { return false }
    return mine.allSatisfy { key, value in others[key].map(value.hasSameValue) ?? false }
  }

  /// Of equal keys the last counts. By bytes: Swift takes some strings for equal that Ruby doesn't.
  private var lastMembers: [[UInt8]: JSONSlice] {
    var found: [[UInt8]: JSONSlice] = [:]
    for member in members { found[Array(member.key.utf8)] = member.value }
    return found
  }
}
