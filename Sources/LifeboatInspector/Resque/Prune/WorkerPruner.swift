import LifeboatFormat
import LifeboatRedis

/// Finds and unregisters workers that no incarnation of ours owns, as a Ruby worker does when it starts.
public struct WorkerPruner: Sendable {
  private let connection: RedisConnection
  private let dialect: ResqueDialect

  /// The workers of one app.
  public init(connection: RedisConnection, dialect: ResqueDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Seconds since 1970 by Redis's clock.
  public func time() async throws(InspectorError) -> Int {
    try await connection.read([RedisCommand("TIME")])[0].array?.first?.int ?? 0
  }

  /// Every worker that is registered or has a heartbeat, and belongs to no incarnation of ours; sorted by id.
  public func workers() async throws(InspectorError) -> [RegisteredWorker] {
    let keys = dialect.keys
    let own = dialect.ownKeys
    let first = try await connection.read([
      RedisCommand("SMEMBERS", keys.workers), RedisCommand("HGETALL", keys.heartbeats),
      RedisCommand("HKEYS", own.processes),
    ])
    let incarnations = (first[2].array ?? []).compactMap(\.string)
    let owned = try await connection.read(
      incarnations.map { RedisCommand("SMEMBERS", own.workers(of: $0)) }, showsWrongTypes: true)
    // By bytes: ids that look the same may be two.
    var heartbeats: [[UInt8]: [UInt8]?] = [:]
    for id in first[0].strings { heartbeats[id] = .some(nil) }
    for (id, time) in (first[1].array ?? []).pairs() {
      if let id = id.bytes { heartbeats[id] = .some(time.bytes) }
    }
    for id in owned.flatMap(\.strings) { heartbeats[id] = nil }
    let ids = heartbeats.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let details = try await connection.read(
      ids.flatMap { id in
        let id = String(decoding: id, as: UTF8.self)
        return [RedisCommand("GET", keys.worker(id)), RedisCommand("GET", keys.workerStarted(id))]
      }, showsWrongTypes: true)
    return ids.enumerated().map { index, id in
      let working = details[2 * index]
      return RegisteredWorker(
        id: id, heartbeat: heartbeats[id] ?? nil,
        startedAt: details[2 * index + 1].string.flatMap { Timestamp.parse($0)?.seconds },
        working: working.bytes, isWorkingReadable: working.isNull || working.bytes != nil)
    }
  }

  /// Unregisters a dead worker; the job that it ran, if any, is recorded as failed, in Ruby's words.
  ///
  /// No counter of failures changes, as in Ruby: its dirty exits do not count.
  ///
  /// - Parameters:
  ///   - verdict: why it is dead, which decides Ruby's words.
  ///   - backend: where the app keeps its failures.
  /// - Returns: `false` when it beat, or went on with another job, since it was read, and for
  ///   ``PruneVerdict/unreadableJob``: nothing was done.
  public func unregister(
    _ worker: RegisteredWorker, _ verdict: PruneVerdict, backend: FailureBackend, at now: Int
  ) async throws(InspectorError) -> Bool {
    guard verdict != .unreadableJob else { return false }
    let keys = dialect.keys
    let id = worker.id
    var lists: [String] = []
    var entry: [UInt8] = []
    var name = ""
    if !worker.isLifeboat, case .job(let queue, let payload, let className) = worker.running {
      entry = dialect.failure(
        payload: payload, queue: queue, worker: id, report: report(verdict, id: id, className: className), at: now)
      lists = backend.lists(of: queue)
      if backend.usesQueueLists { name = ResqueKeys.failedList(of: queue) }
    }
    do {
      let reply = try await connection.run(
        .unregister,
        keys: [
          keys.workers, keys.heartbeats, keys.worker(id), keys.workerStarted(id), keys.statProcessed(worker: id),
          keys.statFailed(worker: id), keys.failedQueues,
        ] + lists.map { keys.failed(list: $0) },
        arguments: [id, worker.heartbeat ?? "", worker.working ?? [], entry, name])
      return reply.int == 1
    } catch {
      throw .redis(error)
    }
  }

  private func report(_ verdict: PruneVerdict, id: String, className: String?) -> FailureReport {
    guard case .silent = verdict else {
      return FailureReport(exception: "Resque::DirtyExit", message: "Job still being processed")
    }
    return FailureReport(
      exception: "Resque::PruneDeadWorkerDirtyExit",
      message: "Worker \(id) did not gracefully exit while processing \(className ?? "<Unknown Job>")")
  }
}
