import LifeboatClient
import LifeboatFormat

/// Decides what becomes of a job of Resque's that failed: the failed list, or what the policy of its class says.
struct ResqueJudge: Judge {
  let dialect: ResqueDialect

  func outcome(of job: LeasedJob, after failure: JobFailure) -> Outcome {
    guard let policy = failure.options?.retry, let retries = job.retries, case .success(let record) = job.record else {
      return .failed(entry: entry(of: job.payload, job, failure))
    }
    var generator = SystemRandomNumberGenerator()
    switch policy.decision(for: failure.error, retries: retries, using: &generator) {
    case .discard: return .dropped
    case .giveUp: break
    case .retry(let delay):
      if let retry = retry(job, record, policy, after: delay, isCounted: true, failure) { return .retried(retry) }
    case .retryUncounted(let delay):
      if let retry = retry(job, record, policy, after: delay, isCounted: false, failure) { return .retried(retry) }
    }
    // A job that is retried may count its attempts in its payload.
    let payload = dialect.lastAttempt(of: record, exception: failure.report.exception)
    return .failed(entry: entry(of: payload, job, failure))
  }

  func burial(of payload: [UInt8], queue: String, worker: String, report: FailureReport) -> [UInt8]? {
    dialect.failure(payload: payload, queue: queue, worker: worker, report: report, at: WallClock.seconds)
  }

  /// Another attempt; `nil` when the job's bytes are none that Ruby could read back.
  private func retry(
    _ job: LeasedJob, _ record: JobRecord, _ policy: RetryPolicy, after delay: Duration, isCounted: Bool,
    _ failure: JobFailure
  ) -> Retry? {
    let milliseconds = delay.waitMilliseconds
    let now = ActiveJobTime.now
    let attempt = AttemptFailure(
      exception: failure.report.exception, failedAt: now, dueAt: now.advanced(byMilliseconds: milliseconds),
      isCounted: isCounted)
    guard let next = dialect.nextAttempt(of: record, queue: job.queue, after: attempt) else { return nil }
    // A bucket is never due at once, and only a whole second is.
    let wait = milliseconds > 0 ? max(milliseconds, 3000) : 0
    return Retry(
      queue: job.queue, payload: milliseconds > 0 ? next.delayed : next.payload, milliseconds: milliseconds,
      // No bucket is used that is due within two seconds.
      leastWait: milliseconds > 0 ? max(milliseconds, 2000) : 0,
      // Rails takes an Active Job that it retries for a success.
      isFailure: job.counter != nil,
      record: RetryRecord(
        counter: job.counter, isCounted: isCounted,
        counterSeconds: policy.counterExpiry.map { max(1, Self.seconds(wait + $0.waitMilliseconds)) },
        entry: entry(of: job.payload, job, failure), entrySeconds: Self.seconds(2 * wait)))
  }

  private func entry(of payload: [UInt8], _ job: LeasedJob, _ failure: JobFailure) -> [UInt8] {
    dialect.failure(
      payload: payload, queue: job.queue, worker: failure.worker, report: failure.report, at: WallClock.seconds)
  }

  /// Rounded up.
  private static func seconds(_ milliseconds: Int) -> Int { (milliseconds + 999) / 1000 }
}
