import LifeboatFormat

/// Jobs that are due later, in dialects that have a place for them; a client of another refuses them.
extension Client {
  /// Enqueues a typed job that is due after a while, as Ruby's `perform_in` does; at once when that is not positive.
  ///
  /// - Parameters:
  ///   - queue: where it goes; the type's own queue unless told.
  ///   - delay: from now.
  /// - Returns: as ``enqueue(_:queue:)``.
  @discardableResult
  public func enqueue<J: EnqueueableJob>(
    _ job: J, queue: String? = nil, in delay: Duration
  ) async throws(ClientError) -> EnqueuedJob? {
    try await enqueue(NewJob(job, queue: queue), in: delay)
  }

  /// Enqueues a typed job that is due at a time, as Ruby's `perform_at` does; at once when that has passed.
  ///
  /// - Parameter queue: where it goes; the type's own queue unless told.
  /// - Returns: as ``enqueue(_:queue:)``.
  @discardableResult
  public func enqueue<J: EnqueueableJob>(
    _ job: J, queue: String? = nil, at time: ActiveJobTime
  ) async throws(ClientError) -> EnqueuedJob? {
    try await enqueue(NewJob(job, queue: queue), at: time)
  }

  /// Enqueues a job that is due after a while; at once when that is not positive.
  ///
  /// - Parameter delay: from now; replaces the job's own ``NewJob/dueAt``.
  /// - Returns: as ``enqueue(_:)``.
  @discardableResult
  public func enqueue(_ job: NewJob, in delay: Duration) async throws(ClientError) -> EnqueuedJob? {
    try await enqueue(job, at: .now.advanced(by: delay))
  }

  /// Enqueues a job that is due at a time; at once when that has passed.
  ///
  /// - Parameter time: replaces the job's own ``NewJob/dueAt``.
  /// - Returns: as ``enqueue(_:)``.
  @discardableResult
  public func enqueue(_ job: NewJob, at time: ActiveJobTime) async throws(ClientError) -> EnqueuedJob? {
    var job = job
    job.dueAt = time
    return try await enqueue(job)
  }

  /// Enqueues many jobs, each due at a random time from now on, as Ruby's `perform_bulk` does with `spread_interval`.
  ///
  /// - Parameters:
  ///   - interval: within which they are due; at least five seconds, because due jobs are looked for that seldom. Jobs
  ///     with a ``NewJob/dueAt`` of their own keep it.
  ///   - duration: as in ``enqueue(contentsOf:keeping:)``.
  /// - Returns: as ``enqueue(contentsOf:keeping:)``.
  @discardableResult
  public func enqueue(
    contentsOf jobs: some Collection<NewJob> & Sendable, spreadOver interval: Duration,
    keeping duration: Duration = Client.standardKeeping
  ) async throws(ClientError) -> Int {
    let now = ActiveJobTime.now
    let interval = max(interval, .seconds(5))
    let spread = jobs.map { job in
      var job = job
      job.dueAt = job.dueAt ?? now.advanced(by: interval * Double.random(in: 0..<1))
      return job
    }
    return try await enqueue(contentsOf: spread, keeping: duration)
  }
}
