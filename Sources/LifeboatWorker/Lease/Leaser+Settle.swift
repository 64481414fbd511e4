import LifeboatRedis
import Logging

/// What became of jobs, on its way to Redis.
extension Leaser {
  /// Takes in a settle's reply.
  ///
  /// - Returns: `false` when the incarnation is lost.
  /// - Throws: when Redis cannot take any; the outcomes stay.
  func settled(_ batch: [Settlement], _ reply: RedisValue) throws(RedisError) -> Bool {
    do {
      guard case .settled(let spilled) = try SettleCall.answer(reply, server: source.redis) else { return false }
      if spilled > 0 {
        logger.notice(
          "the dead set is full, or holds what equals a new entry; what it cannot keep is in the overflow",
          metadata: ["count": "\(spilled)"])
      }
      for settlement in batch {
        held.remove(settlement.job.sequence)
        if case .retried(let retry) = settlement.outcome {
          control.dueTimes.note(in: .milliseconds(retry.milliseconds))
        }
      }
      outcomes.confirm(batch)
      // What went back lies in its queue again, and nobody tells a connection of its own changes.
      if batch.contains(where: \.outcome.isBackInQueue) { lookout.noteChange() }
    } catch {
      guard !error.isTransient else { throw error }
      if let culprit = outcomes.refuse(batch, at: SuspendingClock.now), refusal.begin(error) {
        logger.error(
          "outcomes are refused; they are kept and tried again",
          metadata: ["queue": "\(culprit.job.queue)", "error": "\(error)"])
      }
    }
    return true
  }

  /// Puts jobs that did not start on their way back to the front of their queues.
  func giveBack(_ jobs: some Collection<LeasedJob>) {
    for job in jobs { outcomes.append(Settlement(job: job, outcome: .returned, nanoseconds: nil)) }
  }

  func returnUnstarted() {
    giveBack(buffer.removeAll())
  }
}
