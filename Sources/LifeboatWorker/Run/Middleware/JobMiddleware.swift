/// A link around every job that a worker runs, whatever runs it: a type, a closure, a command, or nothing at all.
///
/// ```swift
/// struct Timing: JobMiddleware {
///   func run(_ context: JobContext, next: NextLink) async throws {
///     let start = ContinuousClock.now
///     defer { context.logger.info("took \(ContinuousClock.now - start)") }
///     try await next(context)
///   }
/// }
/// ```
///
/// A link may skip the job (it does not call `next`, and the job counts as done), call it with a changed context, and
/// see, replace or swallow what it throws. Two errors are no failures and have to be thrown on: ``Snooze``, and any error
/// while `Task.isCancelled`, by which a job that a stop interrupts goes back to its queue. A link that swallows them says
/// that the job is done.
///
/// It does not see jobs that nothing is registered for or that cannot be read, nor the time before a job starts. Hooks
/// and time-outs of a class are within: a job that timed out throws when its hooks are through.
public protocol JobMiddleware: Sendable {
  /// Runs around a job.
  ///
  /// - Parameter next: the links behind this one, and the job at last.
  func run(_ context: JobContext, next: NextLink) async throws
}
