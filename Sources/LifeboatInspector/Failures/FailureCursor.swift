/// Walks one set of failures from its newest entry to its oldest, a chunk at a time.
protocol FailureCursor<Element> {
  associatedtype Element

  /// The time of the next entry, in seconds since 1970, by which sets are merged; `nil` at the end.
  mutating func nextTime() async throws(InspectorError) -> Double?

  /// Takes the next entry; `nil` at the end.
  mutating func next() async throws(InspectorError) -> Element?
}
