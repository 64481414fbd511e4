import LifeboatFormat
import LifeboatRedis

/// The jobs of one of Sidekiq's sorted sets, the highest score first: jobs that are due leave at the other end.
struct SortedSetJobs: JobSource {
  private var walk: SortedSetWalk
  private let found: @Sendable (SortedSetWalk.Element) -> FoundJob

  var key: String { walk.key }

  /// The jobs that wait for their time and have not failed.
  init(scheduled dialect: SidekiqDialect) {
    self.init(key: dialect.keys.schedule, dialect) { element in
      .delayed(until: Self.seconds(element.score))
    }
  }

  /// The jobs that wait for a retry.
  init(retried dialect: SidekiqDialect) {
    self.init(key: dialect.keys.retry, dialect) { element in
      .retry(until: Self.seconds(element.score), id: DeadEntry(element, of: .retry).id)
    }
  }

  /// The jobs that are given up.
  init(dead dialect: SidekiqDialect) {
    self.init(key: dialect.keys.dead, dialect) { element in
      let entry = DeadEntry(element, of: .dead)
      return .failed(list: entry.origin.rawValue, id: entry.id)
    }
  }

  private init(
    key: String, _ dialect: SidekiqDialect, place: @escaping @Sendable (SortedSetWalk.Element) -> JobPlace
  ) {
    walk = SortedSetWalk(key: key)
    found = { element in
      FoundJob(
        place: place(element), queue: SidekiqDialect.queue(of: element.member), bytes: element.member, dialect: dialect)
    }
  }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    try await walk.next(on: connection).map { JobSourcePart(jobs: $0.map(found)) }
  }

  private static func seconds(_ score: Double) -> Int {
    Int(exactly: score.rounded(.down)) ?? (score < 0 ? .min : .max)
  }
}

extension ListedJobs {
  /// The jobs that are given up and for which the dead set has no room.
  init(overflow dialect: SidekiqDialect) {
    self.init(key: dialect.ownKeys.overflow) { element in
      let entry = DeadEntry(overflow: element.bytes)
      let job = entry.job
      return FoundJob(
        place: .failed(list: entry.origin.rawValue, id: entry.id), queue: SidekiqDialect.queue(of: job), bytes: job,
        dialect: dialect)
    }
  }
}

extension SidekiqDialect {
  /// The queue that a job's payload names.
  static func queue(of job: [UInt8]) -> String? {
    (try? Payload(job))?.slice(of: "queue")?.string
  }
}
