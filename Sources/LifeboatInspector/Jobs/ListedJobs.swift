import LifeboatFormat
import LifeboatRedis

/// The jobs of one list, from its back.
struct ListedJobs: JobSource {
  private let found: @Sendable (ListWalk.Element) -> FoundJob
  private var walk: ListWalk

  var key: String { walk.key }

  /// The jobs that wait in a queue.
  init(queue: String, dialect: any InspectorDialect) {
    self.init(key: dialect.keys.queue(queue), frontIsTail: dialect.front == .tail) {
      FoundJob(place: .queue(position: $0.position), queue: queue, bytes: $0.bytes, dialect: dialect)
    }
  }

  /// The jobs of any list.
  ///
  /// - Parameter found: what an element is.
  init(key: String, frontIsTail: Bool = false, found: @escaping @Sendable (ListWalk.Element) -> FoundJob) {
    walk = ListWalk(key: key, frontIsTail: frontIsTail)
    self.found = found
  }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    let window: [ListWalk.Element]?
    do { window = try await walk.next(on: connection) } catch { throw .redis(error) }
    return window.map { JobSourcePart(jobs: $0.map(found)) }
  }
}
