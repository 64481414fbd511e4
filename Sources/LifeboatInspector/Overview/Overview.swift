import LifeboatFormat
import LifeboatRedis

/// The totals of one app's jobs.
public struct Overview: Sendable {
  /// The totals, in the order of a job's life; which there are is the dialect's.
  public let totals: [JobTotal]
  /// Whether the key that pauses every worker is set.
  public let isPaused: Bool
  /// Every queue, sorted by name.
  public let queues: [QueueSummary]
  /// Every worker of both languages.
  public let workers: WorkerListing

  /// Reads the totals. They are read one after the other, so a busy app's do not add up to the job.
  public init(connection: RedisConnection, dialect: any InspectorDialect) async throws(InspectorError) {
    let keys = dialect.keys
    let own = dialect.ownKeys
    queues = try await QueueReader(connection: connection, dialect: dialect).list()
    workers = try await dialect.workers(on: connection)
    let replies = try await connection.read([
      RedisCommand("GET", keys.statProcessed), RedisCommand("GET", keys.statFailed),
      RedisCommand("GET", dialect.pauseAll),
      RedisCommand("ZCARD", own.snoozed), RedisCommand("HKEYS", own.processes),
    ])
    isPaused = QueuePauses.pauses(replies[2].string)
    let incarnations = (replies[4].array ?? []).compactMap(\.string)
    let held = try await connection.read(incarnations.map { RedisCommand("HLEN", own.inflight($0)) })
    totals =
      [
        JobTotal(.waiting, queues.reduce(0) { $0 + ($1.length ?? 0) }),
        JobTotal(.inFlight, held.reduce(0) { $0 + ($1.int ?? 0) }),
        JobTotal(.snoozed, replies[3].int ?? 0),
      ] + (try await dialect.totals(on: connection)) + [
        JobTotal(.processedEver, replies[0].int ?? 0), JobTotal(.failedEver, replies[1].int ?? 0),
      ]
  }

  /// A total; `nil` where the dialect has none of the kind.
  public subscript(_ kind: JobTotal.Kind) -> Int? {
    totals.first { $0.kind == kind }?.count
  }
}
