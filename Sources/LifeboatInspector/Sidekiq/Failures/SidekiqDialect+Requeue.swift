import LifeboatFormat

extension SidekiqDialect {
  public func requeued(
    _ record: FailureRecord, _ change: RequeueChange, dueAt: Int?, at now: SidekiqTime
  ) throws(RequeueObstacle) -> RequeuedJob {
    guard !change.keepsEntries else {
      throw RequeueObstacle("Sidekiq has no mark for an entry whose job was sent back, and would send it again")
    }
    let due: SidekiqDueEntry
    do { due = try SidekiqDueEntry(DeadEntry(record.stored).job, movedTo: change.queue) } catch {
      throw RequeueObstacle("its job is malformed, and Ruby would lose it: \(error)")
    }
    var requeued = RequeuedJob(
      queue: due.queue,
      bytes: due.retriedByHand(
        at: now, form: times, isScheduled: dueAt != nil, startsOver: change.resetsRetries))
    requeued.dueAt = dueAt
    return requeued
  }
}
