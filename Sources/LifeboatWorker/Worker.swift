import LifeboatFormat
import LifeboatRedis
import Logging
import ServiceLifecycle

/// Works the queues of its sources: leases jobs, runs them, settles them, and leaves nothing behind.
///
/// Each source is worked by a ``SourceWorker``, with slots and connections of its own: none waits for another.
public final class Worker: Sendable {
  /// Its limits, as they were drawn from those of the configuration.
  public let limits: WorkerLimits

  let configuration: WorkerConfiguration
  let crew: [SourceWorker]
  let reason = StopReason()
  /// Signalled when no child of a pool is left.
  private let childrenGone = Wakeup()

  /// - Throws: ``WorkerConfigurationError`` with all that is wrong; nothing was started.
  public init(_ configuration: WorkerConfiguration) throws(WorkerConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    var generator = SystemRandomNumberGenerator()
    limits = configuration.limits.drawn(using: &generator)
    let permits = JobPermits(most: limits.jobs)
    let orders = OrderBox()
    let each = configuration.each
    let capsules = each.map { own in
      let countsRuns = own.source.dialect.parts.countsRuns
      return Capsule(source: own.source, board: SlotBoard(slots: own.concurrency, countsRuns: countsRuns))
    }
    crew = zip(each, capsules).map { own, capsule in
      var own = own
      let shown = capsules.filter { $0.isShown(with: capsule) }
      // What is due in an app is moved by the first of its sources.
      if shown.first?.board !== capsule.board { own.promotesDelayed = false }
      return SourceWorker(
        own, board: capsule.board, permits: permits, capsules: shown, obey: { orders.give($0) })
    }
    for (index, capsule) in capsules.enumerated() {
      guard let first = capsules.firstIndex(where: { $0.isShown(with: capsule) }), first != index else { continue }
      crew[first].leave(after: crew[index])
    }
    orders.setReceiver { [weak self] in self?.obey($0) }
    permits.setListener { [weak self] in self?.note($0) }
  }

  /// Runs until the worker has stopped: after ``stop(within:)``, a graceful shutdown, at one of its ``limits``, or once it
  /// has drained its queues if it is told to drain them. Cancellation stops it with no time to finish.
  ///
  /// - Throws: ``RedisError`` when it cannot begin for a reason that waiting does not mend. A Redis that is away is
  ///   waited for, unless the worker is to drain queues that it cannot reach.
  public func run() async throws {
    for url in Set(configuration.each.map(\.source.redis)) where url.tls?.verifiesServer == false {
      configuration.logger.warning(
        "TLS does not check who this Redis is: anybody on the way can read and change every job",
        metadata: ["redis": "\(url)"])
    }
    if let metadata = limits.metadata {
      configuration.logger.notice("limits of this process", metadata: metadata)
    }
    try await withTaskCancellationHandler {
      try await withGracefulShutdownHandler {
        try await runWithinLimits()
      } onGracefulShutdown: {
        self.stop(within: self.configuration.stopTimeout)
      }
    } onCancel: {
      stop(within: .zero)
    }
    configuration.logger.notice("stopped")
  }

  /// One that cannot begin stops the others: a process that serves half of its sources would look well.
  func runAll() async throws(RedisError) {
    var failure: RedisError?
    await withTaskGroup(of: RedisError?.self) { group in
      for worker in crew {
        group.addTask {
          do throws(RedisError) {
            try await worker.run()
            return nil
          } catch {
            return error
          }
        }
      }
      for await error in group {
        guard let error, failure == nil else { continue }
        failure = error
        if crew.count > 1 { stop(within: configuration.stopTimeout) }
      }
    }
    await withTaskGroup(of: Void.self) { group in
      for pool in configuration.registry.pools { group.addTask { await pool.close() } }
    }
    childrenGone.signal()
    if let failure { throw failure }
  }

  /// Leases nothing more: what has not started goes back to the front of its queue, what runs goes on.
  public func quiet() {
    let changed = crew.filter { $0.quiet() }
    if !changed.isEmpty { configuration.logger.notice("quiet: no more jobs are taken") }
  }

  /// Works again after ``quiet()``.
  public func resume() {
    let changed = crew.filter { $0.resume() }
    if !changed.isEmpty { configuration.logger.notice("working again") }
  }

  /// Stops: takes no more jobs, waits for those that run, cancels what is left, puts it back, and leaves.
  ///
  /// - Parameter timeout: how long to wait for running jobs; `nil` waits without limit. May be called again to
  ///   shorten it.
  public func stop(within timeout: Duration?) {
    reason.tell()
    beginStop(within: timeout)
  }

  func beginStop(within timeout: Duration?) {
    let patience =
      switch timeout {
      case nil: "waiting as long as it takes"
      case Duration.zero?: "not waiting"
      case let timeout?: "waiting up to \(DurationText.format(timeout))"
      }
    configuration.logger.notice("stopping: \(patience) for running jobs", metadata: ["jobs": "\(running.count)"])
    for worker in crew { worker.stop(within: timeout) }
  }

  /// Blocks the calling thread until the worker has left Redis and its children are gone, or could not begin. It does not
  /// depend on the shared pool, which jobs may be blocking.
  ///
  /// - Returns: `false` when something holds the worker that has no bound, such as the look-up of Redis's name: it was told
  ///   to stop, and has not left ten seconds behind its deadline. To end the process loses nothing then: other workers take its
  ///   jobs back after the lease.
  /// - Throws: what ``run()`` throws.
  public func waitUntilLeft() throws(RedisError) -> Bool {
    var failure: RedisError?
    var hasLeft = true
    for worker in crew {
      do throws(RedisError) { hasLeft = try worker.waitUntilLeft() && hasLeft } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    // Only a program with jobs that block the shared pool for ever waits in vain: its end is the children's too.
    if !configuration.registry.pools.isEmpty { childrenGone.wait(for: WorkerControl.departureGrace) }
    return hasLeft
  }

  /// How it is now: whether Redis answers. From any thread, and without asking Redis.
  public var health: WorkerHealth { WorkerHealth(sources: crew.map(\.health)) }

  /// The jobs that run now.
  var running: [SlotBoard.Running] { crew.flatMap(\.running) }

  /// Logs each job that runs now.
  public func logRunning() {
    let running = running
    configuration.logger.notice("running jobs", metadata: ["count": "\(running.count)"])
    for job in running {
      configuration.logger.notice(
        "running", metadata: job.job.metadata.merging(["since": "\(Timestamp.iso8601Z(job.since))"]) { $1 })
    }
  }

  /// Does what somebody wants from afar, as a signal would.
  private func obey(_ order: Order) {
    switch order {
    case .quiet: quiet()
    case .stop: stop(within: configuration.stopTimeout)
    case .showRunning: logRunning()
    }
  }
}

/// A worker can run beside other services in a `ServiceGroup`.
extension Worker: Service {}
