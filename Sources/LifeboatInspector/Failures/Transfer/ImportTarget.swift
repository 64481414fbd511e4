import LifeboatFormat

/// A set of failures into which entries are put that come from outside of Redis.
public struct ImportTarget: Sendable, Hashable {
  /// The set.
  public let place: FailurePlace
  /// The key of the set of names in which it has to be noted for Ruby to find it, if it has to.
  let names: String?
  /// The key of the list for what a sorted set has no room for, if it is bounded.
  let overflow: String?

  init(place: FailurePlace, names: String? = nil, overflow: String? = nil) {
    self.place = place
    self.names = names
    self.overflow = overflow
  }
}

extension InspectorDialect {
  /// Where a line's entry goes.
  ///
  /// - Throws: ``FailureLineFault`` when it has no place in this app.
  public func importTarget(of line: FailureLine) throws(FailureLineFault) -> ImportTarget {
    guard line.dialect == name else { throw .otherDialect(line.dialect, expected: name) }
    guard let target = importTarget(named: line.stored.set) else {
      throw .unknownSet(line.stored.set, dialect: name)
    }
    let isSorted = target.place.kind == .sortedSet
    guard isSorted == (line.stored.score != nil) else { throw .score(isThere: !isSorted, set: line.stored.set) }
    return target
  }
}
