import LifeboatFormat
import LifeboatRedis

/// A worker id that Ruby's tools show: a Ruby worker, or one slot of ours.
public struct WorkerSummary: Sendable, Equatable {
  /// The job that it runs.
  public struct Running: Sendable, Equatable {
    /// The queue that the job came from.
    public let queue: String
    /// The job's class; an Active Job's own, not that of its wrapper.
    public let className: String
    /// As it was written: ISO 8601 in UTC.
    public let since: String
  }

  /// The whole id, `HOST:PID:QUEUES`.
  public let id: String
  /// The host part; one of ours ends in `~lifeboat` and the slot.
  public let host: String
  /// The process id on that host; `nil` when the id holds none.
  public let pid: Int?
  /// The queues or patterns that it works.
  public let queues: [String]
  /// Whether it is one of our slots.
  public let isLifeboat: Bool
  /// Seconds since 1970; `nil` when it was not written or cannot be read.
  public let startedAt: Int?
  /// Seconds since 1970, by Redis's clock.
  public let heartbeatAt: Int?
  /// `nil` while it is idle.
  public let running: Running?
}

/// Reads the workers of both languages.
public struct WorkerReader: Sendable {
  private let connection: RedisConnection
  private let dialect: ResqueDialect

  /// The workers of one app.
  public init(connection: RedisConnection, dialect: ResqueDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Every registered worker: by host, process and slot.
  public func list() async throws(InspectorError) -> [WorkerSummary] {
    let keys = dialect.keys
    let first = try await connection.read([
      RedisCommand("SMEMBERS", keys.workers), RedisCommand("HGETALL", keys.heartbeats),
    ])
    let ids = (first[0].array ?? []).compactMap(\.string).sorted { Self.order($0) < Self.order($1) }
    let heartbeats = heartbeats(first[1].array ?? [])
    let replies = try await connection.read(
      ids.flatMap { [RedisCommand("GET", keys.worker($0)), RedisCommand("GET", keys.workerStarted($0))] })
    return ids.enumerated().map { index, id in
      summary(id, working: replies[2 * index].bytes, started: replies[2 * index + 1].string, heartbeats[id])
    }
  }

  /// Our slots stand together and by number: 2 before 10.
  private static func order(_ id: String) -> (host: String, pid: Int, slot: Int, id: String) {
    guard let parsed = ResqueWorkerID(parsing: id) else { return (id, 0, 0, id) }
    guard let slot = parsed.slot else { return (parsed.host, parsed.pid, 0, id) }
    return (String(parsed.host.dropLast(String(slot).count)), parsed.pid, slot, id)
  }

  private func heartbeats(_ values: [RedisValue]) -> [String: String] {
    var heartbeats: [String: String] = [:]
    for (id, time) in values.pairs() {
      if let id = id.string { heartbeats[id] = time.string }
    }
    return heartbeats
  }

  private func summary(_ id: String, working: [UInt8]?, started: String?, _ heartbeat: String?) -> WorkerSummary {
    let parsed = ResqueWorkerID(parsing: id)
    return WorkerSummary(
      id: id, host: parsed?.host ?? id, pid: parsed?.pid, queues: parsed?.queues ?? [],
      isLifeboat: parsed?.isLifeboat ?? false, startedAt: started.flatMap { Timestamp.parse($0)?.seconds },
      heartbeatAt: heartbeat.flatMap { Timestamp.parse($0)?.seconds }, running: working.flatMap(running))
  }

  private func running(_ bytes: [UInt8]) -> WorkerSummary.Running? {
    guard let record = try? Payload(bytes) else { return nil }
    let payload = record.slice(of: "payload")
    let className = payload.flatMap(ActiveJobEnvelope.recorded)?.className ?? payload?["class"]?.string
    return WorkerSummary.Running(
      queue: record.slice(of: "queue")?.string ?? "?", className: className ?? "?",
      since: record.slice(of: "run_at")?.string ?? "")
  }
}
