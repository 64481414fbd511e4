import LifeboatFormat
import LifeboatRedis

extension SidekiqDialect: InspectorDialect {
  public var jobsCarryTimes: Bool { true }

  public func enqueuedAt(of job: [UInt8]) -> Double? {
    (try? Payload(job))?.slice(of: "enqueued_at").flatMap(SidekiqTime.init(reading:))?.double
  }

  public var pauseReach: PauseReach {
    PauseReach(
      queues: "for Lifeboat's workers and Sidekiq Pro; plain Sidekiq still takes from there",
      all: "no Lifeboat worker takes a job until `lifeboat queue resume --all`; Ruby's go on",
      status: "all Lifeboat workers are paused (the key \(pauseAll) is set); Ruby's go on")
  }

  public func failures(
    _ choice: FailureChoice, on connection: RedisConnection
  ) throws(InspectorError) -> any FailureStore {
    guard choice.backend == nil else { throw .noBackends(dialect: "Sidekiq") }
    let names = [DeadEntry.Origin.dead.rawValue, DeadEntry.Origin.retry.rawValue]
    let name = choice.set ?? names[0]
    guard names.contains(name) else { throw .unknownSet(name, among: names) }
    return SidekiqFailures(connection: connection, dialect: self, waitsForRetry: name == names[1])
  }

  public func failurePlace(named name: String) -> FailurePlace? {
    switch DeadEntry.Origin(rawValue: name) {
    case .dead: FailurePlace(name: name, key: keys.dead, kind: .sortedSet)
    case .retry: FailurePlace(name: name, key: keys.retry, kind: .sortedSet)
    case .overflow: FailurePlace(name: name, key: ownKeys.overflow, kind: .list)
    case nil: nil
    }
  }

  public func record(_ stored: StoredFailure) -> FailureRecord { FailureRecord(sidekiq: stored) }

  public func failure(_ stored: StoredFailure) -> Failure { DeadEntry(stored).failure(self) }

  public func importTarget(named name: String) -> ImportTarget? {
    failurePlace(named: name).map {
      ImportTarget(place: $0, overflow: name == DeadEntry.Origin.dead.rawValue ? ownKeys.overflow : nil)
    }
  }

  public func delayedJobs() -> [any JobSource] {
    [SortedSetJobs(scheduled: self), SortedSetJobs(retried: self)]
  }

  public func runningJobs() -> [any JobSource] { [SidekiqRunningJobs(dialect: self)] }

  public func failedJobs() -> [any JobSource] { [SortedSetJobs(dead: self), ListedJobs(overflow: self)] }

  public func totals(on connection: RedisConnection) async throws(InspectorError) -> [JobTotal] {
    let counts = try await connection.read([
      RedisCommand("ZCARD", keys.schedule), RedisCommand("ZCARD", keys.retry), RedisCommand("ZCARD", keys.dead),
      RedisCommand("LLEN", ownKeys.overflow),
    ])
    let kinds: [JobTotal.Kind] = [.scheduled, .retries, .dead, .overflow]
    return zip(kinds, counts).map { JobTotal($0, $1.int ?? 0) }
  }

  public func workers(on connection: RedisConnection) async throws(InspectorError) -> WorkerListing {
    .processes(try await ProcessReader(connection: connection, dialect: self).list())
  }

  public func remote(on connection: RedisConnection) throws(InspectorError) -> WorkerRemote {
    WorkerRemote(connection: connection, dialect: self)
  }

  public func prunableWorkers(
    seenBy observer: PruneObserver, failures choice: FailureChoice, on connection: RedisConnection
  ) async throws(InspectorError) -> [any PrunableWorker] {
    let own = try await OwnNames(dialect: self, on: connection)
    let members = try await connection.read([RedisCommand("SMEMBERS", keys.processes)])[0].strings
      .filter { !own.names.contains($0) }.sorted { $0.lexicographicallyPrecedes($1) }
    let infos = try await connection.read(
      members.map { RedisCommand("HEXISTS", keys.process(String(decoding: $0, as: UTF8.self)), "info") },
      showsWrongTypes: true)
    return zip(members, infos).map { member, info in
      RegisteredProcess(dialect: self, member: member, isAlive: info.int != 0)
    }
  }
}
