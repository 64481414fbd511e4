/// What a new job says besides its class, arguments and queue: the options of Ruby's `sidekiq_options` and `set`.
///
/// Source: Sidekiq, `lib/sidekiq/job.rb`, `job_util.rb`.
public struct SidekiqJobOptions: Sendable, Hashable {
  /// What becomes of the job when it fails. A missing setting is written as the standard one: a Ruby worker that does
  /// not know the class drops a failed job without any.
  public var retry: SidekiqRetrySetting
  /// Words that Ruby's pages show beside the job.
  public var tags: [String]
  /// How much of an error's backtrace is kept with the job.
  public var backtrace: SidekiqBacktraceSetting
  /// For how many seconds after its first failure it is retried, however often; Sidekiq reads it from 7.1.3 on.
  public var retryFor: Int?
  /// The queue on which it runs again; its own when nil.
  public var retryQueue: String?
  /// Whether it is kept in the dead set once it has failed for good.
  public var dead: Bool
  /// After how many seconds Sidekiq Pro no longer runs it; others ignore it.
  public var expiresIn: Int?

  /// The options that a job has in an app which sets none.
  public init(
    retry: SidekiqRetrySetting = .standard, tags: [String] = [], backtrace: SidekiqBacktraceSetting = .none,
    retryFor: Int? = nil, retryQueue: String? = nil, dead: Bool = true, expiresIn: Int? = nil
  ) {
    self.retry = retry
    self.tags = tags
    self.backtrace = backtrace
    self.retryFor = retryFor
    self.retryQueue = retryQueue
    self.dead = dead
    self.expiresIn = expiresIn
  }

  /// What is wrong with an option.
  public enum Unfit: Error, Equatable, Sendable, CustomStringConvertible {
    /// Ruby takes more for a moment instead of a span, and refuses the job.
    case retryForOutOfRange(Int)
    /// A job that expires before it is enqueued.
    case expiresInNotPositive(Int)
    /// Ruby would lose the job when it is due for its retry.
    case emptyRetryQueue
    /// More lines than none are kept, or all.
    case negativeBacktrace(Int)
    /// Fewer retries than none.
    case negativeRetry(Int)

    /// A complete sentence: what was expected and what came.
    public var description: String {
      switch self {
      case .retryForOutOfRange(let seconds):
        "retry_for is \(seconds); seconds from 1 to \(SidekiqFailure.retryForLimit) were expected."
      case .expiresInNotPositive(let seconds): "expires_in is \(seconds); one second or more was expected."
      case .emptyRetryQueue: "retry_queue is empty; a queue's name was expected."
      case .negativeBacktrace(let lines): "backtrace is \(lines); a number of lines, 0 or more, was expected."
      case .negativeRetry(let limit): "retry is \(limit); a number of retries, 0 or more, was expected."
      }
    }
  }

  /// Checks the options.
  ///
  /// - Throws: ``Unfit`` with the first that is wrong.
  public func validate() throws(Unfit) {
    if case .limit(let limit) = retry, limit < 0 { throw .negativeRetry(limit) }
    if case .lines(let lines) = backtrace, lines < 0 { throw .negativeBacktrace(lines) }
    if let retryFor, !(1...SidekiqFailure.retryForLimit).contains(retryFor) { throw .retryForOutOfRange(retryFor) }
    if let retryQueue, retryQueue.isEmpty { throw .emptyRetryQueue }
    if let expiresIn, expiresIn < 1 { throw .expiresInNotPositive(expiresIn) }
  }
}
