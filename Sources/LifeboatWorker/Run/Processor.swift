import LifeboatFormat
import Logging

/// One slot: takes a job, runs it, says how it went, and takes the next.
struct Processor: Sendable {
  let slot: Int
  let buffer: LeaseBuffer
  let settlements: SettlementBox
  let board: SlotBoard
  let lifeSign: LifeSign
  let permits: JobPermits
  let registry: JobRegistry
  let middleware: [any JobMiddleware]
  let thread: SlotThread
  let dialect: any WorkerDialect
  let logger: Logger

  /// Runs until the buffer is closed, or until this task is cancelled and its job has ended.
  func run() async {
    defer { thread.release() }
    while let job = await buffer.take() {
      guard lifeSign.isFresh, let permit = permits.take(), board.begin(job, slot: slot) else {
        settlements.put(Settlement(job: job, outcome: .returned, nanoseconds: nil))
        continue
      }
      let start = SuspendingClock.now
      let (outcome, handler) = await execute(job)
      let elapsed = handler.map { _ in (SuspendingClock.now - start).nanoseconds }
      board.end(slot: slot, outcome: outcome, nanoseconds: elapsed)
      let isMeasured = handler?.isMeasured == true && outcome.isFailure != nil
      settlements.put(Settlement(job: job, outcome: outcome, nanoseconds: isMeasured ? elapsed : nil))
      if permit == .last { permits.noteLastEnd() }
      note(job, outcome)
      if Task.isCancelled { return }
    }
  }

  /// Runs one job to its outcome.
  ///
  /// - Returns: also what ran it; `nil` when nothing was fit to.
  private func execute(_ job: LeasedJob) async -> (Outcome, Handler?) {
    var reached: Handler?
    do {
      let record = try job.record.get()
      if let obstacle = job.obstacle ?? record.obstacle { throw obstacle }
      let handler = try registry.handler(for: record.className)
      reached = handler
      let context = JobContext(
        record: record, attempt: job.attempt, queue: job.queue, dialect: dialect.name, logger: logger)
      try await NextLink(middleware[...], handler, on: thread)(context)
      return (.succeeded, reached)
    } catch let snooze as Snooze {
      return (.snoozed(milliseconds: snooze.delay.waitMilliseconds), reached)
    } catch {
      return (error.isFailure ? failure(of: job, error) : .returned, reached)
    }
  }

  /// Says what became of a job, where nothing else has said so.
  private func note(_ job: LeasedJob, _ outcome: Outcome) {
    switch outcome {
    case .succeeded: logger.debug("job done", metadata: job.metadata)
    case .snoozed(let milliseconds):
      logger.info("job snoozed for \(DurationText.format(.milliseconds(milliseconds)))", metadata: job.metadata)
    case .returned: logger.info("job put back", metadata: job.metadata)
    case .failed, .dropped, .retried: break
    }
  }

  private func failure(of job: LeasedJob, _ error: any Error) -> Outcome {
    let report = FailureReport(error)
    let options = job.className.flatMap { registry.options(for: $0) }
    let outcome = dialect.parts.judge.outcome(
      of: job,
      after: JobFailure(
        error: (error as? FailureHookFailed)?.jobError ?? error, report: report, options: options,
        worker: board.name(of: slot)))
    var metadata = job.metadata
    metadata["exception"] = "\(report.exception)"
    metadata["error"] = "\(Printable.line(report.message, limit: 300))"
    if job.attempt > 1 || options?.retry != nil { metadata["attempt"] = "\(job.attempt)" }
    switch outcome {
    case .retried(let retry):
      let delay = DurationText.format(.milliseconds(retry.leastWait))
      let time = retry.milliseconds > 0 ? "in \(delay)" : "at once"
      logger.warning("job failed; it runs again \(time)", metadata: metadata)
    case .dropped:
      logger.warning("job failed; nothing of it is kept", metadata: metadata)
    default:
      logger.warning("job failed", metadata: metadata)
    }
    return outcome
  }
}
