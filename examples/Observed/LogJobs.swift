import Lifeboat

/// Says when each job is done, and how long it took.
struct LogJobs: JobMiddleware {
  func run(_ context: JobContext, next: NextLink) async throws {
    let start = ContinuousClock.now
    do {
      try await next(context)
      context.logger.info("done", metadata: ["took": "\(ContinuousClock.now - start)"])
    } catch {
      context.logger.info("not done", metadata: ["took": "\(ContinuousClock.now - start)"])
      throw error
    }
  }
}
