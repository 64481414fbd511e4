import LifeboatFormat
import LifeboatRedis

/// The failures of one Sidekiq app: those that are given up, or those that wait for a retry.
///
/// Those that are given up are in the dead set, and in our own overflow list where that had no room for them.
struct SidekiqFailures: FailureStore {
  let connection: RedisConnection
  let dialect: SidekiqDialect
  /// Whether to look at those that wait for a retry.
  let waitsForRetry: Bool

  func sets() async throws(InspectorError) -> [FailureSet] {
    let keys = dialect.keys
    guard !waitsForRetry else {
      let count = try await connection.read([RedisCommand("ZCARD", keys.retry)])[0]
      return named([(.retry, count)])
    }
    let dead = try await connection.read([RedisCommand("ZCARD", keys.dead)])[0]
    // One key of ours with something else in it must not hide what Ruby's people see.
    let overflow = try await connection.read(
      [RedisCommand("LLEN", dialect.ownKeys.overflow)], showsWrongTypes: true)[0]
    return named([(.dead, dead), (.overflow, overflow)])
  }

  func broken() async throws(InspectorError) -> [BrokenSet] {
    guard !waitsForRetry else { return [] }
    let key = dialect.ownKeys.overflow
    let type = try await connection.read([RedisCommand("TYPE", key)])[0].string ?? "none"
    guard type != "none", type != "list" else { return [] }
    return [BrokenSet(name: DeadEntry.Origin.overflow.rawValue, key: key, expected: "list", found: type)]
  }

  func places() async throws(InspectorError) -> [FailurePlace] {
    try await sets().compactMap { set in
      DeadEntry.Origin(rawValue: set.name).map { origin in
        FailurePlace(name: set.name, key: key(of: origin), kind: origin == .overflow ? .list : .sortedSet)
      }
    }
  }

  /// The retry set, beside those that are given up: most jobs that failed are there.
  func others() async throws(InspectorError) -> [FailureSet] {
    guard !waitsForRetry else { return [] }
    return try await SidekiqFailures(connection: connection, dialect: dialect, waitsForRetry: true).sets()
  }

  func newest(offset: Int, limit: Int) async throws(InspectorError) -> [Failure] {
    guard limit > 0 else { return [] }
    var merge = FailureMerge<DeadEntry>(try await cursors())
    var passed = 0
    var found: [Failure] = []
    while found.count < limit, let entry = try await merge.next() {
      if passed < offset { passed += 1 } else { found.append(entry.failure(dialect)) }
    }
    return found
  }

  func find(_ prefixes: [String]) async throws(InspectorError) -> [[Failure]] {
    var wanted = try WantedFailures<DeadEntry>(prefixes)
    for cursor in try await cursors() {
      var cursor = cursor
      while let entry = try await cursor.next() { wanted.add(entry.id, entry) }
    }
    return try wanted.all().map { $0.map { $0.failure(dialect) } }
  }

  func completing(_ failure: Failure) async throws(InspectorError) -> Failure { failure }

  private func cursors() async throws(InspectorError) -> [any FailureCursor<DeadEntry>] {
    guard !waitsForRetry else { return [SortedSetCursor(.retry, key: dialect.keys.retry, connection: connection)] }
    return try await sets().map { set in
      guard set.name == DeadEntry.Origin.overflow.rawValue else {
        return SortedSetCursor(.dead, key: dialect.keys.dead, connection: connection)
      }
      return ListCursor<DeadEntry>(key: dialect.ownKeys.overflow, count: set.count, connection: connection) {
        DeadEntry(overflow: $0)
      } time: {
        $0.score
      }
    }
  }

  private func key(of origin: DeadEntry.Origin) -> String {
    switch origin {
    case .dead: dialect.keys.dead
    case .retry: dialect.keys.retry
    case .overflow: dialect.ownKeys.overflow
    }
  }

  private func named(_ counts: [(origin: DeadEntry.Origin, reply: RedisValue)]) -> [FailureSet] {
    counts.map { FailureSet(name: $0.origin.rawValue, count: $0.reply.int ?? 0) }.filter { $0.count > 0 }
  }
}
