/// What becomes of a job that failed: whether it runs again, and the bytes that stand in the retry or the dead set.
///
/// Rules and fields are those of Sidekiq 8.1, `lib/sidekiq/job_retry.rb`, `process_retry`; 6.4 to 8.0 read the result.
public struct SidekiqFailure: Sendable {
  /// What happens to the job.
  public enum Verdict: Sendable, Hashable {
    /// It runs again; its `retry_count` is now this, by which the delay goes, see ``SidekiqBackoff``.
    case retry(count: Int)
    /// It failed for good and is kept.
    case dead
    /// It failed for good, and its payload says that it is not to be kept.
    case dropped
  }

  /// The name of the error's class.
  public let exception: String
  /// The message; what is longer than ``messageLimit`` is cut.
  public let message: String
  /// One frame a line; may be empty.
  public let backtrace: [String]
  /// When the job failed.
  public let time: SidekiqTime

  /// How many characters of a message are kept, counted as Ruby counts them.
  public static let messageLimit = 10_000
  /// The most seconds that Ruby's client takes for `retry_for`; it loses a due job that says more.
  public static let retryForLimit = 1_000_000_000

  /// A failure in the words of whatever failed.
  public init(exception: String, message: String, backtrace: [String] = [], at time: SidekiqTime) {
    self.exception = exception
    self.message = message
    self.backtrace = backtrace
    self.time = time
  }

  /// Whether the job runs again.
  ///
  /// With a readable `retry_for` the time alone decides, else the count. A `retry_count` that nobody can read makes the
  /// job dead whatever `dead` says, for it was not asked to be dropped after too many retries: nobody knows how many
  /// there were.
  ///
  /// - Parameter limit: how often the job's class is retried, where the payload sets no integer; 25 unless told.
  public func verdict(on job: SidekiqPayload, limit: Int? = nil) -> Verdict {
    let setting = job.retry
    if setting == .never { return .dropped }
    guard let count = Self.nextCount(of: job) else { return .dead }
    let exhausted: Verdict = job.dead ? .dead : .dropped
    if let seconds = job.retryFor {
      return firstFailure(of: job).double + seconds <= time.double ? exhausted : .retry(count: count)
    }
    let most: Int
    if case .limit(let own) = setting { most = own } else { most = limit ?? SidekiqRetrySetting.standardLimit }
    return count >= most ? exhausted : .retry(count: count)
  }

  /// The `retry_count` after this failure; nil when the old one cannot be read.
  static func nextCount(of job: SidekiqPayload) -> Int? {
    switch job.failures {
    case .none: 0
    case .count(let count): count == .max ? .max : count + 1
    case .unreadable: nil
    }
  }

  /// When the job failed first: now, where its payload does not tell.
  private func firstFailure(of job: SidekiqPayload) -> SidekiqTime {
    job.failures == .none ? time : job.failedAt ?? time
  }
}
