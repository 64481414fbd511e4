import LifeboatFormat
import LifeboatRedis

/// The totals of one app's jobs.
public struct Overview: Sendable, Equatable {
  /// Jobs that wait in queues.
  public let waiting: Int
  /// Jobs that Lifeboat workers hold: running, or about to.
  public let inFlight: Int
  /// Jobs that said "later".
  public let snoozed: Int
  /// Jobs that wait for their time, retries included.
  public let delayed: Int
  /// Failures, in whichever lists the app keeps them.
  public let failed: Int
  /// Jobs that ever ended, failures included.
  public let processedEver: Int
  /// Jobs that ever failed.
  public let failedEver: Int
  /// Whether the key that pauses every worker is set.
  public let isPaused: Bool
  /// Every queue, sorted by name.
  public let queues: [QueueSummary]
  /// Every worker of both languages, sorted by id.
  public let workers: [WorkerSummary]

  /// Reads the totals. They are read one after the other, so a busy app's do not add up to the job.
  public init(connection: RedisConnection, dialect: ResqueDialect) async throws(InspectorError) {
    let keys = dialect.keys
    let own = dialect.ownKeys
    queues = try await QueueReader(connection: connection, dialect: dialect).list()
    workers = try await WorkerReader(connection: connection, dialect: dialect).list()
    waiting = queues.reduce(0) { $0 + ($1.length ?? 0) }
    let replies = try await connection.read([
      RedisCommand("GET", keys.statProcessed), RedisCommand("GET", keys.statFailed), RedisCommand("GET", dialect.pauseAll),
      RedisCommand("ZCARD", own.snoozed), RedisCommand("HKEYS", own.processes),
    ])
    failed = try await FailedList(connection: connection, dialect: dialect).count()
    processedEver = replies[0].string.flatMap { Int($0) } ?? 0
    failedEver = replies[1].string.flatMap { Int($0) } ?? 0
    isPaused = QueuePauses.pauses(replies[2].string)
    snoozed = replies[3].int ?? 0
    delayed = try await Self.delayed(connection, keys)
    let incarnations = (replies[4].array ?? []).compactMap(\.string)
    let held = try await connection.read(incarnations.map { RedisCommand("HLEN", own.inflight($0)) })
    inFlight = held.reduce(0) { $0 + ($1.int ?? 0) }
  }

  /// Adds up the buckets, a thousand at a time. What is no bucket counts as empty.
  private static func delayed(_ connection: RedisConnection, _ keys: ResqueKeys) async throws(InspectorError) -> Int {
    let step = 1000
    var count = 0
    for start in stride(from: 0, to: Int.max, by: step) {
      let command = RedisCommand("ZRANGE", keys.delayedSchedule, start, start + step - 1)
      let members = (try await connection.read([command], showsWrongTypes: true)[0].array ?? []).compactMap(\.string)
      let lengths = try await connection.read(
        members.map { RedisCommand("LLEN", keys.delayedPrefix + $0) }, showsWrongTypes: true)
      count += lengths.reduce(0) { $0 + ($1.int ?? 0) }
      if members.count < step { break }
    }
    return count
  }
}
