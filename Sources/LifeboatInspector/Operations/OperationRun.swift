import LifeboatFormat
import LifeboatRedis

/// One tool's work on an operation, a step at a time.
///
/// A step reads first what it needs, and each of its scripts changes something only if the operation still has the tool's epoch
/// and Redis holds what was read. So a step that failed, or whose reply was lost, is simply made again; a tool that was killed
/// leaves nothing that the next could do twice; and of two tools one at most does anything.
///
/// After ``InspectorError/redis(_:)`` of a kind that waiting helps, wait and go on with ``step(atMost:)``. After any other error
/// the operation stands still: ``pause()`` says so to others.
public struct OperationRun: Sendable {
  private let hold: OperationHold
  private let treatment: any EntryTreatment
  /// What is meant, made ready once: it may be a million ids.
  private var filter: FailureFilter?
  /// A walk over a sorted set, between two steps.
  private var walk: SortedSetClaim?
  /// What is sought in queues, between two steps.
  private var recall: JobRecall?
  /// What is sought in sets, after that.
  private var restoration: EntryRecall?

  init(_ hold: OperationHold, treatment: any EntryTreatment) {
    self.hold = hold
    self.treatment = treatment
  }

  /// The operation's id.
  public var id: String { hold.id }

  /// Does the next part of what is to be done.
  ///
  /// - Parameter most: how many entries to deal with at most; while it claims and takes back, about how many.
  /// - Returns: the operation as it is then. While it is ``OperationState/watching``, a step does nothing: see ``goOn()`` and
  ///   ``giveUp()``.
  /// - Throws: ``InspectorError/operationLost(_:_:)`` when somebody else took the operation up, paused it or took it back;
  ///   ``InspectorError/redis(_:)``.
  public mutating func step(atMost most: Int = 5_000) async throws(InspectorError) -> OperationRecord {
    do throws(InspectorError) {
      let (record, now) = try await hold.look()
      switch record.state {
      case .claiming: try await claim(record, atMost: most, at: now)
      case .sending: try await deal(record, atMost: most, at: now)
      case .finishing: try await finish(record)
      case .undoing: try await takeBack(record, atMost: most)
      case .watching, .paused, .finished, .undone: return record
      }
      return try await hold.look().record
    } catch {
      // What was read may have changed by the time that somebody tries again.
      walk = nil
      recall = nil
      restoration = nil
      throw error
    }
  }

  /// Pauses the operation, between two steps.
  ///
  /// - Throws: as ``step(atMost:)``.
  public func pause() async throws(InspectorError) {
    let reply: RedisValue
    do {
      reply = try await hold.connection.run(
        .turnOperation, keys: [hold.keys.operation(id), hold.journal], arguments: ["pause", String(hold.epoch)])
    } catch {
      throw .redis(error)
    }
    switch OperationReply(reply) {
    case .lost(let state): throw .operationLost(id, state)
    case .none: throw .operationLost(id, nil)
    default: return
    }
  }

  /// Sends the rest, after a sample has done well.
  public func goOn() async throws(InspectorError) {
    try await hold.run(
      .advanceOperation, keys: [hold.journal],
      [OperationState.watching.rawValue, OperationState.sending.rawValue, "", "passed", "1"])
  }

  /// Gives the rest back to its sets, after a sample has done badly.
  public func giveUp() async throws(InspectorError) {
    try await hold.advance(from: .watching, to: .finishing)
  }

  /// How many entries are still to be looked at while the operation claims, and how many wait to be dealt with.
  public func remaining() async throws(InspectorError) -> (unsorted: Int, waiting: Int) {
    let record = try await hold.look().record
    let commands = record.places.map { place in
      switch (place.kind, record.claims[place.name]) {
      case (_, .complete?): RedisCommand("EXISTS", hold.keys.operationSource(id, set: place.name))
      case (.list, .seized?): RedisCommand("LLEN", hold.keys.operationSource(id, set: place.name))
      case (.list, _): RedisCommand("LLEN", place.key)
      case (.sortedSet, .walked(let score)?): RedisCommand("ZCOUNT", place.key, "-inf", score)
      case (.sortedSet, _): RedisCommand("ZCARD", place.key)
      }
    }
    let unsorted = try await hold.connection.read(commands).reduce(0) { $0 + ($1.int ?? 0) }
    return (record.state == .claiming ? unsorted : 0, record.counts.waiting)
  }

  private mutating func claim(
    _ record: OperationRecord, atMost most: Int, at now: SidekiqTime
  ) async throws(InspectorError) {
    guard let place = record.places.first(where: { record.claims[$0.name] != .complete }) else {
      return try await hold.advance(from: .claiming, to: record.counts.claimed > 0 ? .sending : .finishing)
    }
    let filter = if let filter { filter } else { try FailureFilter(record.selection) }
    self.filter = filter
    let judge = EntryJudge(record, filter: filter, dialect: hold.dialect, treatment: treatment, now: now)
    let isComplete: Bool
    if place.kind == .sortedSet {
      var claim = walk ?? SortedSetClaim(hold, place, judge: judge, progress: record.claims[place.name])
      isComplete = try await claim.step(atMost: most)
      walk = isComplete ? nil : claim
    } else {
      isComplete = try await claimList(place, record, judge, atMost: most)
    }
    if isComplete { try await close(place) }
  }

  /// - Returns: whether all of the list is claimed that is meant.
  private func claimList(
    _ place: FailurePlace, _ record: OperationRecord, _ judge: EntryJudge, atMost most: Int
  ) async throws(InspectorError) -> Bool {
    let isSeized = record.claims[place.name] == .seized
    if judge.isFull, !isSeized { return true }
    if !isSeized, try await NamedClaim.fits(record.selection, place, on: hold.connection) {
      var claim = NamedClaim(hold, place, judge: judge)
      try await claim.claim()
      return true
    }
    var claim = ListClaim(hold, place, judge: judge)
    try await claim.seize()
    if claim.isEnough { return try await claim.giveBackRest() }
    let windows = claim.windows
    try await claim.work(through: windows, atMost: most)
    return try await windows.count() == 0
  }

  /// Notes that all of a set is claimed that is meant.
  private func close(_ place: FailurePlace) async throws(InspectorError) {
    let state = OperationState.claiming.rawValue
    try await hold.run(
      .advanceOperation, keys: [hold.journal, hold.keys.operationPassed(id, set: place.name)],
      [state, state, "", "set:" + place.name, ClaimProgress.complete.text])
  }

  private func deal(
    _ record: OperationRecord, atMost most: Int, at now: SidekiqTime
  ) async throws(InspectorError) {
    for isSample in [true, false] {
      if isSample ? record.plan.canary == nil || record.hasPassedCanary : isWaitingForCanary(record) { continue }
      for place in record.places {
        let todo =
          isSample ? hold.keys.operationSample(id, set: place.name) : hold.keys.operationTodo(id, set: place.name)
        var dealing = EntryDealing(hold, place, treatment: treatment, todo: todo, of: record, now: now)
        let windows = dealing.windows
        guard try await windows.count() > 0 else { continue }
        guard dealing.hasTwins else { return try await dealing.work(through: windows, atMost: most) }
        return try await dealing.work(through: windows, atMost: min(most, EntryDealing.mostTwins))
      }
    }
    try await hold.advance(from: .sending, to: isWaitingForCanary(record) ? .watching : .finishing)
  }

  private func isWaitingForCanary(_ record: OperationRecord) -> Bool {
    record.plan.canary != nil && !record.hasPassedCanary
  }

  /// Gives back to the sets whatever the operation still holds.
  ///
  /// - Returns: whether there is nothing left.
  private func giveBack(_ record: OperationRecord) async throws(InspectorError) -> Bool {
    for place in record.places {
      let keys = hold.keys
      // The newest first: what was not sorted is older than all that was.
      let parts: [(String, OperationCounts.Field?)] = [
        (keys.operationTodo(id, set: place.name), .returned), (keys.operationSample(id, set: place.name), .returned),
        (keys.operationKept(id, set: place.name), nil), (keys.operationSource(id, set: place.name), nil),
      ]
      for (key, counter) in parts {
        guard try await hold.connection.read([RedisCommand("EXISTS", key)])[0].int == 1 else { continue }
        guard try await GiveBack(hold: hold, place: place, from: key, counter: counter).steps(10) else { return false }
      }
    }
    return true
  }

  private func finish(_ record: OperationRecord) async throws(InspectorError) {
    if try await giveBack(record) { try await hold.advance(from: .finishing, to: .finished) }
  }

  private mutating func takeBack(_ record: OperationRecord, atMost most: Int) async throws(InspectorError) {
    guard try await giveBack(record) else { return }
    if restoration == nil {
      var recall = recall ?? JobRecall(hold, record)
      let isOver = try await recall.step(atMost: most)
      self.recall = isOver ? nil : recall
      guard isOver else { return }
    }
    // Entries that were kept, marked or rewritten, have their old form again last.
    var restoration = restoration ?? EntryRecall(hold, record)
    let isOver = try await restoration.step(atMost: most)
    self.restoration = isOver ? nil : restoration
    guard isOver else { return }
    // It may have been taken back while it claimed.
    let passed = record.places.map { hold.keys.operationPassed(id, set: $0.name) }
    try await hold.advance(from: .undoing, to: .undone, without: passed)
  }
}
