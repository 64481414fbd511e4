import LifeboatFormat
import LifeboatRedis

/// Looks for jobs in every place where one can be.
///
/// The places are looked at in the order in which a job passes them: delayed, waiting, in flight or running, snoozed,
/// failed; and the delayed once more at the end, where a job that fails meanwhile waits for its retry. So a job that moves
/// on is met again rather than missed. One that is put back into a queue meanwhile, because it is requeued, was snoozed
/// or its worker stops, may be missed: no order of reading meets those all. Each place is read a part at a time, so
/// that only what is found takes memory.
public struct JobSearch: Sendable {
  private let connection: RedisConnection
  private let dialect: any InspectorDialect
  private let filter: JobFilter

  /// A search among the jobs of one app.
  public init(connection: RedisConnection, dialect: any InspectorDialect, filter: JobFilter) {
    self.connection = connection
    self.dialect = dialect
    self.filter = filter
  }

  /// Looks until there is nowhere left, or enough is found.
  ///
  /// A key of the wrong type is reported among the findings.
  public func run(limit: Int) async throws(InspectorError) -> JobFindings {
    var findings = JobFindings()
    try await look(in: dialect.delayedJobs(), limit, &findings)
    for queue in try await queues(&findings) {
      try await look(in: ListedJobs(queue: queue, dialect: dialect), limit, &findings)
    }
    for incarnation in try await names(in: dialect.ownKeys.processes, with: "HKEYS", &findings) {
      try await look(in: InFlightJobs(incarnation: incarnation, dialect: dialect), limit, &findings)
    }
    try await look(in: dialect.runningJobs() + [SnoozedJobs(dialect: dialect)] + dialect.failedJobs(), limit, &findings)
    try await lookAgain(limit, &findings)
    return findings
  }

  /// Adds the delayed jobs that were not there at the beginning.
  private func lookAgain(_ limit: Int, _ findings: inout JobFindings) async throws(InspectorError) {
    guard !findings.isCut else { return }
    var again = JobFindings()
    try await look(in: dialect.delayedJobs(), limit, &again)
    var known = Dictionary(findings.jobs.compactMap(DelayedCopy.init).map { ($0, 1) }, uniquingKeysWith: +)
    for job in again.jobs {
      if let copy = DelayedCopy(job), let left = known[copy], left > 0 {
        known[copy] = left - 1
      } else if findings.jobs.count < limit {
        findings.jobs.append(job)
      } else {
        findings.isCut = true
      }
    }
    findings.isCut = findings.isCut || again.isCut
  }

  private func queues(_ findings: inout JobFindings) async throws(InspectorError) -> [String] {
    if let queue = filter.queue { return [queue] }
    return try await names(in: dialect.keys.queues, with: "SMEMBERS", &findings)
  }

  /// None when the key is of the wrong type.
  private func names(
    in key: String, with command: String, _ findings: inout JobFindings
  ) async throws(InspectorError) -> [String] {
    guard !findings.isCut else { return [] }
    do throws(InspectorError) {
      let names = try await KeyNames(key: key, with: command, on: connection)
      findings.unreadable += names.unreadable
      return names.texts
    } catch {
      try note(error, about: key, in: &findings)
      return []
    }
  }

  private func look(
    in sources: [any JobSource], _ limit: Int, _ findings: inout JobFindings
  ) async throws(InspectorError) {
    for source in sources { try await look(in: source, limit, &findings) }
  }

  private func look(
    in source: any JobSource, _ limit: Int, _ findings: inout JobFindings
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
    guard error.isWrongType else { throw error }
    findings.unreadable.append(.wrongType(key))
  }
}

extension JobFindings.Unreadable {
  static func wrongType(_ key: String) -> Self { Self(key: key, reason: "it holds another type of value") }

  /// What a member of a set of names stands for; the key is the set's.
  static func unreadableName(_ name: [UInt8], in key: String) -> Self {
    Self(key: key, reason: "the name \(Printable.line(name, limit: 80)) in it is no UTF-8")
  }
}

/// What tells delayed jobs apart.
private struct DelayedCopy: Hashable {
  let second: Int
  let bytes: [UInt8]

  /// `nil` for a job in another place.
  init?(_ job: FoundJob) {
    switch job.place {
    case .delayed(let second), .retry(let second, _): self.second = second
    default: return nil
    }
    bytes = job.bytes
  }
}
