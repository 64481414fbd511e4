import LifeboatFormat
import LifeboatRedis

/// What the tools need in a dialect's own way: where jobs can be, what a failure looks like, who works.
///
/// Whatever is the same in every dialect, such as the queues and what Lifeboat keeps beside them, is read without it.
public protocol InspectorDialect: Dialect {
  /// Whether jobs say when they were put into their queue.
  var jobsCarryTimes: Bool { get }

  /// When a job was put into its queue, in seconds since 1970; `nil` when it does not say.
  func enqueuedAt(of job: [UInt8]) -> Double?

  /// Whom a pause reaches, for people.
  var pauseReach: PauseReach { get }

  /// An app's failures.
  ///
  /// - Throws: ``InspectorError/unknownSet(_:among:)`` and ``InspectorError/noBackends(dialect:)`` for a choice that the
  ///   format does not have.
  func failures(_ choice: FailureChoice, on connection: RedisConnection) throws(InspectorError) -> any FailureStore

  /// The set of failures of that name; `nil` where the format has none.
  func failurePlace(named name: String) -> FailurePlace?

  /// Where failures go that come from outside of Redis; `nil` where the format has no set of that name.
  func importTarget(named name: String) -> ImportTarget?

  /// What a failure says of itself, read as far as it goes.
  func record(_ stored: StoredFailure) -> FailureRecord

  /// The same read whole, without what takes a search.
  func failure(_ stored: StoredFailure) -> Failure

  /// The job of a failure, as it goes back to work.
  ///
  /// - Parameters:
  ///   - dueAt: when it may run, in seconds since 1970; `nil` for at once.
  ///   - now: the time by Redis's clock.
  /// - Throws: ``RequeueObstacle`` when it cannot go back, whatever is changed.
  func requeued(
    _ record: FailureRecord, _ change: RequeueChange, dueAt: Int?, at now: SidekiqTime
  ) throws(RequeueObstacle) -> RequeuedJob

  /// Whether the app keeps each failure in two lists, so that both records have to leave together.
  func keepsTwins(on connection: RedisConnection) async throws(InspectorError) -> Bool

  /// The other records of failures of one set, the oldest first; `nil` for each that has none.
  func twins(
    of failures: [StoredFailure], on connection: RedisConnection
  ) async throws(InspectorError) -> [FailureTwin?]

  /// How a job is put where it waits for its time.
  var delayedPush: DelayedPush { get }

  /// Whether jobs name their queue; otherwise the entries of failures do.
  var jobsNameQueues: Bool { get }

  /// The exact bytes of the job that failed; `nil` when the entry does not hold them.
  func job(of record: FailureRecord) -> [UInt8]?

  /// A failure's entry with another job in its place; every byte that does not stand for the job stays.
  ///
  /// - Parameter queue: another queue, where entries name it; `nil` for the same.
  /// - Throws: ``RewriteObstacle`` when the entry has no place for a job.
  func entry(of record: FailureRecord, holding job: [UInt8], queue: String?) throws(RewriteObstacle) -> [UInt8]

  /// Where the jobs are that wait for their time.
  func delayedJobs() -> [any JobSource]

  /// Where the jobs are that Ruby workers run.
  func runningJobs() -> [any JobSource]

  /// Where the jobs are that have failed and wait for nothing.
  func failedJobs() -> [any JobSource]

  /// How many jobs wait for their time, and how many have failed, in the format's own groups.
  func totals(on connection: RedisConnection) async throws(InspectorError) -> [JobTotal]

  /// Every worker of both languages.
  func workers(on connection: RedisConnection) async throws(InspectorError) -> WorkerListing

  /// What tells workers from afar to take no more jobs, or to stop.
  ///
  /// - Throws: ``InspectorError/noRemote(dialect:)`` where the format has no channel for that.
  func remote(on connection: RedisConnection) throws(InspectorError) -> WorkerRemote

  /// Every worker that is registered and belongs to no incarnation of ours, and whether it is dead; sorted by id.
  ///
  /// - Parameter choice: where the failures of those that are ended go.
  func prunableWorkers(
    seenBy observer: PruneObserver, failures choice: FailureChoice, on connection: RedisConnection
  ) async throws(InspectorError) -> [any PrunableWorker]

  /// What a ``Checkup`` looks at in this format's own way.
  var doctorParts: DoctorParts { get }
}

extension InspectorDialect {
  /// It does not.
  public func keepsTwins(on connection: RedisConnection) async throws(InspectorError) -> Bool { false }

  /// None.
  public func twins(
    of failures: [StoredFailure], on connection: RedisConnection
  ) async throws(InspectorError) -> [FailureTwin?] {
    failures.map { _ in nil }
  }
}

/// Which of an app's failures to look at.
public struct FailureChoice: Sendable {
  /// The name of a set; `nil` for the format's usual one.
  public var set: String?
  /// Where a Resque app keeps its failures; `nil` leaves it to what Redis holds.
  public var backend: FailureBackend?

  /// A choice.
  public init(set: String? = nil, backend: FailureBackend? = nil) {
    self.set = set
    self.backend = backend
  }
}

/// Whom a pause reaches.
public struct PauseReach: Sendable {
  /// The end of a sentence about queues that are paused by name.
  public let queues: String
  /// A sentence about a pause of all that has just begun.
  public let all: String
  /// A sentence for while it lasts.
  public let status: String
}
