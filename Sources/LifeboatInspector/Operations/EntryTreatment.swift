import LifeboatFormat

/// What one kind of operation does with entries. It says what becomes of each; one script then does it, and journals it.
public protocol EntryTreatment: Sendable {
  /// Whether an entry that was selected is meant at all; one that is not stays where it is and is not counted.
  func isMeant(_ record: FailureRecord) -> Bool

  /// Looks whether an entry can be dealt with at all. It is asked while the entry is claimed, so that one which cannot be
  /// dealt with stays exactly where it is.
  func check(_ record: FailureRecord, at now: SidekiqTime) throws(RequeueObstacle)

  /// Says what becomes of claimed entries. Whatever has to be safe before they leave Redis, such as an archive, is written before
  /// this returns. The same entries may come again: when the tool was killed before Redis heard of it.
  ///
  /// - Parameters:
  ///   - entries: claimed entries of one set, the oldest first.
  ///   - number: how many entries of the operation were dealt with before these.
  ///   - now: the time by Redis's clock.
  /// - Returns: one outcome for each.
  func outcomes(
    for entries: [StoredFailure], after number: Int, at now: SidekiqTime
  ) async throws(InspectorError) -> [EntryOutcome]
}

extension EntryTreatment {
  /// Every entry that was selected.
  public func isMeant(_ record: FailureRecord) -> Bool { true }
}

/// What becomes of a claimed entry.
public enum EntryOutcome: Sendable {
  /// Its job goes back to work.
  case sent(RequeuedJob)
  /// It goes back to its set in this form, when all is dealt with.
  case rewritten([UInt8])
  /// It goes.
  case removed
  /// It goes back to its set as it was, when all is dealt with.
  case refused(RequeueObstacle)
}
