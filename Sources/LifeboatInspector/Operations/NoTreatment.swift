import LifeboatFormat

/// Does nothing with entries: they go back as they were. For whoever only takes back, or was not told what a kind needs.
struct NoTreatment: EntryTreatment {
  private static let obstacle = RequeueObstacle("nobody said what is done with it")

  func check(_ record: FailureRecord, at now: SidekiqTime) throws(RequeueObstacle) { throw Self.obstacle }

  func outcomes(
    for entries: [StoredFailure], after number: Int, at now: SidekiqTime
  ) async throws(InspectorError) -> [EntryOutcome] {
    entries.map { _ in .refused(Self.obstacle) }
  }
}
