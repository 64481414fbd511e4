/// How the jobs of one class are run.
public struct JobOptions: Sendable {
  /// How long a job may run; more than zero, and more than a century is no limit. At the end its task is cancelled, and it fails with ``JobTimedOut``, once it
  /// has ended: a job that ignores its cancellation keeps its slot. Its failure hook and the middleware have no limit.
  public var timeout: Duration?
  /// Whether and when a job that failed runs again; `nil` for what the job system does:
  /// in Resque's dialect never, it goes to the failed list at once; in Sidekiq's what its payload says.
  public var retry: RetryPolicy?
  /// Whether the job blocks its thread, and so gets one of its own instead of one of the shared pool. While
  /// the system has no thread left it runs on the pool, and the log says so.
  public var isBlocking: Bool

  /// What a class gets that says nothing: no time-out, no retries, the shared pool.
  public static let standard = JobOptions()

  /// Options of one class.
  public init(timeout: Duration? = nil, retry: RetryPolicy? = nil, blocking: Bool = false) {
    self.timeout = timeout
    self.retry = retry
    isBlocking = blocking
  }
}
