import LifeboatFormat
import LifeboatRedis
import Logging

/// Doubt, loss, and a Redis that cannot be used.
extension Leaser {
  /// Compares the in-flight hash with what is in hand, and adopts what a lost reply left there.
  func reconcile(_ incarnation: Incarnation) throws(RedisError) {
    let key = source.dialect.ownKeys.inflight(incarnation.name)
    guard case .array(let values) = try session.call(RedisCommand("HGETALL", key)) else { return }
    var adopted: [LeasedJob] = []
    for (field, payload) in values.pairs() {
      // What has another form was not leased by us: it stays until the hash is emptied.
      guard let field = field.bytes, let payload = payload.bytes, let (sequence, queue) = InflightField.parse(field),
        InflightField.encode(sequence, queue) == field, !held.contains(sequence)
      else { continue }
      adopted.append(job(sequence, queue, lookout.rank(of: queue), payload, incarnation))
    }
    try lookup.read(into: &adopted, on: session)
    isInDoubt = false
    guard !adopted.isEmpty else { return }
    logger.notice("adopted jobs whose lease went unanswered", metadata: ["count": "\(adopted.count)"])
    adopted.sort { $0.sequence < $1.sequence }
    for job in adopted { held.insert(job.sequence) }
    buffer.put(adopted)
  }

  /// The incarnation was declared dead: what it held is somebody else's now.
  func startOver(_ lost: Incarnation) -> Next {
    logger.warning("declared dead by another worker; starting over", metadata: ["incarnation": "\(lost.name)"])
    _ = buffer.removeAll()
    outcomes = SettleQueue()
    held = []
    incarnation = nil
    lookout.noteChange()
    board.cancelJobs(before: lost.ordinal + 1)
    return control.isStopping ? .leave : .again
  }

  /// Waits out an outage; nothing in hand is forgotten.
  func endure(_ error: RedisError) -> Next {
    isInDoubt = true
    control.health.note(error, of: .lease)
    if case .refused = error {} else { session.close() }
    if outage.begin(error) {
      logger.warning("Redis cannot be used; trying again until it can", metadata: ["error": "\(error)"])
    }
    let until = SuspendingClock.now + outage.nextDelay()
    while SuspendingClock.now < until {
      if case .stopping(let deadline) = control.mode, hasGivenUp(deadline) {
        logger.error(
          "leaving without Redis; other workers take the jobs back after the lease",
          metadata: ["jobs": "\(held.count)", "error": "\(error)"])
        return .leave
      }
      _ = control.leaser.wait(for: min(.milliseconds(250), until - SuspendingClock.now))
      collect()
    }
    return .again
  }

  /// Whether a stop has waited for Redis long enough.
  func hasGivenUp(_ deadline: SuspendingClock.Instant?) -> Bool {
    buffer.close()
    let now = SuspendingClock.now
    if let deadline, now >= deadline { cancelRunning(now) }
    if incarnation == nil { return true }
    if let cancelledAt, now >= cancelledAt + Self.cancelGrace { return true }
    return pool.isEmpty && outage.duration(at: now) >= Self.leaveGrace
  }
}
