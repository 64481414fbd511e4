import LifeboatFormat
import LifeboatRedis

/// Reads the counters of leased jobs, all in one command, and only for classes that are retried.
struct RetryCounters: JobLookup {
  private let dialect: ResqueDialect
  private let registry: JobRegistry
  /// Whether any class is retried: jobs of a worker that retries nothing cost nothing here.
  private let isNeeded: Bool

  init(dialect: ResqueDialect, registry: JobRegistry) {
    self.dialect = dialect
    self.registry = registry
    isNeeded = registry.retries
  }

  func read(into jobs: inout [LeasedJob], on session: RedisSession) throws(RedisError) {
    guard isNeeded else { return }
    var counted: [(index: Int, job: CountedJob)] = []
    for index in jobs.indices {
      guard case .success(let record) = jobs[index].record, registry.policy(for: record.className) != nil,
        let job = dialect.countedJob(record)
      else { continue }
      counted.append((index, job))
    }
    guard !counted.isEmpty else { return }
    let keys = dialect.keys
    var command = try session.command(for: .counters, keyCount: 0)
    for (_, job) in counted {
      command.append(keys.retryCounter(className: job.className, identifier: nil))
      command.append(job.identity)
    }
    let reply = try session.pipeline([command])[0]
    guard case .array(let values) = reply, values.count == 2 * counted.count else {
      throw .notAResult(of: "counters", reply, server: session.url)
    }
    for ((index, job), (hash, value)) in zip(counted, values.pairs()) {
      let identifier = hash.string.flatMap { $0.isEmpty ? nil : $0 }
      jobs[index].counter = RetryCounter(
        key: keys.retryCounter(className: job.className, identifier: identifier),
        failureKey: keys.retryFailure(className: job.className, identifier: identifier),
        reading: value.isNull ? .none : value.int.map { .last($0) } ?? .unreadable)
    }
  }
}
