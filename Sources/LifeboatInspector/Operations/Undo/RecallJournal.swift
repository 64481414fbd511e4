import LifeboatFormat
import LifeboatRedis

/// Reads from an operation's journal which jobs were sent where, from the latest to the earliest.
struct RecallJournal: Sendable {
  private let hold: OperationHold
  private var pages: JournalPages

  /// How many jobs are looked for at a time, so that their index has 12 MB.
  private static let mostJobs = 500_000

  init(_ hold: OperationHold) {
    self.hold = hold
    pages = JournalPages(hold, of: .sent, field: "queue")
  }

  /// Whether there are no more.
  var isOver: Bool { pages.isOver }

  /// The places with the jobs that were sent there, as many as fit.
  mutating func nextLanes() async throws(InspectorError) -> [RecallLane] {
    var indexes: [Destination: RecallIndex] = [:]
    var count = 0
    while count < Self.mostJobs, !isOver {
      let values = try await pages.next()
      for at in stride(from: 1, to: values.count - 3, by: 4) {
        guard let position = values[at].string.flatMap(RecallPosition.init), let digest = values[at + 1].bytes else {
          throw .unreadableOperation(hold.id, field: "journal")
        }
        let place = Destination(queue: values[at + 2].bytes ?? [], due: values[at + 3].int, isBucketed: isBucketed)
        indexes[place, default: RecallIndex()].add(digest, at: position)
        count += 1
      }
    }
    return indexes.map { destination, index in
      var index = index
      index.sort()
      return lane(destination, index)
    }
  }

  /// Where jobs went, by bytes: Swift takes some names for equal that are different keys.
  private struct Destination: Hashable {
    var queue: [UInt8]?
    var due: Int?

    init(queue: [UInt8], due: Int?, isBucketed: Bool) {
      self.queue = due == nil ? queue : nil
      // One sorted set holds whatever waits, whenever it is due.
      self.due = due.map { isBucketed ? $0 : 0 }
    }
  }

  private var isBucketed: Bool { hold.dialect.delayedPush.isBucketed }

  private func lane(_ destination: Destination, _ index: RecallIndex) -> RecallLane {
    let frontIsTail = hold.dialect.front == .tail
    let delayed = hold.dialect.delayedPush
    let keys: any JobKeys = hold.dialect.keys
    guard let due = destination.due else {
      let queue = String(decoding: destination.queue ?? [], as: UTF8.self)
      return RecallLane(.queue, key: keys.queue(queue), frontIsTail: frontIsTail, index: index)
    }
    guard delayed.isBucketed else {
      return RecallLane(.schedule, key: delayed.schedule, frontIsTail: false, index: index)
    }
    return RecallLane(.bucket(due), key: delayed.prefixes[0] + String(due), frontIsTail: false, index: index)
  }
}
