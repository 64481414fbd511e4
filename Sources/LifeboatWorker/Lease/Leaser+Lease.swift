import LifeboatFormat
import LifeboatRedis

/// What it leases, and what it makes of what came.
extension Leaser {
  /// What to lease now; `nil` for nothing.
  func nextLease() -> LeaseCall? {
    guard control.mode == .working else { return nil }
    // Who cannot settle must not take more.
    guard !outcomes.isFull else { return nil }
    return lookout.nextLease(level: buffer.level, budget: budget)
  }

  /// Takes in a lease's reply.
  ///
  /// - Returns: `false` when the incarnation is lost.
  /// - Throws: when Redis refused it; it may have been half done, so the hash is compared before the next.
  func leased(
    _ call: LeaseCall, _ reply: RedisValue, _ incarnation: Incarnation, asked: ContinuousClock.Instant
  ) throws(RedisError) -> Bool {
    switch try LeaseCall.answer(reply, server: source.redis) {
    case .lost:
      return false
    case .paused:
      lookout.notePause()
    case .leased(let yields, let unread):
      // Before they can begin: a job begins only while the sign is fresh.
      lifeSign.confirm(asked)
      var jobs: [LeasedJob] = []
      var bytes = 0
      for yield in yields {
        let rank = lookout.rank(of: yield.queue)
        for (offset, payload) in yield.payloads.enumerated() {
          jobs.append(job(yield.first + UInt64(offset), yield.queue, rank, payload, incarnation))
          bytes += payload.count
        }
      }
      lookout.noteLease(call, jobs: jobs.count, bytes: bytes, unread: unread)
      try admit(jobs, slots: call.free)
    }
    return true
  }

  /// A job that lies in the incarnation's hash.
  func job(
    _ sequence: UInt64, _ queue: String, _ rank: Int, _ payload: [UInt8], _ incarnation: Incarnation
  ) -> LeasedJob {
    highestSequence = max(highestSequence, sequence)
    let record: Result<JobRecord, MalformedPayload>
    do { record = .success(try source.dialect.read(payload)) } catch { record = .failure(error) }
    return LeasedJob(
      sequence: sequence, queue: queue, rank: rank, payload: payload, record: record, incarnation: incarnation.ordinal)
  }

  /// Keeps what the budget allows in hand, and gives the rest back.
  ///
  /// - Throws: when their counters cannot be read; none is in hand then, and the hash still has them all.
  func admit(_ leased: [LeasedJob], slots: Int) throws(RedisError) {
    guard !leased.isEmpty else { return }
    var jobs = leased
    let kept = budget.admit(&jobs, slots: slots, level: buffer.level)
    let rest = Array(jobs[kept...])
    jobs.removeSubrange(kept...)
    try lookup.read(into: &jobs, on: session)
    for job in leased { held.insert(job.sequence) }
    giveBack(rest)
    buffer.put(jobs)
  }

  /// Takes in what a look at the queues found.
  func looked(_ replies: ArraySlice<RedisValue>) throws(RedisError) {
    if try lookout.noteLook(replies) { rerank() }
    // Where Redis refuses to tell, the watcher has to peek: it finds out by itself once it is interrupted.
    if case .tracking = signal.way, signal.isTrackingRefused { watcher.interrupter.interrupt() }
    if signal.isApart { watcher.interrupter.interrupt() }
  }

  /// The queues are others than before, and so are the ranks of the jobs in hand.
  func rerank() {
    buffer.rerank { lookout.rank(of: $0) }
  }
}
