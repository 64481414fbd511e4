import LifeboatFormat
import LifeboatRedis

/// The queues that Ruby knows, or some thousands of them, with how many jobs wait in each.
struct QueueSurvey: Sendable {
  /// A queue.
  struct Queue: Sendable {
    let name: String
    /// How many jobs wait; `nil` when the key is no list.
    let length: Int?
    /// For how many seconds the next job has waited; `nil` where it does not say.
    let wait: Double?
    /// Whether it is paused by name.
    let isPaused: Bool
  }

  /// Sorted by bytes; names that are no UTF-8 are left out.
  let queues: [Queue]
  /// How many names there are in all.
  let total: Int
  /// Whether all are paused at once.
  let isAllPaused: Bool

  /// How many are looked at.
  static let most = 5_000

  /// - Parameter now: by Redis's clock.
  init(dialect: any InspectorDialect, now: Double, on connection: RedisConnection) async throws(InspectorError) {
    let first = try await connection.read([
      RedisCommand("SCARD", dialect.keys.queues), RedisCommand("SSCAN", dialect.keys.queues, 0, "COUNT", Self.most),
      RedisCommand("GET", dialect.pauseAll),
    ])
    total = first[0].int ?? 0
    isAllPaused = QueuePauses.pauses(first[2].string)
    let names = Set(first[1].array?.last?.strings ?? []).sorted { $0.lexicographicallyPrecedes($1) }
      .filter { String(decoding: $0, as: UTF8.self).utf8.elementsEqual($0) }
      .prefix(Self.most).map { String(decoding: $0, as: UTF8.self) }
    let lengths = try await connection.read(
      names.map { RedisCommand("LLEN", dialect.keys.queue($0)) }, showsWrongTypes: true)
    let paused = try await connection.read(
      names.map { RedisCommand("SISMEMBER", dialect.pausedQueues, $0) }, showsWrongTypes: true)
    let waits = try await Self.waits(of: names, lengths, dialect, now: now, on: connection)
    queues = names.indices.map { index in
      Queue(name: names[index], length: lengths[index].int, wait: waits[index], isPaused: paused[index].int == 1)
    }
  }

  /// The queues in which jobs wait.
  var filled: [Queue] { queues.filter { $0.length ?? 0 > 0 } }

  private static func waits(
    of names: [String], _ lengths: [RedisValue], _ dialect: any InspectorDialect, now: Double,
    on connection: RedisConnection
  ) async throws(InspectorError) -> [Double?] {
    var waits: [Double?] = names.map { _ in nil }
    guard dialect.jobsCarryTimes else { return waits }
    let filled = names.indices.filter { lengths[$0].int ?? 0 > 0 }
    let front = dialect.front == .tail ? -1 : 0
    let jobs = try await connection.read(
      filled.map { RedisCommand("LINDEX", dialect.keys.queue(names[$0]), front) }, showsWrongTypes: true)
    for (index, job) in zip(filled, jobs) {
      waits[index] = job.bytes.flatMap { dialect.enqueuedAt(of: $0) }.map { max(0, now - $0) }
    }
    return waits
  }
}
