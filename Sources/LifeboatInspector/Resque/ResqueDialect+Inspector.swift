import LifeboatFormat
import LifeboatRedis

extension ResqueDialect: InspectorDialect {
  public var jobsCarryTimes: Bool { false }

  public func enqueuedAt(of job: [UInt8]) -> Double? { nil }

  public var pauseReach: PauseReach {
    PauseReach(
      queues: "for Lifeboat's workers; Ruby's still take from there",
      all: "no worker takes a job until `lifeboat queue resume --all`",
      status: "all workers are paused (the key pause-all-workers is set)")
  }

  public func failures(
    _ choice: FailureChoice, on connection: RedisConnection
  ) throws(InspectorError) -> any FailureStore {
    if let set = choice.set, set != FailureBackend.listName {
      throw .unknownSet(set, among: [FailureBackend.listName])
    }
    return FailedList(connection: connection, dialect: self, backend: choice.backend)
  }

  public func failurePlace(named name: String) -> FailurePlace? {
    FailurePlace(name: name, key: keys.failed(list: name), kind: .list)
  }

  public func importTarget(named name: String) -> ImportTarget? {
    let isShared = name == FailureBackend.listName
    // Any other name could be that of a key which holds something else.
    guard isShared || ResqueKeys.isFailedList(name) else { return nil }
    return ImportTarget(
      place: FailurePlace(name: name, key: keys.failed(list: name), kind: .list),
      names: isShared ? nil : keys.failedQueues)
  }

  public func record(_ stored: StoredFailure) -> FailureRecord { FailureRecord(resque: stored) }

  public func failure(_ stored: StoredFailure) -> Failure {
    FailedEntry(bytes: stored.bytes, list: stored.set).failure
  }

  public func keepsTwins(on connection: RedisConnection) async throws(InspectorError) -> Bool {
    try await FailedList(connection: connection, dialect: self).found() == .both
  }

  public func twins(
    of failures: [StoredFailure], on connection: RedisConnection
  ) async throws(InspectorError) -> [FailureTwin?] {
    let entries = failures.map { FailedEntry(bytes: $0.bytes, list: $0.set) }
    return try await TwinSearch(connection: connection, keys: keys).twins(of: entries).map { twin in
      twin.map {
        FailureTwin(list: $0.list, key: keys.failed(list: $0.list), bytes: $0.bytes, retriedAt: $0.entry.retriedAt)
      }
    }
  }

  public func delayedJobs() -> [any JobSource] { [DelayedJobs(dialect: self)] }

  public func runningJobs() -> [any JobSource] { [RunningJobs(dialect: self)] }

  public func failedJobs() -> [any JobSource] {
    [ListedJobs(failedList: FailureBackend.listName, dialect: self), QueueFailedJobs(dialect: self)]
  }

  public func totals(on connection: RedisConnection) async throws(InspectorError) -> [JobTotal] {
    let failed = try await FailedList(connection: connection, dialect: self).count()
    return [JobTotal(.delayed, try await DelayedJobs.count(on: connection, keys)), JobTotal(.failed, failed)]
  }

  public func workers(on connection: RedisConnection) async throws(InspectorError) -> WorkerListing {
    .slots(try await WorkerReader(connection: connection, dialect: self).list())
  }

  public func remote(on connection: RedisConnection) throws(InspectorError) -> WorkerRemote {
    throw .noRemote(dialect: "Resque")
  }

  public func prunableWorkers(
    seenBy observer: PruneObserver, failures choice: FailureChoice, on connection: RedisConnection
  ) async throws(InspectorError) -> [any PrunableWorker] {
    let pruner = WorkerPruner(connection: connection, dialect: self)
    let workers = try await pruner.workers()
    let judge = PruneJudge(now: try await pruner.time(), host: observer.host, process: observer.process)
    return workers.map { worker in
      JudgedWorker(worker: worker, verdict: judge.verdict(on: worker), dialect: self, backend: choice.backend)
    }
  }
}
