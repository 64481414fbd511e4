import LifeboatFormat
import LifeboatRedis

/// Reads the counters of leased jobs, all in one command, and only for classes that are retried.
struct RetryCounters: Sendable {
  private let source: Source
  private let registry: JobRegistry
  /// Whether any class is retried: jobs of a worker that retries nothing cost nothing here.
  private let isNeeded: Bool

  init(_ configuration: WorkerConfiguration) {
    source = configuration.source
    registry = configuration.registry
    isNeeded = registry.retries
  }

  /// Puts its counter on each job that has one.
  ///
  /// - Throws: ``RedisError`` when Redis cannot be asked; no job is changed.
  func read(into jobs: inout [LeasedJob], on session: RedisSession) throws(RedisError) {
    guard isNeeded else { return }
    var counted: [(index: Int, job: CountedJob)] = []
    for index in jobs.indices {
      guard case .success(let record) = jobs[index].record, registry.policy(for: record.className) != nil,
        let job = source.dialect.countedJob(record)
      else { continue }
      counted.append((index, job))
    }
    guard !counted.isEmpty else { return }
    let keys = source.dialect.keys
    var command = try session.command(for: .counters, keyCount: 0)
    for (_, job) in counted {
      command.append(keys.retryCounter(className: job.className, identifier: nil))
      command.append(job.identity)
    }
    let reply = try session.pipeline([command])[0]
    guard case .array(let values) = reply, values.count == 2 * counted.count else {
      throw .notAResult(of: "counters", reply, server: source.redis)
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
