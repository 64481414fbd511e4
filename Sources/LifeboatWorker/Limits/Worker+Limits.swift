import LifeboatRedis
import Logging

/// A worker that ends by itself.
extension Worker {
  /// The limit that made it stop; `nil` while there is none, and when it was told to stop, be it before or after that.
  /// Final once ``run()`` has returned.
  public var reachedLimit: ReachedLimit? { reason.limit }

  func runWithinLimits() async throws(RedisError) {
    guard limits.areWatched else { return try await runAll() }
    let watch = LimitWatch(limits) { self.end(at: $0) }
    async let watching: Void = watch.run()
    let result: Result<Void, RedisError>
    do throws(RedisError) { result = .success(try await runAll()) } catch { result = .failure(error) }
    watch.over.signal()
    await watching
    try result.get()
  }

  /// What becomes of the number of jobs.
  func note(_ moment: JobPermits.Moment) {
    switch moment {
    case .spent:
      if let most = limits.jobs, case let limit = ReachedLimit.jobs(most), reason.reach(limit) { tell(limit) }
      // It may take longer than a stop waits, and a limit of one job must not keep putting the same one back.
      for worker in crew { worker.stop(within: nil) }
    case .lastEnded:
      if reason.limit != nil { beginStop(within: configuration.stopTimeout) }
    }
  }

  /// Stops as for a signal, unless somebody stops it already; a worker that waits for its last job gets a time to finish.
  func end(at limit: ReachedLimit) {
    guard !reason.isTold else { return }
    reason.reach(limit)
    tell(limit)
    beginStop(within: configuration.stopTimeout)
  }

  private func tell(_ limit: ReachedLimit) {
    configuration.logger.notice("a limit is reached", metadata: limit.metadata)
  }
}
