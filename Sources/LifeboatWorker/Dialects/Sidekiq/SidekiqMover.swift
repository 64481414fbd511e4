import LifeboatFormat
import LifeboatRedis
import Logging

/// Moves jobs that are due from the retry set and the schedule to their queues, beside any number of other pollers of both
/// kinds: an entry moves only while it is still there.
///
/// The bytes stay the client's; only `enqueued_at` is set, and what a job needs to run is added. Client middleware does not run: it
/// has seen the job when it was enqueued. What Ruby would take off its set and lose goes to the dead set as it is, and so does what
/// its queue cannot take, with an error: nothing blocks what waits behind it. What the dead set cannot take either stays, and
/// is passed over.
///
/// - Source: Sidekiq, `lib/sidekiq/scheduled.rb`, `Enq#enqueue_jobs`.
struct SidekiqMover: DelayedMover {
  private let dialect: SidekiqDialect
  private let pace: SidekiqPollPace
  private let logger: Logger
  /// The sets, in the order in which they are looked at.
  private let sets: [String]
  /// How many due entries at the front of each stay where they are.
  private var passed: [Int]
  private var hasToldOfStuck = false

  let announcement = "this worker moves scheduled jobs and retries that are due to their queues"

  init(dialect: SidekiqDialect, configuration: WorkerConfiguration) {
    self.dialect = dialect
    pace = SidekiqPollPace(interval: configuration.pollInterval, drains: configuration.drains)
    logger = configuration.logger
    sets = [dialect.keys.retry, dialect.keys.schedule]
    passed = sets.map { _ in 0 }
  }

  var firstRest: Duration {
    var generator = SystemRandomNumberGenerator()
    return pace.firstRest(using: &generator)
  }

  mutating func round(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> Bool {
    let due = try SidekiqDue(sets, past: passed, on: session)
    var calls: [(set: Int, call: SidekiqPromoteCall)] = []
    for (set, entries) in due.entries.enumerated() where !entries.isEmpty {
      let moves = entries.map { move($0, at: due.time) }
      calls.append((set, SidekiqPromoteCall(dialect: dialect, set: sets[set], moves: moves)))
    }
    let isProgress = try run(calls, on: session)
    if isProgress { return true }
    if passed.allSatisfy({ $0 == 0 }) { hasToldOfStuck = false }
    passed = sets.map { _ in 0 }
    if let refusal = due.refusal { throw RedisError(reply: refusal, to: "due", server: "\(session.url)") }
    return false
  }

  mutating func rest(on session: RedisSession) throws(RedisError) -> Duration {
    let keys = dialect.keys
    let count = try session.run(
      .sidekiqCensus, keys: [keys.processes, keys.processCleanup], arguments: [keys.process("")])
    var generator = SystemRandomNumberGenerator()
    return pace.rest(processes: count.int ?? 1, using: &generator)
  }

  private func move(_ stored: [UInt8], at time: SidekiqTime) -> SidekiqPromoteCall.Move {
    guard let entry = try? SidekiqDueEntry(stored) else {
      return SidekiqPromoteCall.Move(stored: stored, queue: "", bytes: stored, isBurial: true)
    }
    return SidekiqPromoteCall.Move(
      stored: stored, queue: entry.queue, bytes: entry.payload(at: time, form: dialect.times), isBurial: false)
  }

  /// Moves what can be moved, then buries what its queue refused.
  ///
  /// - Returns: whether anything moved, or will be passed over. If not, somebody else moves it.
  private mutating func run(
    _ calls: [(set: Int, call: SidekiqPromoteCall)], on session: RedisSession
  ) throws(RedisError) -> Bool {
    guard !calls.isEmpty else { return false }
    var commands: [RedisCommand] = []
    for (_, call) in calls { commands.append(try call.command(on: session)) }
    var isProgress = false
    var burials: [(set: Int, call: SidekiqPromoteCall)] = []
    for ((set, call), reply) in zip(calls, try session.pipeline(commands)) {
      let answer = try call.answer(reply, server: session.url)
      note(answer)
      if answer.pushed + answer.buried + answer.refusals.count > 0 { isProgress = true }
      var refused: [SidekiqPromoteCall.Move] = []
      for (index, message) in answer.refusals {
        guard message.hasPrefix("WRONGTYPE") else {
          throw RedisError(reply: message, to: "promote", server: "\(session.url)")
        }
        let move = call.moves[index]
        if move.isBurial { stay(in: set, message) } else { refused.append(burial(of: move)) }
      }
      guard !refused.isEmpty else { continue }
      logger.error(
        "the queue of jobs that are due is no list; they go to the dead set",
        metadata: ["queue": "\(Printable.line(refused[0].queue, limit: 100))", "count": "\(refused.count)"])
      burials.append((set, SidekiqPromoteCall(dialect: dialect, set: sets[set], moves: refused)))
    }
    _ = try run(burials, on: session)
    return isProgress
  }

  private func burial(of move: SidekiqPromoteCall.Move) -> SidekiqPromoteCall.Move {
    let report = FailureReport(
      .unusableQueue, "the queue's key holds something else than a list; remove it, then retry the job")
    let entry = dialect.parts.judge.burial(of: move.stored, queue: move.queue, worker: "", report: report)
    return SidekiqPromoteCall.Move(stored: move.stored, queue: move.queue, bytes: entry ?? move.stored, isBurial: true)
  }

  /// An entry stays: nothing can take it.
  private mutating func stay(in set: Int, _ message: String) {
    passed[set] += 1
    guard !hasToldOfStuck else { return }
    hasToldOfStuck = true
    logger.error(
      "entries that are due cannot be moved, nor buried; they stay and are passed over",
      metadata: ["set": "\(sets[set])", "error": "\(Printable.line(message, limit: 300))"])
  }

  private func note(_ answer: SidekiqPromoteCall.Answer) {
    if answer.pushed > 0 {
      logger.debug("moved jobs that are due to their queues", metadata: ["count": "\(answer.pushed)"])
    }
    if answer.buried > 0 {
      logger.warning(
        "jobs that are due cannot be enqueued; they are in the dead set", metadata: ["count": "\(answer.buried)"])
    }
    if answer.spilled > 0 {
      logger.notice(
        "the dead set is full, or holds what equals a new entry; what it cannot keep is in the overflow",
        metadata: ["count": "\(answer.spilled)"])
    }
  }
}
