import LifeboatFormat

/// Walks several failed lists as one, the newest entry first.
struct FailureMerge {
  private var cursors: [FailureCursor]

  init(_ cursors: [FailureCursor]) {
    self.cursors = cursors
  }

  /// The next entry; `nil` at the end.
  mutating func next() async throws(InspectorError) -> Failure? {
    var newest: (index: Int, time: Int)?
    for index in cursors.indices {
      guard let time = try await cursors[index].nextTime() else { continue }
      if newest.map({ time > $0.time }) ?? true { newest = (index, time) }
    }
    guard let newest else { return nil }
    return try await cursors[newest.index].next()
  }
}
