extension Client {
  /// Enqueues a job unless one was enqueued under the same token before: after a lost reply, or a crash of the caller,
  /// the same call may be made again and puts the job there once.
  ///
  /// The token is the caller's name for this one enqueue, such as `order-4711-receipt`; it belongs to the app, whatever the
  /// queue. The token alone decides. If the job, or its queue, differs from that of the earlier enqueue, nothing is
  /// enqueued either and the earlier job stays as it was; a job that has run meanwhile does not run again. After `duration`
  /// the token is forgotten, and the same call enqueues the job anew.
  ///
  /// - Parameters:
  ///   - token: not empty.
  ///   - duration: how long the token is kept: longer than a caller goes on repeating itself; a day unless told.
  /// - Returns: the job as it was enqueued; `nil` when the middleware stopped it, or an earlier enqueue under that token
  ///   had put a job there.
  @discardableResult
  public func enqueue(
    _ job: NewJob, token: String, keeping duration: Duration = Client.standardKeeping
  ) async throws(ClientError) -> EnqueuedJob? {
    var job = job
    job.token = token
    return try await enqueue(job, keeping: duration)
  }

  /// Enqueues a typed job unless one was enqueued under the same token before, see ``enqueue(_:token:keeping:)``.
  ///
  /// - Parameter queue: where it goes; the type's own queue unless told.
  @discardableResult
  public func enqueue<J: EnqueueableJob>(
    _ job: J, queue: String? = nil, token: String, keeping duration: Duration = Client.standardKeeping
  ) async throws(ClientError) -> EnqueuedJob? {
    try await enqueue(NewJob(job, queue: queue), token: token, keeping: duration)
  }
}
