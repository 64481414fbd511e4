import LifeboatFormat
import LifeboatRedis

/// A queue as a list shows it.
public struct QueueSummary: Sendable, Equatable {
  /// The queue's name, without any prefix.
  public let name: String
  /// How many jobs wait; `nil` when the queue's key is no list, and when the name is no text.
  public let length: Int?
  /// For how many seconds the next job has waited, by Redis's clock; `nil` where there is none, and where it does not say.
  public let latency: Double?
  /// Whether it is paused by name; see ``QueuePauses``.
  public let isPaused: Bool
  /// Whether Ruby knows it, as it does once anything was pushed to it. A name can be paused before that.
  public let isNoted: Bool
  /// Whether the name is UTF-8. Another one is shown with U+FFFD in it, and its jobs cannot be reached from here.
  public let isText: Bool

  /// Whether it is a queue, not only a pause, and has this name: by bytes, as Swift takes some names for equal that are
  /// different keys.
  public func isQueue(_ name: String) -> Bool {
    isNoted && isText && self.name.utf8.elementsEqual(name.utf8)
  }
}

/// A job that waits in a queue.
public struct QueuedJob: Sendable {
  /// Its place, from 0 at the front.
  public let position: Int
  /// The bytes, as they lie there.
  public let bytes: [UInt8]
  /// What was read from them, or why nothing could be.
  public let record: Result<JobRecord, MalformedPayload>
}

/// Reads queues.
public struct QueueReader: Sendable {
  private let connection: RedisConnection
  private let dialect: any InspectorDialect

  /// The queues of one app.
  public init(connection: RedisConnection, dialect: any InspectorDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Every queue that anything was ever pushed to or that is paused, sorted by bytes.
  public func list() async throws(InspectorError) -> [QueueSummary] {
    let members = try await connection.read([
      RedisCommand("SMEMBERS", dialect.keys.queues), RedisCommand("SMEMBERS", dialect.pausedQueues),
    ])
    // By bytes: Swift takes some names for equal that are different keys.
    let noted = Set((members[0].array ?? []).compactMap(\.bytes))
    let paused = Set((members[1].array ?? []).compactMap(\.bytes))
    let all = paused.union(noted).sorted { $0.lexicographicallyPrecedes($1) }
    let names = all.map { String(decoding: $0, as: UTF8.self) }
    let lengths = try await connection.read(
      names.map { RedisCommand("LLEN", dialect.keys.queue($0)) }, showsWrongTypes: true)
    let latencies = try await latencies(of: names)
    return all.indices.map { index in
      let isText = names[index].utf8.elementsEqual(all[index])
      return QueueSummary(
        name: names[index], length: isText ? lengths[index].int : nil, latency: isText ? latencies[index] : nil,
        isPaused: paused.contains(all[index]), isNoted: noted.contains(all[index]), isText: isText)
    }
  }

  /// How many jobs wait in a queue.
  public func length(of queue: String) async throws(InspectorError) -> Int {
    try await connection.read([RedisCommand("LLEN", dialect.keys.queue(queue))])[0].int ?? 0
  }

  /// Jobs of a queue from its front, which is where the next one is taken.
  public func jobs(of queue: String, offset: Int = 0, limit: Int) async throws(InspectorError) -> [QueuedJob] {
    guard limit > 0 else { return [] }
    let isTail = dialect.front == .tail
    let (first, last) = isTail ? (-(offset + limit), -(offset + 1)) : (offset, offset + limit - 1)
    let command = RedisCommand("LRANGE", dialect.keys.queue(queue), first, last)
    var values = try await connection.read([command])[0].array ?? []
    if isTail { values.reverse() }
    var jobs: [QueuedJob] = []
    for (index, value) in values.enumerated() {
      let bytes = value.bytes ?? []
      let record: Result<JobRecord, MalformedPayload>
      do { record = .success(try dialect.read(bytes)) } catch { record = .failure(error) }
      jobs.append(QueuedJob(position: offset + index, bytes: bytes, record: record))
    }
    return jobs
  }

  /// How long each queue's next job has waited.
  private func latencies(of queues: [String]) async throws(InspectorError) -> [Double?] {
    guard dialect.jobsCarryTimes else { return queues.map { _ in nil } }
    let front = dialect.front == .tail ? -1 : 0
    let replies = try await connection.read(
      [RedisCommand("TIME")] + queues.map { RedisCommand("LINDEX", dialect.keys.queue($0), front) },
      showsWrongTypes: true)
    let time = (replies[0].array ?? []).compactMap(\.int)
    let now = Double(time.first ?? 0) + Double(time.last ?? 0) / 1_000_000
    return replies.dropFirst().map { reply in
      // A clock that is ahead of Redis's makes no job wait less than nothing.
      reply.bytes.flatMap { dialect.enqueuedAt(of: $0) }.map { max(0, now - $0) }
    }
  }
}
