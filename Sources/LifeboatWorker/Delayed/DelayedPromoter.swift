import LifeboatFormat
import LifeboatRedis
import Logging

/// Moves delayed jobs that are due to their queues, as a resque-scheduler does, while none does.
///
/// It owns a connection and a thread, so that no beat waits for it, however much is due. It never takes the scheduler's
/// lock: one that starts must find it free, or its recurring jobs would stand still. Each move looks at the lock again, so
/// both may run side by side, and so may any number of workers.
///
/// What a Ruby scheduler would end at (no JSON, no class, no queue), and what its queue cannot take, goes to the failed
/// list: nothing is lost, and nothing blocks what waits behind it.
actor DelayedPromoter {
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-delay")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Ends the pause between two looks.
  nonisolated let wakeup = Wakeup()

  private let dialect: ResqueDialect
  private let session: RedisSession
  private let control: WorkerControl
  private let signal: QueueSignal
  private let registration: Registration
  private let logger: Logger
  private var trouble = Outage()

  /// How long it rests once nothing more is due.
  private static let interval = Duration.seconds(1)

  init(configuration: WorkerConfiguration, control: WorkerControl, signal: QueueSignal, registration: Registration) {
    control.isPromotionAwaited = true
    dialect = configuration.source.dialect
    session = RedisSession(url: configuration.source.redis, options: RedisOptions(clientName: "lifeboat-delay"))
    self.control = control
    self.signal = signal
    self.registration = registration
    logger = configuration.logger
  }

  /// Runs until the worker has left.
  func run() {
    logger.notice("this worker moves delayed jobs that are due to their queues, while no resque-scheduler does")
    while !control.hasLeft {
      do throws(RedisError) {
        var passed = 0
        while let incarnation, try round(as: incarnation, past: &passed) {}
        _ = trouble.end()
        endAwaiting()
      } catch {
        report(error)
        // What Redis refuses does not mend by waiting, and a worker that drains would wait for ever.
        if !error.isTransient { endAwaiting() }
      }
      _ = wakeup.wait(for: Self.interval)
    }
    session.close()
  }

  /// Lets a worker that drains go on: it has waited for what was overdue when it began.
  private func endAwaiting() {
    guard control.isPromotionAwaited, registration.current != nil else { return }
    // First that there may be something new, then that nothing else is to be waited for.
    signal.noteChange()
    control.isPromotionAwaited = false
  }

  /// What it works as; `nil` while this process is no member, and once the worker has left.
  private var incarnation: Incarnation? {
    guard !control.hasLeft, let current = registration.current, !control.isLost(ordinal: current.ordinal) else {
      return nil
    }
    return current
  }

  /// Moves the front of what is due.
  ///
  /// - Returns: whether more may be due.
  private func round(as incarnation: Incarnation, past passed: inout Int) throws(RedisError) -> Bool {
    let buckets = try DueBucket.next(dialect, past: &passed, on: session)
    guard !buckets.isEmpty else { return false }
    let worker = incarnation.workerIDs.first ?? ""
    let call = PromoteCall(dialect: dialect, failures: incarnation.failures)
    let batches = buckets.map { bucket in
      PromoteCall.Batch(second: bucket.second, moves: bucket.entries.map { move($0, worker: worker) })
    }
    let answers = try call.run(batches, on: session)
    for (batch, answer) in zip(batches, answers) { note(batch, moved: answer.moved) }
    var mayBeMore = true
    for (batch, answer) in zip(batches, answers) {
      if let refusal = answer.refusal {
        let isFiled = try file(batch, at: answer.moved, refusal: refusal, worker: worker, by: call)
        if !isFiled { mayBeMore = false }
      } else if answer.moved < batch.moves.count {
        // Somebody else moves them, or a scheduler has begun.
        mayBeMore = false
      }
    }
    return mayBeMore
  }

  private func move(_ stored: [UInt8], worker: String) -> PromoteCall.Move {
    do throws(MalformedPayload) {
      return .job(stored: stored, try dialect.readDelayed(stored))
    } catch {
      let entry = dialect.failure(
        payload: stored, queue: "", worker: worker, report: FailureReport(error), at: WallClock.seconds)
      return .failure(stored: stored, queue: "", entry: entry)
    }
  }

  private func note(_ batch: PromoteCall.Batch, moved: Int) {
    for case .failure in batch.moves.prefix(moved) {
      logger.warning("a delayed job cannot be read; it is in the failed list", metadata: ["second": "\(batch.second)"])
    }
    if moved > 0 { logger.debug("moved delayed jobs to their queues", metadata: ["count": "\(moved)"]) }
  }

  /// Moves a job whose queue refused it to the failed list.
  ///
  /// - Returns: whether it was still there.
  private func file(
    _ batch: PromoteCall.Batch, at index: Int, refusal: String, worker: String, by call: PromoteCall
  ) throws(RedisError) -> Bool {
    guard index < batch.moves.count, case .job(let stored, let job) = batch.moves[index],
      refusal.hasPrefix("WRONGTYPE")
    else { throw RedisError(reply: refusal, to: "promote", server: "\(session.url)") }
    let report = FailureReport(
      .unusableQueue, "the queue's key holds something else than a list; remove it, then requeue the job")
    let entry = dialect.failure(
      payload: job.payload, queue: job.queue, worker: worker, report: report, at: WallClock.seconds)
    let failure = PromoteCall.Move.failure(stored: stored, queue: job.queue, entry: entry)
    for answer in try call.run([PromoteCall.Batch(second: batch.second, moves: [failure])], on: session) {
      if let refusal = answer.refusal { throw RedisError(reply: refusal, to: "promote", server: "\(session.url)") }
      guard answer.moved == 1 else { return false }
    }
    logger.error("a delayed job's queue is no list; it is in the failed list", metadata: ["queue": "\(job.queue)"])
    return true
  }

  private func report(_ error: RedisError) {
    guard trouble.begin(error) else { return }
    // The leaser reports a Redis that is away.
    logger.log(
      level: error.isTransient ? .debug : .error, "delayed jobs cannot be moved to their queues",
      metadata: ["error": "\(error)"])
  }
}
