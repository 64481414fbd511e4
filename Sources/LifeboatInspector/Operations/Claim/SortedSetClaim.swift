import LifeboatFormat
import LifeboatRedis

/// Claims members of a sorted set that stays where it is, from the highest score to the lowest. Others take members from it and
/// put them in meanwhile: each is claimed only if it is still there.
struct SortedSetClaim: Sendable {
  let hold: OperationHold
  let place: FailurePlace
  private(set) var judge: EntryJudge
  /// The score to which an earlier walk came, where what stays may have been passed already.
  private let start: String?
  private var walk: SortedSetWalk
  /// Read ahead, and not looked at yet.
  private var waiting: [SortedSetWalk.Element]?

  /// How many members are read at a time: as many as have been about a script's fill, since they may have backtraces of
  /// 100 kB.
  private var window = 50

  private static let largestWindow = 250

  init(_ hold: OperationHold, _ place: FailurePlace, judge: EntryJudge, progress: ClaimProgress?) {
    self.hold = hold
    self.place = place
    self.judge = judge
    start = if case .walked(let score) = progress { score } else { nil }
    walk = start.map { SortedSetWalk(key: place.key, from: $0) } ?? SortedSetWalk(key: place.key)
  }

  /// Looks at the next members, about so many at most. While Redis claims some, the next are judged and those behind them
  /// are read.
  ///
  /// - Returns: whether there are no more.
  mutating func step(atMost most: Int) async throws(InspectorError) -> Bool {
    var looked = 0
    var elements = try await take(most)
    var verdicts = try verdicts(on: elements)
    while !elements.isEmpty {
      looked += elements.count
      let isLast = judge.isFull || looked >= most
      let next = isLast ? [] : try await take(most - looked)
      let work = self
      let ahead = next.isEmpty || looked + next.count >= most || !walk.canReadAhead ? nil : walk
      async let claimed = work.claimed(work.parts(elements, verdicts))
      async let read = work.read(most - looked - next.count, on: ahead)
      let nextVerdicts = try self.verdicts(on: next)
      try await claimed.get()
      if let read = try await read.get() { (walk, waiting) = read }
      for (element, verdict) in zip(elements, verdicts) where verdict.isClaimed { walk.passOver(element) }
      if isLast { return judge.isFull }
      (elements, verdicts) = (next, nextVerdicts)
    }
    return true
  }

  /// The next members: those that were read ahead, or else read now; none at the end.
  private mutating func take(_ most: Int) async throws(InspectorError) -> [SortedSetWalk.Element] {
    if waiting == nil, let read = try await read(most, on: walk).get() { (walk, waiting) = read }
    defer { waiting = nil }
    let elements = waiting ?? []
    let bytes = elements.reduce(1) { $0 + $1.member.count }
    window = max(1, min(Self.largestWindow, elements.count * OperationHold.mostBytesInStep / bytes))
    return elements
  }

  /// Reads on, by as many members as are about a script's fill.
  ///
  /// - Returns: the walk behind what was read; `nil` where there was none.
  private func read(
    _ most: Int, on walk: SortedSetWalk?
  ) async -> Result<(SortedSetWalk, [SortedSetWalk.Element])?, InspectorError> {
    guard var walk else { return .success(nil) }
    do throws(InspectorError) {
      while let elements = try await walk.next(min(window, most), on: hold.connection) {
        if !elements.isEmpty { return .success((walk, elements)) }
      }
      return .success((walk, []))
    } catch {
      return .failure(error)
    }
  }

  private mutating func verdicts(on elements: [SortedSetWalk.Element]) throws(InspectorError) -> [EntryVerdict] {
    try judge.verdicts(
      elements.map { StoredFailure(set: place.name, bytes: $0.member, score: $0.scoreText) })
  }

  private typealias Judged = (entry: StoredFailure, verdict: EntryVerdict)

  /// The entries in parts that are small enough for a script.
  private func parts(_ elements: [SortedSetWalk.Element], _ verdicts: [EntryVerdict]) -> [[Judged]] {
    var parts: [[Judged]] = []
    var bytes = OperationHold.mostBytesInStep
    for (element, verdict) in zip(elements, verdicts) {
      if bytes >= OperationHold.mostBytesInStep {
        parts.append([])
        bytes = 0
      }
      let entry = StoredFailure(set: place.name, bytes: element.member, score: element.scoreText)
      parts[parts.count - 1].append((entry, verdict))
      bytes += element.member.count
    }
    return parts
  }

  private func claimed(_ parts: [[Judged]]) async -> Result<Void, InspectorError> {
    do throws(InspectorError) {
      for part in parts { try await claim(part) }
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private func claim(_ part: [Judged]) async throws(InspectorError) {
    guard let last = part.last?.entry.score else { return }
    var arguments: [any RedisArgument] = [
      place.name, "set:" + place.name, ClaimProgress.walked(to: last).text, part.count,
    ]
    for (entry, verdict) in part {
      let progress = entry.score.map { ClaimProgress.walked(to: $0).text } ?? ""
      switch verdict {
      // Only where this walk began, or the next may begin, can it be met twice.
      case .left where entry.score != start && entry.score != last: continue
      case .left: arguments += [[verdict.letter], entry.id.digits, "", progress] as [any RedisArgument]
      case .refused(let obstacle):
        arguments += [[verdict.letter], entry.id.digits, obstacle.description, progress] as [any RedisArgument]
      default: arguments += [[verdict.letter], entry.bytes, entry.id.digits, ""] as [any RedisArgument]
      }
    }
    let id = hold.id
    try await hold.run(
      .claimMembers,
      keys: [
        place.key, hold.keys.operationTodo(id, set: place.name), hold.keys.operationSample(id, set: place.name),
        hold.journal, hold.keys.operationPassed(id, set: place.name),
      ], arguments)
  }
}

extension RedisScript {
  /// Claims members of a sorted set.
  ///
  /// KEYS: 1. the record · 2. the set · 3. the to-do set · 4. the sample · 5. the journal · 6. the ids passed. ARGV: 1. epoch · 2. the
  /// set's name · 3. its field in the record · 4. how far it was walked · 5. how many members were looked at · then groups of four:
  /// `m` or `s` (tried first), member, id, nothing · `r`, id, why it is refused, how far it is to it · `-`, id, nothing, how far it
  /// is to it: what is left where it is, which only needs to be told where a walk began or ends.
  ///
  /// Result: `OK`, or as ``holdGuard``. What is not in the set any more was taken by somebody else, unless it is claimed: then an
  /// earlier call did it, whose reply was lost. What stays at the score where that call ended is among the ids passed then, and
  /// is neither counted nor noted again.
  ///
  /// A crash before it leaves the members in the set, after it among those to do, with their scores. Within: types are checked
  /// first, and each is put before it is removed.
  static let claimMembers = RedisScript(
    name: "claim-members",
    source: """
      \(holdGuard)
      \(typeCheck)
      local wrong = check(KEYS[2], 'zset')
      if wrong then return wrong end
      local counts = {looked = tonumber(ARGV[5]), claimed = 0, refused = 0, gone = 0}
      local before, passed = redis.call('HGET', KEYS[1], ARGV[3]), {}
      redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
      for i = 6, #ARGV, 4 do
        local letter, member, id, place = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
        if letter == 'r' or letter == '-' then
          if place == ARGV[4] then passed[#passed + 1] = member end
          if place == before and redis.call('SISMEMBER', KEYS[6], member) == 1 then
            counts.looked = counts.looked - 1
          elseif letter == 'r' then
            redis.call('XADD', KEYS[5], '*', 'event', 'refused', 'set', ARGV[2], 'id', member, 'reason', id)
            counts.refused = counts.refused + 1
          end
        else
          local key = KEYS[letter == 'm' and 3 or 4]
          local score = redis.call('ZSCORE', KEYS[2], member)
          if score then
            redis.call('ZADD', key, score, member)
            redis.call('ZREM', KEYS[2], member)
            counts.claimed = counts.claimed + 1
          elseif not redis.call('ZSCORE', key, member) then
            redis.call('XADD', KEYS[5], '*', 'event', 'gone', 'set', ARGV[2], 'id', id)
            counts.gone = counts.gone + 1
          end
        end
      end
      if before ~= ARGV[4] then redis.call('UNLINK', KEYS[6]) end
      for _, id in ipairs(passed) do redis.call('SADD', KEYS[6], id) end
      for name, count in pairs(counts) do redis.call('HINCRBY', KEYS[1], name, count) end
      return {'OK'}
      """)
}
