import LifeboatFormat
import LifeboatRedis

/// A queue as a list shows it.
public struct QueueSummary: Sendable, Equatable {
  /// The queue's name, without any prefix.
  public let name: String
  /// How many jobs wait; `nil` when the queue's key is no list.
  public let length: Int?
  /// Whether it is paused by name; see ``QueuePauses``.
  public let isPaused: Bool
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
  private let dialect: any Dialect

  /// The queues of one app.
  public init(connection: RedisConnection, dialect: any Dialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Every queue that anything was ever pushed to or that is paused, sorted by bytes as Resque sorts them.
  public func list() async throws(InspectorError) -> [QueueSummary] {
    let members = try await connection.read([
      RedisCommand("SMEMBERS", dialect.keys.queues), RedisCommand("SMEMBERS", dialect.ownKeys.pausedQueues),
    ])
    // By bytes: Swift takes some names for equal that are different keys.
    let paused = Set((members[1].array ?? []).compactMap(\.bytes))
    let all = paused.union((members[0].array ?? []).compactMap(\.bytes)).sorted { $0.lexicographicallyPrecedes($1) }
    let names = all.map { String(decoding: $0, as: UTF8.self) }
    let lengths = try await connection.read(
      names.map { RedisCommand("LLEN", dialect.keys.queue($0)) }, showsWrongTypes: true)
    return zip(names, lengths).map { name, length in
      QueueSummary(name: name, length: length.int, isPaused: paused.contains(Array(name.utf8)))
    }
  }

  /// Jobs of a queue from its front, which is where the next one is taken.
  public func jobs(of queue: String, offset: Int = 0, limit: Int) async throws(InspectorError) -> [QueuedJob] {
    guard limit > 0 else { return [] }
    let command = RedisCommand("LRANGE", dialect.keys.queue(queue), offset, offset + limit - 1)
    let values: [RedisValue]
    do { values = try await connection.call(command).array ?? [] } catch { throw .redis(error) }
    var jobs: [QueuedJob] = []
    for (index, value) in values.enumerated() {
      let bytes = value.bytes ?? []
      let record: Result<JobRecord, MalformedPayload>
      do { record = .success(try dialect.read(bytes)) } catch { record = .failure(error) }
      jobs.append(QueuedJob(position: offset + index, bytes: bytes, record: record))
    }
    return jobs
  }
}
