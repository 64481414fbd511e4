import LifeboatFormat
import LifeboatRedis

/// Gives failures that an operation has rewritten their old form again, each in its place.
///
/// What somebody has changed, requeued or removed since stays as it is.
struct EntryRecall: Sendable {
  private let hold: OperationHold
  private let places: [FailurePlace]
  /// Whether the operation's journal can tell of any: reading it takes time.
  private let rewrites: Bool
  /// What counts them: of a job that was taken back out of its queue, that was counted.
  private let counter: OperationCounts.Field?
  private var journal: RewrittenJournal
  /// Where rewritten entries are looked for, by the places' numbers.
  private var lanes: [Int: RecallLane] = [:]
  /// How many were found and were elsewhere a moment later, and how many have their old form, in this pass over the journal.
  private var pass = (missed: 0, undone: 0)

  /// The most entries that a script restores: in a long list it has a way to go to each.
  private static let mostInStep = 100

  init(_ hold: OperationHold, _ record: OperationRecord) {
    self.hold = hold
    places = record.places
    rewrites = record.kind == .map || record.plan.change.keepsEntries
    counter = record.kind == .map ? .undone : nil
    journal = RewrittenJournal(hold, places)
  }

  /// Restores some.
  ///
  /// - Parameter most: about how many.
  /// - Returns: whether nothing is left that could be restored.
  mutating func step(atMost most: Int) async throws(InspectorError) -> Bool {
    var left = most
    guard rewrites else { return true }
    while left > 0 {
      guard let place = lanes.keys.min() else {
        if journal.isOver {
          guard pass.missed > 0, pass.undone > 0 else { return true }
          journal = RewrittenJournal(hold, places)
          pass = (0, 0)
        }
        lanes = try await journal.nextLanes()
        continue
      }
      let batch = try await nextBatch(in: place, atMost: min(left, Self.mostInStep))
      guard !batch.isEmpty else {
        lanes[place] = nil
        continue
      }
      try await restore(batch, in: places[place])
      left -= batch.count
    }
    return false
  }

  private typealias Found = (match: RecallLane.Match, fromBack: Int)

  private mutating func nextBatch(in place: Int, atMost most: Int) async throws(InspectorError) -> [Found] {
    var batch: [Found] = []
    var bytes = 0
    while batch.count < most, bytes < OperationHold.mostBytesInStep, var lane = lanes[place] {
      if lane.next == nil, batch.isEmpty { try await lane.fill(on: hold.connection) }
      let found = lane.takeNext()
      lanes[place] = lane
      guard let found else { break }
      bytes += found.match.job.count
      batch.append(found)
    }
    return batch
  }

  private mutating func restore(_ batch: [Found], in place: FailurePlace) async throws(InspectorError) {
    var arguments: [any RedisArgument] = [place.name, place.kind.rawValue, counter?.rawValue ?? ""]
    for (match, fromBack) in batch {
      arguments += [fromBack, match.position.text, match.job] as [any RedisArgument]
    }
    let undone = try await hold.run(.restoreRewritten, keys: [hold.journal, place.key], arguments)?.first?.int ?? 0
    pass.undone += undone
    pass.missed += batch.count - undone
  }
}
