import LifeboatFormat
import LifeboatRedis

/// Sorts a list of failures that was renamed: what is meant goes to the to-do list, everything else to the head of the set's own
/// list, where it was before. From the newest entry to the oldest, so that both keep their order.
struct ListClaim: WindowWork {
  let hold: OperationHold
  let place: FailurePlace
  private(set) var judge: EntryJudge

  init(_ hold: OperationHold, _ place: FailurePlace, judge: EntryJudge) {
    self.hold = hold
    self.place = place
    self.judge = judge
  }

  /// What is to become of the newest entries.
  struct Sorting: WindowDecision {
    fileprivate let letters: [UInt8]
    /// The id of each entry that is refused, and why.
    fileprivate let refused: [String]

    var count: Int { letters.count }
  }

  var isEnough: Bool { judge.isFull }

  /// What is still to be sorted.
  var windows: EntryWindows {
    EntryWindows(connection: hold.connection, set: place.name, key: source, kind: .list, end: .newest)
  }

  /// Gives what is not to be looked at back to the set.
  ///
  /// - Returns: whether nothing is left of it.
  func giveBackRest() async throws(InspectorError) -> Bool {
    try await GiveBack(hold: hold, place: place, from: source).step()
  }

  /// Renames the set's list, if that has not been done: what arrives later comes into another.
  func seize() async throws(InspectorError) {
    try await hold.run(.seizeList, keys: [place.key, source], ["set:" + place.name])
  }

  mutating func decide(_ window: [StoredFailure]) throws(InspectorError) -> Sorting {
    let verdicts = try judge.verdicts(window)
    var refused: [String] = []
    for (entry, verdict) in zip(window, verdicts) {
      if case .refused(let obstacle) = verdict { refused += [entry.id.digits, obstacle.description] }
    }
    return Sorting(letters: verdicts.map(\.letter), refused: refused)
  }

  func carryOut(_ sorting: Sorting, left: Int) async throws(InspectorError) -> Bool {
    let id = hold.id
    return try await hold.run(
      .sortList,
      keys: [
        source, place.key, hold.keys.operationTodo(id, set: place.name),
        hold.keys.operationSample(id, set: place.name), hold.journal,
      ],
      [left, place.name, sorting.letters] + sorting.refused as [any RedisArgument]) != nil
  }

  private var source: String { hold.keys.operationSource(hold.id, set: place.name) }
}
