/// Walks several sets of failures as one, the newest entry first.
struct FailureMerge<Element> {
  private var cursors: [any FailureCursor<Element>]

  init(_ cursors: [any FailureCursor<Element>]) {
    self.cursors = cursors
  }

  /// The next entry; `nil` at the end.
  mutating func next() async throws(InspectorError) -> Element? {
    var newest: (index: Int, time: Double)?
    for index in cursors.indices {
      guard let time = try await cursors[index].nextTime() else { continue }
      if newest.map({ time > $0.time }) ?? true { newest = (index, time) }
    }
    guard let newest else { return nil }
    return try await cursors[newest.index].next()
  }
}
