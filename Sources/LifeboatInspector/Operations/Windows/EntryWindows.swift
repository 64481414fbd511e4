import LifeboatRedis

/// Reads entries of a key that only an operation changes, a window at a time from the end at which they are taken off.
///
/// Places are counted from the other end, so that a window can be read before the one in front of it is gone.
struct EntryWindows: Sendable {
  /// The end at which entries are taken off.
  enum End: String, Sendable {
    case newest, oldest
  }

  let connection: RedisConnection
  /// The name of the set that the entries are from.
  let set: String
  let key: String
  let kind: FailurePlace.Kind
  let end: End

  /// How many entries there are.
  func count() async throws(InspectorError) -> Int {
    let command = kind == .list ? RedisCommand("LLEN", key) : RedisCommand("ZCARD", key)
    return try await connection.read([command])[0].int ?? 0
  }

  /// The window that begins where `left` entries are left; the first one is the one at the end.
  ///
  /// - Parameter most: how many entries at most; it ends earlier at about ``OperationHold/mostBytesInStep``.
  /// - Parameter previous: the window in front of it. Behind one of small entries a list is read plainly, which costs Redis a
  ///   third.
  func read(
    left: Int, most: Int, after previous: [StoredFailure] = []
  ) async throws(InspectorError) -> [StoredFailure] {
    guard left > 0, most > 0 else { return [] }
    if kind == .list, previous.count == OperationHold.mostInStep {
      let most = min(most, left, OperationHold.mostInStep)
      let first = end == .oldest ? -left : left - most
      let values = try await connection.read([RedisCommand("LRANGE", key, first, first + most - 1)])[0].strings
      let entries = values.map { StoredFailure(set: set, bytes: $0) }
      return Self.part(of: end == .oldest ? entries : entries.reversed())
    }
    let reply: RedisValue
    do {
      reply = try await connection.run(
        .peek, keys: [key],
        arguments: [
          kind.rawValue, end.rawValue, left, min(most, OperationHold.mostInStep), OperationHold.mostBytesInStep,
        ])
    } catch {
      throw .redis(error)
    }
    let values = reply.array ?? []
    guard kind == .sortedSet else { return values.map { StoredFailure(set: set, bytes: $0.bytes ?? []) } }
    return values.pairs().map { StoredFailure(set: set, bytes: $0.bytes ?? [], score: $1.string) }
  }

  /// As many of the first as a script may handle: large ones may lie behind small ones.
  private static func part(of entries: [StoredFailure]) -> [StoredFailure] {
    var bytes = 0
    for (index, entry) in entries.enumerated() {
      if bytes >= OperationHold.mostBytesInStep { return Array(entries[..<index]) }
      bytes += entry.bytes.count
    }
    return entries
  }

  /// The same for a child task.
  func result(
    left: Int, most: Int, after previous: [StoredFailure]
  ) async -> Result<[StoredFailure], InspectorError> {
    do { return .success(try await read(left: left, most: most, after: previous)) } catch { return .failure(error) }
  }
}

extension RedisScript {
  /// Reads a window of a list or a sorted set.
  ///
  /// KEYS: 1. the key. ARGV: 1. `list` or `sorted-set` · 2. `newest` (a list's) or `oldest`: from which end · 3. how many entries
  /// are left there and behind · 4. most entries · 5. about how many bytes.
  ///
  /// Result: the entries, that end's first; a sorted set's each followed by its score. It changes nothing.
  fileprivate static let peek = RedisScript(
    name: "peek",
    writes: false,
    source: """
      local left, most, bytes = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
      local reply, passed, used, step = {}, 0, 0, 1
      most = math.min(most, left)
      -- The sizes are unknown until read, so the reads start small and grow as far as they fit.
      while passed < most and used < bytes do
        local count = math.min(step, most - passed)
        local first = passed - left
        local part
        if ARGV[1] ~= 'list' then
          part = redis.call('ZRANGE', KEYS[1], first, first + count - 1, 'WITHSCORES')
        elseif ARGV[2] == 'oldest' then
          part = redis.call('LRANGE', KEYS[1], first, first + count - 1)
        else
          part = redis.call('LRANGE', KEYS[1], left - passed - count, left - passed - 1)
        end
        if #part == 0 then break end
        for i = 1, #part do
          local element = part[ARGV[2] == 'oldest' and i or #part - i + 1]
          reply[#reply + 1] = element
          used = used + #element
        end
        passed = passed + count
        step = math.max(1, math.min(step * 2, 64, math.floor((bytes - used) * passed / used)))
      end
      return reply
      """)
}
