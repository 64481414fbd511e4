import Crypto
import LifeboatFormat
import LifeboatRedis

/// Deals with claimed entries of one set, the oldest first: what becomes of each is done, journalled, and the entry leaves those
/// that wait, all at once. Where entries have other records, these leave in the same step.
struct EntryDealing: WindowWork {
  let hold: OperationHold
  let place: FailurePlace
  let treatment: any EntryTreatment
  let now: SidekiqTime
  /// Where the entries wait.
  let todo: String
  /// Whether each may have another record.
  let hasTwins: Bool
  /// Whether also what Ruby has sent back is meant.
  private let showsRetried: Bool
  /// How many entries were decided on before.
  private var number: Int

  init(
    _ hold: OperationHold, _ place: FailurePlace, treatment: any EntryTreatment, todo: String,
    of record: OperationRecord,
    now: SidekiqTime
  ) {
    self.hold = hold
    self.place = place
    self.treatment = treatment
    self.todo = todo
    hasTwins = record.plan.hasTwins
    showsRetried = record.selection.retried
    number = record.counts.done
    self.now = now
  }

  /// What becomes of the oldest entries.
  struct Outcomes: WindowDecision {
    let count: Int
    /// The queues that they go to.
    fileprivate var queues: [String] = []
    /// What the script is told of each entry.
    fileprivate var words: [any RedisArgument] = []
  }

  /// With twins each window is looked up after the one before it has left: a record is the twin of one entry only.
  var isEnough: Bool { hasTwins }

  /// The most entries whose twins are looked for at a time.
  static let mostTwins = 50

  /// What waits.
  var windows: EntryWindows {
    EntryWindows(connection: hold.connection, set: place.name, key: todo, kind: place.kind, end: .oldest)
  }

  mutating func decide(_ window: [StoredFailure]) async throws(InspectorError) -> Outcomes {
    let decided = try await treatment.outcomes(for: window, after: number, at: now)
    number += window.count
    let twins: [FailureTwin?] =
      hasTwins ? try await hold.dialect.twins(of: window, on: hold.connection) : window.map { _ in nil }
    var outcomes = Outcomes(count: window.count)
    outcomes.words.reserveCapacity(6 * window.count)
    // By bytes: Swift takes some names for equal that are different keys.
    var places: [[UInt8]: Int] = [:]
    for ((entry, outcome), twin) in zip(zip(window, decided), twins) {
      outcomes.words += [entry.id.digits] as [any RedisArgument]
      switch judged(outcome, twin) {
      case .sent(let job):
        let name = Array(job.queue.utf8)
        let place = places[name] ?? places.count + 1
        if places.updateValue(place, forKey: name) == nil { outcomes.queues.append(job.queue) }
        // An entry that is kept is marked, as Ruby marks it: the other record stays as it is there too.
        if job.kept == nil { outcomes.append(twin) }
        outcomes.append(job, queue: place)
      case .rewritten(let bytes): outcomes.words += ["w", bytes, Self.digest(bytes)] as [any RedisArgument]
      case .removed:
        outcomes.append(twin)
        outcomes.words.append("v")
      case .refused(let obstacle): outcomes.words += ["r", obstacle.description] as [any RedisArgument]
      }
    }
    return outcomes
  }

  func carryOut(_ outcomes: Outcomes, left: Int) async throws(InspectorError) -> Bool {
    let queues = outcomes.queues
    let keys: any JobKeys = hold.dialect.keys
    let delay = hold.dialect.delayedPush
    let arguments: [any RedisArgument] =
      [left, outcomes.count, place.name, place.kind.rawValue, delay.prefixes[0], delay.prefixes[1], queues.count]
      + queues as [any RedisArgument]
    return try await hold.run(
      .dealWithEntries(hold.dialect),
      keys: [
        todo, hold.keys.operationKept(hold.id, set: place.name), hold.journal, keys.queues, delay.schedule,
      ] + queues.map { keys.queue($0) }, arguments + outcomes.words) != nil
  }

  /// What becomes of an entry whose other record says that Ruby has sent the job back.
  private func judged(_ outcome: EntryOutcome, _ twin: FailureTwin?) -> EntryOutcome {
    guard case .sent = outcome, !showsRetried, let twin, let time = twin.retriedAt else { return outcome }
    return .refused(
      RequeueObstacle(
        "Ruby requeued it already (\(Printable.line(time, limit: 40))); --retried moves it all the same"))
  }

  /// By what an undo finds bytes: the first half of their SHA-256.
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: bytes).prefix(16))
  }
}

extension EntryDealing.Outcomes {
  /// What the script is told of an entry's other record.
  fileprivate mutating func append(_ twin: FailureTwin?) {
    if let twin { words += ["t", twin.key, twin.bytes] as [any RedisArgument] }
  }

  /// What the script is told of a job.
  fileprivate mutating func append(_ job: RequeuedJob, queue: Int) {
    for key in job.dropped { words += ["x", key] as [any RedisArgument] }
    if let kept = job.kept { words += ["k", kept, EntryDealing.digest(kept)] as [any RedisArgument] }
    words += ["q", queue, job.bytes, EntryDealing.digest(job.bytes), job.dueAt ?? 0] as [any RedisArgument]
  }
}
