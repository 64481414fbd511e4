import LifeboatFormat
import LifeboatRedis

/// Claims a few entries of a list by their ids. The list stays where it is: a million failures do not leave their place for one.
struct NamedClaim: Sendable {
  let hold: OperationHold
  let place: FailurePlace
  private(set) var judge: EntryJudge

  /// For how many ids at most.
  private static let mostIDs = 20
  /// In a list of how many entries at most: finding an entry reads them all, while Redis does nothing else.
  private static let mostEntries = 100_000

  init(_ hold: OperationHold, _ place: FailurePlace, judge: EntryJudge) {
    self.hold = hold
    self.place = place
    self.judge = judge
  }

  /// Whether a selection's entries are claimed in this way.
  static func fits(
    _ selection: FailureSelection, _ place: FailurePlace, on connection: RedisConnection
  ) async throws(InspectorError) -> Bool {
    guard place.kind == .list, fits(selection) else { return false }
    return try await connection.read([RedisCommand("LLEN", place.key)])[0].int ?? 0 <= mostEntries
  }

  /// Whether it names so few entries that each may take a search.
  static func fits(_ selection: FailureSelection) -> Bool { selection.ids.map { $0.count <= mostIDs } ?? false }

  /// Claims them all.
  mutating func claim() async throws(InspectorError) {
    // By id: equal entries are refused for the same reason.
    var refused: [String: (reason: String, count: Int)] = [:]
    var scan = FailureScan([place], on: hold.connection)
    while !judge.isFull, let entries = try await scan.next() {
      for (entry, verdict) in zip(entries, try judge.verdicts(entries)) {
        switch verdict {
        case .left: continue
        case .meant, .sampled: try await claim(entry, verdict)
        case .refused(let obstacle): refused[entry.id.digits, default: (obstacle.description, 0)].count += 1
        }
      }
    }
    if !refused.isEmpty { try await refuse(refused) }
  }

  private func claim(_ entry: StoredFailure, _ verdict: EntryVerdict) async throws(InspectorError) {
    let target =
      verdict == .sampled
      ? hold.keys.operationSample(hold.id, set: place.name) : hold.keys.operationTodo(hold.id, set: place.name)
    try await hold.run(
      .claimElement, keys: [place.key, target, hold.journal], [place.name, entry.id.digits, entry.bytes])
  }

  private func refuse(_ entries: [String: (reason: String, count: Int)]) async throws(InspectorError) {
    var arguments: [any RedisArgument] = ["set:" + place.name, ClaimProgress.complete.text, place.name]
    for (id, refusal) in entries.sorted(by: { $0.key < $1.key }) {
      arguments += [id, refusal.reason, refusal.count] as [any RedisArgument]
    }
    try await hold.run(.refuseNamed, keys: [hold.journal], arguments)
  }
}

extension RedisScript {
  /// Claims one entry of a list that stays where it is.
  ///
  /// KEYS: 1. the record · 2. the set's list · 3. the to-do list, or the sample · 4. the journal. ARGV: 1. epoch · 2. the set's name
  /// · 3. the entry's id · 4. the entry.
  ///
  /// Result: `OK`, or as ``holdGuard``. Of equal entries the newest goes. One that is not there was taken by somebody else.
  ///
  /// A crash before it leaves the entry in its list, after it in the other. Within: it is written before it is removed.
  static let claimElement = RedisScript(
    name: "claim-element",
    source: """
      \(holdGuard)
      redis.call('HINCRBY', KEYS[1], 'looked', 1)
      if redis.call('LPOS', KEYS[2], ARGV[4], 'RANK', -1) then
        redis.call('LPUSH', KEYS[3], ARGV[4])
        redis.call('LREM', KEYS[2], -1, ARGV[4])
        redis.call('HINCRBY', KEYS[1], 'claimed', 1)
      else
        redis.call('XADD', KEYS[4], '*', 'event', 'gone', 'set', ARGV[2], 'id', ARGV[3])
        redis.call('HINCRBY', KEYS[1], 'gone', 1)
      end
      return {'OK'}
      """)

  /// Notes which entries are meant and stay where they are, and that all of their list is claimed that is meant.
  ///
  /// KEYS: 1. the record · 2. the journal. ARGV: 1. epoch · 2. the set's field in the record · 3. what it says when all is claimed
  /// · 4. the set's name · then groups of three: an entry's id, why it is refused, and how many equal ones there are.
  ///
  /// Result: `OK`, or as ``holdGuard``. A crash leaves all of it or nothing. A repeat finds that all is claimed, and notes
  /// nothing twice.
  static let refuseNamed = RedisScript(
    name: "refuse-named",
    source: """
      \(holdGuard)
      if redis.call('HGET', KEYS[1], ARGV[2]) == ARGV[3] then return {'OK'} end
      for i = 5, #ARGV, 3 do
        for _ = 1, tonumber(ARGV[i + 2]) do
          redis.call('XADD', KEYS[2], '*', 'event', 'refused', 'set', ARGV[4], 'id', ARGV[i], 'reason', ARGV[i + 1])
        end
        redis.call('HINCRBY', KEYS[1], 'refused', ARGV[i + 2])
      end
      redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
      return {'OK'}
      """)
}
