import LifeboatFormat

/// Says of entries, while they are claimed, what is to become of each.
struct EntryJudge: Sendable {
  private let filter: FailureFilter
  private let dialect: any InspectorDialect
  private let treatment: any EntryTreatment
  private let now: SidekiqTime
  /// When the operation was started, in seconds since 1970.
  private let boundary: Int
  private let canary: OperationPlan.Canary?
  private let limit: Int
  /// How many are claimed.
  private var claimed: Int

  /// - Parameter filter: that of the operation's selection.
  init(
    _ record: OperationRecord, filter: FailureFilter, dialect: any InspectorDialect, treatment: any EntryTreatment,
    now: SidekiqTime
  ) {
    self.filter = filter
    self.dialect = dialect
    self.treatment = treatment
    self.now = now
    boundary = record.startedAt / 1_000
    canary = record.plan.canary
    limit = record.selection.limit ?? .max
    claimed = record.counts.claimed
  }

  /// Whether no more may be claimed.
  var isFull: Bool { claimed >= limit }

  /// What is to become of each entry, up to the last that may be claimed; those behind it are not looked at.
  mutating func verdicts(_ entries: [StoredFailure]) throws(InspectorError) -> [EntryVerdict] {
    var verdicts: [EntryVerdict] = []
    verdicts.reserveCapacity(entries.count)
    for entry in entries where !isFull { verdicts.append(try verdict(on: entry)) }
    return verdicts
  }

  private mutating func verdict(on entry: StoredFailure) throws(InspectorError) -> EntryVerdict {
    let record = dialect.record(entry)
    guard !isLater(record), try filter.matches(record), treatment.isMeant(record) else { return .left }
    do throws(RequeueObstacle) {
      try treatment.check(record, at: now)
    } catch {
      return .refused(error)
    }
    claimed += 1
    // The first of each stretch: where fewer are meant than was thought, something is tried all the same.
    guard let canary, (claimed - 1).isMultiple(of: canary.stride), claimed <= canary.stride * canary.sample else {
      return .meant
    }
    return .sampled
  }

  /// Whether it failed after the operation was started. A list needs no such look: what comes later comes into another list.
  private func isLater(_ record: FailureRecord) -> Bool {
    guard record.stored.score != nil, let latest = record.latestFailure else { return false }
    return latest > boundary
  }
}

/// What is to become of an entry that was looked at.
enum EntryVerdict: Sendable, Equatable {
  /// It is not meant and stays.
  case left
  /// It is claimed.
  case meant
  /// It is claimed, and tried before the others.
  case sampled
  /// It is meant, and stays because it cannot be dealt with.
  case refused(RequeueObstacle)

  /// How scripts write it.
  var letter: UInt8 {
    switch self {
    case .left: UInt8(ascii: "-")
    case .meant: UInt8(ascii: "m")
    case .sampled: UInt8(ascii: "s")
    case .refused: UInt8(ascii: "r")
    }
  }

  /// Whether it is claimed.
  var isClaimed: Bool { self == .meant || self == .sampled }
}
