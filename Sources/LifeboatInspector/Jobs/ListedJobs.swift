import LifeboatFormat
import LifeboatRedis

/// The jobs of one list: a queue, a bucket of delayed jobs, or a failed list.
struct ListedJobs: JobSource {
  private enum Kind {
    case queue(String)
    case delayed(second: Int)
    case failed(list: String)
  }

  private let kind: Kind
  private let dialect: ResqueDialect
  private var walk: ListWalk

  var key: String { walk.key }

  /// The jobs that wait in a queue.
  init(queue: String, dialect: ResqueDialect) {
    self.init(.queue(queue), key: dialect.keys.queue(queue), dialect)
  }

  /// The jobs that are due in one second since 1970.
  init(delayedUntil second: Int, dialect: ResqueDialect) {
    self.init(.delayed(second: second), key: dialect.keys.delayed(at: second), dialect)
  }

  /// The jobs of a failed list's entries.
  init(failedList list: String, dialect: ResqueDialect) {
    self.init(.failed(list: list), key: dialect.keys.failed(list: list), dialect)
  }

  private init(_ kind: Kind, key: String, _ dialect: ResqueDialect) {
    self.kind = kind
    self.dialect = dialect
    walk = ListWalk(key: key)
  }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    let window: [ListWalk.Element]?
    do { window = try await walk.next(on: connection) } catch { throw .redis(error) }
    return window.map { JobSourcePart(jobs: $0.map(job)) }
  }

  private func job(_ element: ListWalk.Element) -> FoundJob {
    switch kind {
    case .queue(let name):
      return FoundJob(
        place: .queue(position: element.position), queue: name, bytes: element.bytes, dialect: dialect)
    case .delayed(let second):
      let queue = (try? Payload(element.bytes))?.slice(of: "queue")?.string
      return FoundJob(place: .delayed(until: second), queue: queue, bytes: element.bytes, dialect: dialect)
    case .failed(let list):
      let failure = Failure(bytes: element.bytes, list: list)
      return FoundJob(
        place: .failed(list: list, id: failure.id), queue: failure.entry.queue, bytes: failure.job ?? element.bytes,
        dialect: dialect)
    }
  }
}
