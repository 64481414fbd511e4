import LifeboatClient
import LifeboatFormat

/// Another attempt at a job that failed: when, with which bytes, and how it is counted.
struct Retry: Sendable, Equatable {
  /// The queue that it came from, and goes back to.
  let queue: String
  /// The bytes for the queue, or, where there is a delay, for a bucket of delayed jobs.
  let payload: [UInt8]
  /// How long to wait; 0 for at once.
  let milliseconds: Int
  /// Where attempts are counted; `nil` where the payload does it.
  let counter: RetryCounter?
  /// Whether this attempt counts.
  let isCounted: Bool
  /// After how many seconds the counter is forgotten; `nil` for never.
  let counterSeconds: Int?
  /// What happened, as an entry of the failed list has it. It goes beside the counter, not into the list.
  let entry: [UInt8]
  /// For how many seconds it is kept: twice the delay, as in Ruby.
  let entrySeconds: Int

  /// What to do about a failed job.
  ///
  /// - Returns: `nil` when it is not run again: its class is not retried, or not any more, its counter says nothing, or
  ///   its bytes are none that Ruby could read back.
  init?(
    _ job: LeasedJob, error: any Error, exception: String, policy: RetryPolicy?, entry: [UInt8], dialect: ResqueDialect
  ) {
    guard let policy, let retries = job.retries, case .success(let record) = job.record else { return nil }
    var generator = SystemRandomNumberGenerator()
    let delay: Duration
    switch policy.decision(for: error, retries: retries, using: &generator) {
    case .giveUp: return nil
    case .retry(let after): (delay, isCounted) = (after, true)
    case .retryUncounted(let after): (delay, isCounted) = (after, false)
    }
    milliseconds = delay.waitMilliseconds
    let now = ActiveJobTime.now
    let failure = AttemptFailure(
      exception: exception, failedAt: now, dueAt: now.advanced(byMilliseconds: milliseconds), isCounted: isCounted)
    guard let next = dialect.nextAttempt(of: record, queue: job.queue, after: failure) else { return nil }
    queue = job.queue
    payload = milliseconds > 0 ? next.delayed : next.payload
    counter = job.counter
    // A bucket is never due at once, and only a whole second is.
    let wait = milliseconds > 0 ? max(milliseconds, 3000) : 0
    counterSeconds = policy.counterExpiry.map { max(1, Self.seconds(wait + $0.waitMilliseconds)) }
    entrySeconds = Self.seconds(2 * wait)
    self.entry = entry
  }

  /// The least that passes before it runs again, in milliseconds: no bucket is used that is due within two seconds.
  var leastWait: Int { milliseconds > 0 ? max(milliseconds, 2000) : 0 }

  /// Whether Ruby counts the attempt as a failed one. Rails takes an Active Job that it retries for a success.
  var isFailure: Bool { counter != nil }

  /// Rounded up.
  private static func seconds(_ milliseconds: Int) -> Int { (milliseconds + 999) / 1000 }
}
