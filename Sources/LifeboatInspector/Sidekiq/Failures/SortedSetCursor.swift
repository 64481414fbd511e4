import LifeboatRedis

/// Walks Sidekiq's dead or retry set from its highest score to its lowest.
struct SortedSetCursor: FailureCursor {
  private let origin: DeadEntry.Origin
  private let connection: RedisConnection
  private var walk: SortedSetWalk
  /// Read and not yet taken; the next one last.
  private var buffer: [DeadEntry] = []

  init(_ origin: DeadEntry.Origin, key: String, connection: RedisConnection) {
    self.origin = origin
    self.connection = connection
    walk = SortedSetWalk(key: key)
  }

  mutating func nextTime() async throws(InspectorError) -> Double? {
    try await fill()
    return buffer.last?.score
  }

  mutating func next() async throws(InspectorError) -> DeadEntry? {
    try await fill()
    return buffer.popLast()
  }

  private mutating func fill() async throws(InspectorError) {
    while buffer.isEmpty, let elements = try await walk.next(on: connection) {
      buffer = elements.reversed().map { DeadEntry($0, of: origin) }
    }
  }
}
