import LifeboatFormat
import LifeboatRedis

/// What several checks need to know, each read once.
public final class Examination {
  let connection: RedisConnection
  let dialect: any InspectorDialect
  let observer: PruneObserver
  /// The seconds since 1970 by this machine's clock.
  let clock: @Sendable () -> Double
  /// The seconds since 1970 by Redis's clock, when it began.
  let now: Double

  private let keptInfo = Kept<ServerInfo>()
  private let keptSettings = Kept<ServerSettings>()
  private let keptQueues = Kept<QueueSurvey>()
  private let keptServing = Kept<ServingWorkers>()
  private let keptWorkers = Kept<WorkerListing>()
  private let keptMembers = Kept<[OwnMember]>()
  private let keptOwnKeys = Kept<KeyScan>()
  private let keptQueueKeys = Kept<KeyScan>()
  private let keptSample = Kept<JobSample>()

  init(
    connection: RedisConnection, dialect: any InspectorDialect, observer: PruneObserver,
    clock: @escaping @Sendable () -> Double
  ) async throws(InspectorError) {
    self.connection = connection
    self.dialect = dialect
    self.observer = observer
    self.clock = clock
    let time: RedisValue
    do { time = try await connection.pipeline([RedisCommand("TIME")])[0] } catch { throw .redis(error) }
    // Who may not even ask for the time has this machine's.
    now = time.array == nil ? clock() : time.time.double
  }

  /// What the server says of itself.
  func info() async throws(InspectorError) -> ServerInfo {
    try await keptInfo.value { () async throws(InspectorError) in try await ServerInfo(on: connection) }
  }

  /// How the server is set up.
  func settings() async throws(InspectorError) -> ServerSettings {
    try await keptSettings.value { () async throws(InspectorError) in try await ServerSettings(on: connection) }
  }

  /// The same for checks that know something without it: where Redis does not show it, that is a finding.
  func settings(or findings: inout [Finding]) async -> ServerSettings? {
    do throws(InspectorError) {
      return try await settings()
    } catch {
      findings.append(.unseen(error))
      return nil
    }
  }

  /// The queues that Ruby knows.
  func queues() async throws(InspectorError) -> QueueSurvey {
    try await keptQueues.value { () async throws(InspectorError) in
      try await QueueSurvey(dialect: dialect, now: now, on: connection)
    }
  }

  /// Who works which queues.
  func serving() async throws(InspectorError) -> ServingWorkers {
    try await keptServing.value { () async throws(InspectorError) in
      try await ServingWorkers(dialect: dialect, on: connection)
    }
  }

  /// The workers that Ruby's tools show.
  func workers() async throws(InspectorError) -> WorkerListing {
    try await keptWorkers.value { () async throws(InspectorError) in try await dialect.workers(on: connection) }
  }

  /// The incarnations of Lifeboat's workers.
  func members() async throws(InspectorError) -> [OwnMember] {
    try await keptMembers.value { () async throws(InspectorError) in
      try await OwnMember.all(dialect: dialect, on: connection)
    }
  }

  /// The keys that begin like Lifeboat's.
  func ownKeys() async throws(InspectorError) -> KeyScan {
    try await keptOwnKeys.value { () async throws(InspectorError) in
      try await KeyScan(beginningWith: dialect.ownKeys.prefix, on: connection)
    }
  }

  /// The keys that begin like a queue's list.
  func queueKeys() async throws(InspectorError) -> KeyScan {
    try await keptQueueKeys.value { () async throws(InspectorError) in
      try await KeyScan(beginningWith: dialect.keys.queue(""), on: connection)
    }
  }

  /// Some jobs of every place where there are any.
  func sample() async throws(InspectorError) -> JobSample {
    try await keptSample.value { () async throws(InspectorError) in
      try await JobSample(queues: try await queues().queues, dialect: dialect, on: connection)
    }
  }
}
