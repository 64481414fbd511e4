import LifeboatFormat
import LifeboatRedis

/// Reads from an operation's journal which entries were rewritten, from the latest to the earliest.
struct RewrittenJournal: Sendable {
  private let hold: OperationHold
  private let places: [FailurePlace]
  private var pages: JournalPages

  /// How many entries are looked for at a time, so that their index has 24 MB at most.
  private static let mostEntries = 1_000_000

  init(_ hold: OperationHold, _ places: [FailurePlace]) {
    self.hold = hold
    self.places = places
    pages = JournalPages(hold, of: .rewritten, field: "set")
  }

  /// Whether there are no more.
  var isOver: Bool { pages.isOver }

  /// The sets with the entries that were rewritten there, as many as fit, by the places' numbers.
  mutating func nextLanes() async throws(InspectorError) -> [Int: RecallLane] {
    var indexes: [Int: RecallIndex] = [:]
    var count = 0
    while count < Self.mostEntries, !isOver {
      let values = try await pages.next()
      for at in stride(from: 1, to: values.count - 3, by: 4) {
        guard let position = values[at].string.flatMap(RecallPosition.init), let digest = values[at + 1].bytes,
          let place = places.firstIndex(where: { $0.name == values[at + 2].string })
        else { throw .unreadableOperation(hold.id, field: "journal") }
        indexes[place, default: RecallIndex()].add(digest, at: position)
        count += 1
      }
    }
    return Dictionary(
      uniqueKeysWithValues: indexes.map { number, index in
        var index = index
        index.sort()
        let place = places[number]
        // In both a list is walked from its newest end, a sorted set from its lowest score.
        return (
          number, RecallLane(place.kind == .list ? .queue : .schedule, key: place.key, frontIsTail: false, index: index)
        )
      })
  }
}
