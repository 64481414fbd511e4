import LifeboatRedis
import Logging

/// A stop.
extension Leaser {
  /// One look at a stop that is under way.
  ///
  /// - Returns: what to do next; `nil` while outcomes are still to be settled.
  func stop(_ incarnation: Incarnation, deadline: SuspendingClock.Instant?) throws(RedisError) -> Next? {
    buffer.close()
    let now = SuspendingClock.now
    if !pool.isEmpty {
      if let deadline, now >= deadline { cancelRunning(now) }
      guard let cancelledAt else { return outcomes.isEmpty ? .wait(deadline.map { $0 - now }) : nil }
      let left = cancelledAt + Self.cancelGrace - now
      if left > .zero { return outcomes.isEmpty ? .wait(left) : nil }
      for running in board.running {
        logger.error(
          "a job ignores its cancellation; it is put back and may run twice",
          metadata: running.job.metadata)
      }
    }
    collect()
    guard outcomes.isEmpty else { return nil }
    guard control.mayLeave else { return .wait(nil) }
    let answer = try VacateCall(
      dialect: source.dialect, incarnation: incarnation.name, endings: incarnation.endings
    ).run(on: session)
    if case .done(let returned, _) = answer, returned > 0 {
      logger.notice("put unfinished jobs back", metadata: ["count": "\(returned)"])
    }
    return .leave
  }

  func cancelRunning(_ now: SuspendingClock.Instant) {
    guard cancelledAt == nil else { return }
    cancelledAt = now
    let running = board.running.count
    if running > 0 { logger.notice("the time to finish is over; cancelling", metadata: ["jobs": "\(running)"]) }
    board.cancelJobs()
  }
}
