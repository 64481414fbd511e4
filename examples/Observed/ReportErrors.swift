import Lifeboat

/// Gives every failure to an error tracker.
struct ReportErrors: JobMiddleware {
  let report: @Sendable (any Error, JobContext) async -> Void

  func run(_ context: JobContext, next: NextLink) async throws {
    do {
      try await next(context)
    } catch {
      // A snooze and a job that a stop interrupts are no failures: both come back.
      if !(error is Snooze), !Task.isCancelled { await report(error, context) }
      throw error
    }
  }
}
