import LifeboatFormat
import LifeboatRedis
import Logging

/// Moves delayed jobs that are due to their queues, as a resque-scheduler does, while none does.
///
/// It never takes the scheduler's lock: one that starts must find it free, or its recurring jobs would stand still. Each
/// move looks at the lock again, so both may run side by side, and so may any number of workers.
///
/// What a Ruby scheduler would end at (no JSON, no class, no queue), and what its queue cannot take, goes to the failed
/// list: nothing is lost, and nothing blocks what waits behind it.
struct DelayedPromoter {
  /// How often it looks, at most.
  static let interval = Duration.seconds(1)
  /// The most buckets, or parts of one, that are moved at one look.
  private static let mostRounds = 20

  private let dialect: any Dialect
  private let logger: Logger
  private var lookedAt: SuspendingClock.Instant?
  private var trouble = Outage()

  init(dialect: any Dialect, logger: Logger) {
    self.dialect = dialect
    self.logger = logger
  }

  /// Moves what is due, if it is time for a look. What Redis refuses is reported, and tried again at the next.
  ///
  /// - Parameters:
  ///   - worker: the id under which failures are recorded.
  ///   - failures: where they go.
  mutating func run(worker: String, failures: FailureBackend, on session: RedisSession) {
    let now = SuspendingClock.now
    if let lookedAt, now - lookedAt < Self.interval { return }
    lookedAt = now
    do throws(RedisError) {
      var rounds = 0
      while rounds < Self.mostRounds, try round(worker: worker, failures: failures, on: session) { rounds += 1 }
      _ = trouble.end()
    } catch {
      guard trouble.begin(error) else { return }
      // The leaser reports a Redis that is away.
      logger.log(
        level: error.isTransient ? .debug : .error, "delayed jobs cannot be moved to their queues",
        metadata: ["error": "\(error)"])
    }
  }

  /// Moves the front of one bucket.
  ///
  /// - Returns: whether more may be due.
  private func round(
    worker: String, failures: FailureBackend, on session: RedisSession
  ) throws(RedisError) -> Bool {
    guard let bucket = try DueBucket.next(dialect, on: session) else { return false }
    let call = PromoteCall(dialect: dialect, bucket: bucket, failures: failures)
    let moves = bucket.entries.map { move($0, worker: worker) }
    let (moved, refusal) = try call.run(moves, on: session)
    for case .failure in moves.prefix(moved) {
      logger.warning("a delayed job cannot be read; it is in the failed list", metadata: ["second": "\(bucket.second)"])
    }
    if moved > 0 { logger.debug("moved delayed jobs to their queues", metadata: ["count": "\(moved)"]) }
    guard let refusal else { return moved == moves.count }
    guard moved < moves.count, case .job(let stored, let job) = moves[moved], refusal.hasPrefix("WRONGTYPE") else {
      throw RedisError(reply: refusal, to: "promote", server: "\(session.url)")
    }
    logger.error("a delayed job's queue is no list; it is in the failed list", metadata: ["queue": "\(job.queue)"])
    let report = FailureReport(
      .unusableQueue, "the queue's key holds something else than a list; remove it, then requeue the job")
    let entry = dialect.failure(
      payload: job.payload, queue: job.queue, worker: worker, report: report, at: WallClock.seconds)
    let (filed, second) = try call.run([.failure(stored: stored, queue: job.queue, entry: entry)], on: session)
    if let second { throw RedisError(reply: second, to: "promote", server: "\(session.url)") }
    return filed == 1
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
}
