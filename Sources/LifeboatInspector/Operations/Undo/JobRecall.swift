import LifeboatFormat
import LifeboatRedis

/// Takes back out of queues what an operation has sent and nobody has picked up, and puts the failures back where they were.
///
/// The latest first, so that a list gets its entries in their order. Only what is found is touched: other jobs stay in their places,
/// and are never held anywhere else. What was picked up stays sent.
struct JobRecall: Sendable {
  private let hold: OperationHold
  private let places: [FailurePlace]
  private var journal: RecallJournal
  /// Where jobs of the operation are looked for.
  private var lanes: [RecallLane] = []
  /// Of these, the queues where something may still be found.
  private var queues: [Int] = []
  /// The same of what waits for its time, the next one last: there may be one for each second.
  private var delayed: [Int] = []
  /// How many were found and were elsewhere a moment later, and how many were taken out, in this pass over the journal.
  private var pass = (missed: 0, undone: 0)

  /// The most jobs that a script takes out: each costs it several commands.
  private static let mostInStep = 250

  init(_ hold: OperationHold, _ record: OperationRecord) {
    self.hold = hold
    places = record.places
    journal = RecallJournal(hold)
  }

  /// Takes back some.
  ///
  /// - Parameter most: about how many.
  /// - Returns: whether nothing is left that could be taken back.
  mutating func step(atMost most: Int) async throws(InspectorError) -> Bool {
    var left = most
    while left > 0 {
      let batch = try await nextBatch(atMost: min(left, Self.mostInStep))
      guard batch.isEmpty else {
        try await takeOut(batch)
        left -= batch.count
        continue
      }
      if journal.isOver {
        // Queues that are at work move: what was missed may be found at another place.
        guard pass.missed > 0, pass.undone > 0 else { return true }
        journal = RecallJournal(hold)
        pass = (0, 0)
      }
      lanes = try await journal.nextLanes()
      queues = lanes.indices.filter { lanes[$0].kind == .queue }
      delayed = lanes.indices.filter { lanes[$0].kind != .queue }
    }
    return false
  }

  /// A job that was found, the number of its lane, and where it lies.
  private typealias Found = (lane: Int, match: RecallLane.Match, fromBack: Int)

  /// The next jobs to take out: of the queues the latest, whichever queue it went to; of what waits for its time one place after the
  /// other.
  private mutating func nextBatch(atMost most: Int) async throws(InspectorError) -> [Found] {
    var batch: [Found] = []
    var bytes = 0
    while batch.count < most, bytes < OperationHold.mostBytesInStep {
      let open = openLanes()
      guard !open.isEmpty else { return batch }
      for lane in open where lanes[lane].next == nil {
        // Where something of the lane is taken already, its places are known again when that is done.
        if batch.contains(where: { $0.lane == lane }) { return batch }
        try await lanes[lane].fill(on: hold.connection)
      }
      let latest = open.compactMap { lane in lanes[lane].next.map { (lane, $0.position) } }.max { $0.1 < $1.1 }
      guard let lane = latest?.0, let (match, fromBack) = lanes[lane].takeNext() else { continue }
      bytes += match.job.count
      batch.append((lane, match, fromBack))
    }
    return batch
  }

  /// All queues, and one of what waits for its time.
  private mutating func openLanes() -> [Int] {
    queues.removeAll { lanes[$0].isOver }
    while let next = delayed.last, lanes[next].isOver { delayed.removeLast() }
    return queues + delayed.suffix(1)
  }

  private mutating func takeOut(_ batch: [Found]) async throws(InspectorError) {
    // By the order in which they first come.
    var numbers: [Int: Int] = [:]
    for found in batch where numbers[found.lane] == nil { numbers[found.lane] = numbers.count + 1 }
    let used = numbers.sorted { $0.value < $1.value }.map(\.key)
    let delayed = hold.dialect.delayedPush
    var arguments: [any RedisArgument] = [
      "lifeboat \(hold.id) \(OperationID.random())\(OperationID.random())",
      hold.dialect.front == .tail ? "LEFT" : "RIGHT", delayed.prefixes[1], places.count, used.count,
    ]
    for place in places { arguments += [place.name, place.deadLimit, place.deadSeconds] as [any RedisArgument] }
    for lane in used {
      switch lanes[lane].kind {
      case .queue: arguments.append("queue")
      case .schedule: arguments.append("schedule")
      case .bucket(let second): arguments.append(second)
      }
    }
    for (lane, match, fromBack) in batch {
      arguments += [numbers[lane] ?? 0, fromBack, match.position.text, match.job] as [any RedisArgument]
    }
    let counts = try await hold.run(
      .takeOutSent,
      keys: [hold.journal, hold.keys.overflow, delayed.schedule] + places.map(\.key) + used.map { lanes[$0].key },
      arguments)
    for (lane, count) in zip(used, counts ?? []) {
      lanes[lane].remove(count.int ?? 0)
      pass.undone += count.int ?? 0
    }
    pass.missed += batch.count - (counts ?? []).reduce(0) { $0 + ($1.int ?? 0) }
  }
}
