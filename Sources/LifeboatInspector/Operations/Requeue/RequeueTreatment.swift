import LifeboatFormat

/// Sends jobs back to work.
struct RequeueTreatment: EntryTreatment {
  let dialect: any InspectorDialect
  let change: RequeueChange

  func check(_ record: FailureRecord, at now: SidekiqTime) throws(RequeueObstacle) {
    _ = try dialect.requeued(record, change, dueAt: nil, at: now)
  }

  func outcomes(
    for entries: [StoredFailure], after number: Int, at now: SidekiqTime
  ) async throws(InspectorError) -> [EntryOutcome] {
    entries.map { entry in
      do throws(RequeueObstacle) {
        return .sent(try dialect.requeued(dialect.record(entry), change, dueAt: dueAt(now), at: now))
      } catch {
        return .refused(error)
      }
    }
  }

  /// When the next job may run: each has its own place in the time over which they are spread.
  private func dueAt(_ now: SidekiqTime) -> Int? {
    guard change.delay > 0 || change.spread > 0 else { return nil }
    return now.seconds + change.delay + (change.spread > 0 ? Int.random(in: 0..<change.spread) : 0)
  }
}
