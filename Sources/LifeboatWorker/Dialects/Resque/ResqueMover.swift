import LifeboatFormat
import LifeboatRedis
import Logging

/// Moves delayed jobs that are due to their queues, as a resque-scheduler does, while none does.
///
/// It never takes the scheduler's lock: one that starts must find it free, or its recurring jobs would stand still. Each move
/// looks at the lock again, so both may run side by side, and so may any number of workers.
///
/// What a Ruby scheduler would end at (no JSON, no class, no queue), and what its queue cannot take, goes to the failed
/// list: nothing is lost, and nothing blocks what waits behind it.
struct ResqueMover: DelayedMover {
  private let dialect: ResqueDialect
  private let told: FailureBackend?
  private let logger: Logger
  private var found: (ordinal: Int, failures: FailureBackend)?
  /// How many members at the schedule's front are no buckets.
  private var passed = 0

  let announcement = "this worker moves delayed jobs that are due to their queues, while no resque-scheduler does"

  init(dialect: ResqueDialect, told: FailureBackend?, logger: Logger) {
    self.dialect = dialect
    self.told = told
    self.logger = logger
  }

  mutating func round(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> Bool {
    let buckets = try DueBucket.next(dialect, past: &passed, on: session)
    guard !buckets.isEmpty else {
      passed = 0
      return false
    }
    let worker = incarnation.names.first ?? ""
    let call = PromoteCall(dialect: dialect, failures: try failures(of: incarnation, on: session))
    let batches = buckets.map { bucket in
      PromoteCall.Batch(second: bucket.second, moves: bucket.entries.map { move($0, worker: worker) })
    }
    let answers = try call.run(batches, on: session)
    for (batch, answer) in zip(batches, answers) { note(batch, moved: answer.moved) }
    var mayBeMore = true
    for (batch, answer) in zip(batches, answers) {
      if let refusal = answer.refusal {
        let isFiled = try file(batch, at: answer.moved, refusal: refusal, worker: worker, by: call, on: session)
        if !isFiled { mayBeMore = false }
      } else if answer.moved < batch.moves.count {
        // Somebody else moves them, or a scheduler has begun.
        mayBeMore = false
      }
    }
    if !mayBeMore { passed = 0 }
    return mayBeMore
  }

  mutating func rest(on session: RedisSession) -> Duration { .seconds(1) }

  /// Where the app keeps its failures, looked up once for each incarnation.
  private mutating func failures(
    of incarnation: Incarnation, on session: RedisSession
  ) throws(RedisError) -> FailureBackend {
    if let told { return told }
    if let found, found.ordinal == incarnation.ordinal { return found.failures }
    let failures = try session.findFailures(dialect.keys)
    found = (incarnation.ordinal, failures)
    return failures
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
    _ batch: PromoteCall.Batch, at index: Int, refusal: String, worker: String, by call: PromoteCall,
    on session: RedisSession
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
}
