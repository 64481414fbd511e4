import LifeboatFormat
import LifeboatRedis

/// Looks for jobs in every place where one can be.
///
/// The places are looked at in the order in which a job passes them: delayed, waiting, in flight or running, snoozed,
/// failed. A job that moves on meanwhile is met again rather than missed. Each place is read a part at a time, so that
/// only what is found takes memory.
public struct JobSearch: Sendable {
  private let connection: RedisConnection
  private let dialect: any Dialect
  private let filter: JobFilter

  /// A search among the jobs of one app.
  public init(connection: RedisConnection, dialect: any Dialect, filter: JobFilter) {
    self.connection = connection
    self.dialect = dialect
    self.filter = filter
  }

  /// Looks until there is nowhere left, or enough is found.
  ///
  /// A key of the wrong type is reported among the findings.
  public func run(limit: Int) async throws(InspectorError) -> JobFindings {
    var findings = JobFindings()
    try await look(in: DelayedJobs(dialect: dialect), limit, &findings)
    for queue in try await queues(&findings) {
      try await look(in: ListedJobs(queue: queue, dialect: dialect), limit, &findings)
    }
    for incarnation in try await members(of: dialect.ownKeys.processes, with: "HKEYS", &findings) {
      try await look(in: InFlightJobs(incarnation: incarnation, dialect: dialect), limit, &findings)
    }
    let workers = try await members(of: dialect.keys.workers, &findings)
    try await look(in: RunningJobs(workers: workers, dialect: dialect), limit, &findings)
    try await look(in: SnoozedJobs(dialect: dialect), limit, &findings)
    var lists = try await members(of: dialect.keys.failedQueues, &findings).filter { $0 != "failed" }
    lists.insert("failed", at: 0)
    for list in lists {
      try await look(in: ListedJobs(failedList: list, dialect: dialect), limit, &findings)
    }
    return findings
  }

  private func queues(_ findings: inout JobFindings) async throws(InspectorError) -> [String] {
    if let queue = filter.queue { return [queue] }
    return try await members(of: dialect.keys.queues, &findings)
  }

  /// Sorted by bytes; none when the key is of the wrong type.
  private func members(
    of key: String, with command: String = "SMEMBERS", _ findings: inout JobFindings
  ) async throws(InspectorError) -> [String] {
    guard !findings.isCut else { return [] }
    do throws(InspectorError) {
      let values = try await connection.read([RedisCommand(command, key)])[0].array ?? []
      return values.compactMap(\.string).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      try note(error, about: key, in: &findings)
      return []
    }
  }

  private func look(
    in source: some JobSource, _ limit: Int, _ findings: inout JobFindings
  ) async throws(InspectorError) {
    var source = source
    while !findings.isCut {
      do throws(InspectorError) {
        guard let part = try await source.next(on: connection) else { return }
        findings.unreadable += part.unreadable
        for job in part.jobs where filter.picks(job) {
          if findings.jobs.count == limit {
            findings.isCut = true
            return
          }
          findings.jobs.append(job)
        }
      } catch {
        return try note(error, about: source.key, in: &findings)
      }
    }
  }

  private func note(
    _ error: InspectorError, about key: String, in findings: inout JobFindings
  ) throws(InspectorError) {
    guard case .redis(let cause) = error, cause.code == "WRONGTYPE" else { throw error }
    findings.unreadable.append(.wrongType(key))
  }
}

extension JobFindings.Unreadable {
  static func wrongType(_ key: String) -> Self { Self(key: key, reason: "it holds another type of value") }
}
