/// Collects the failures whose ids begin with certain texts, while sets are walked.
struct WantedFailures<Element> {
  private let prefixes: [String]
  private var found: [[Element]]
  private var ids: [Set<String>]

  /// - Throws: ``InspectorError/notAnID(_:)``.
  init(_ texts: [String]) throws(InspectorError) {
    var prefixes: [String] = []
    for text in texts { prefixes.append(try FailureID.prefix(text)) }
    self.prefixes = prefixes
    found = Array(repeating: [], count: prefixes.count)
    ids = Array(repeating: [], count: prefixes.count)
  }

  /// Keeps an entry if it is wanted; only then it is read.
  mutating func add(_ id: FailureID, _ element: @autoclosure () -> Element) {
    let digits = id.digits
    for index in prefixes.indices where digits.hasPrefix(prefixes[index]) {
      found[index].append(element())
      ids[index].insert(digits)
    }
  }

  /// What was found, for each text one failure or equal copies of one.
  ///
  /// - Throws: ``InspectorError/noFailure(prefix:)`` and ``InspectorError/ambiguousFailure(prefix:matches:)``.
  func all() throws(InspectorError) -> [[Element]] {
    for (prefix, ids) in zip(prefixes, ids) {
      if ids.isEmpty { throw .noFailure(prefix: prefix) }
      if ids.count > 1 {
        throw .ambiguousFailure(prefix: prefix, matches: ids.sorted().prefix(5).map { String($0.prefix(16)) })
      }
    }
    return found
  }
}
