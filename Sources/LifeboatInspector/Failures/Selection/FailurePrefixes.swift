/// Finds the whole ids of which people typed the beginnings, while all ids pass by; hundreds of thousands, if need be.
public struct FailurePrefixes: Sendable {
  private let prefixes: [String]
  /// Which of them begin with the digits that all have.
  private var candidates: [UInt16: [Int]] = [:]
  private var found: [Set<FailureID>]

  /// - Parameter prefixes: as ``FailureID/prefix(_:)`` reads them.
  public init(_ prefixes: [String]) {
    self.prefixes = prefixes
    found = Array(repeating: [], count: prefixes.count)
    for (index, prefix) in prefixes.enumerated() {
      guard let start = UInt16(prefix.prefix(FailureID.shortest), radix: 16) else { continue }
      candidates[start, default: []].append(index)
    }
  }

  /// Notes an id that is there.
  public mutating func add(_ id: FailureID) {
    guard let indices = candidates[id.start] else { return }
    let digits = id.digits
    for index in indices where digits.hasPrefix(prefixes[index]) { found[index].insert(id) }
  }

  /// The whole id for each beginning, in their order.
  ///
  /// - Throws: ``InspectorError/noFailure(prefix:)`` and ``InspectorError/ambiguousFailure(prefix:matches:)``.
  public func whole() throws(InspectorError) -> [FailureID] {
    var whole: [FailureID] = []
    for (prefix, ids) in zip(prefixes, found) {
      guard let id = ids.first else { throw .noFailure(prefix: prefix) }
      if ids.count > 1 {
        throw .ambiguousFailure(prefix: prefix, matches: ids.map { String($0.digits.prefix(16)) }.sorted())
      }
      whole.append(id)
    }
    return whole
  }
}
