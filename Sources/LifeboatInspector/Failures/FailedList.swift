import LifeboatFormat
import LifeboatRedis

/// The failed list: reads it, and sends jobs from it back to their queues.
public struct FailedList: Sendable {
  private let connection: RedisConnection
  private let dialect: any Dialect

  /// How many entries are read at a time.
  private static let chunk = 500

  /// The failed list of one app.
  public init(connection: RedisConnection, dialect: any Dialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// How many entries there are.
  public func count() async throws(InspectorError) -> Int {
    try await call(RedisCommand("LLEN", dialect.keys.failed)).int ?? 0
  }

  /// Entries, the newest first.
  ///
  /// - Parameters:
  ///   - offset: how many of the newest to pass over.
  ///   - limit: how many to read at most.
  public func newest(offset: Int = 0, limit: Int) async throws(InspectorError) -> [Failure] {
    guard limit > 0 else { return [] }
    let command = RedisCommand("LRANGE", dialect.keys.failed, -(offset + limit), -(offset + 1))
    return try await entries(command).reversed()
  }

  /// The entries whose ids begin with `prefix`: one, or equal copies of one.
  public func find(_ prefix: String) async throws(InspectorError) -> [Failure] {
    let found = try await find([prefix])
    return found[0]
  }

  /// The same for many prefixes, in one pass over the list.
  public func find(_ prefixes: [String]) async throws(InspectorError) -> [[Failure]] {
    var wanted: [String] = []
    for prefix in prefixes { wanted.append(try FailureID.prefix(prefix)) }
    var found: [[Failure]] = Array(repeating: [], count: wanted.count)
    var offset = 0
    while true {
      let part = try await newest(offset: offset, limit: Self.chunk)
      for failure in part {
        for (index, prefix) in wanted.enumerated() where failure.id.digits.hasPrefix(prefix) {
          found[index].append(failure)
        }
      }
      if part.count < Self.chunk { break }
      offset += part.count
    }
    for (index, prefix) in wanted.enumerated() {
      let ids = Set(found[index].map(\.id.digits))
      if ids.isEmpty { throw .noFailure(prefix: prefix) }
      if ids.count > 1 {
        throw .ambiguousFailure(prefix: prefix, matches: ids.sorted().prefix(5).map { String($0.prefix(16)) })
      }
    }
    return found
  }

  /// Moves one entry's job to the back of its queue; the entry goes. Both happen at once or not at all.
  ///
  /// - Returns: `false` when the entry is no longer there: somebody else was quicker.
  public func requeue(_ failure: Failure) async throws(InspectorError) -> Bool {
    guard let queue = failure.entry.queue, let job = failure.job else { return false }
    do {
      let reply = try await connection.run(
        .requeue, keys: [dialect.keys.failed, dialect.keys.queue(queue), dialect.keys.queues],
        arguments: [failure.bytes, Array(queue.utf8), job])
      return reply.int == 1
    } catch {
      throw .redis(error)
    }
  }

  private func entries(_ command: RedisCommand) async throws(InspectorError) -> [Failure] {
    let values = try await call(command).array ?? []
    return values.compactMap { $0.bytes.map { Failure(bytes: $0, list: "failed") } }
  }

  private func call(_ command: RedisCommand) async throws(InspectorError) -> RedisValue {
    do { return try await connection.call(command) } catch { throw .redis(error) }
  }
}

extension RedisScript {
  /// Moves a job from the failed list to the back of its queue.
  ///
  /// KEYS: 1. `failed` · 2. the queue list · 3. `queues`. ARGV: 1. the entry's bytes · 2. the queue's name · 3. the job.
  ///
  /// Result: 1 when it was moved, 0 when the entry is not in the list.
  ///
  /// A crash before it leaves the entry, after it the job. Within: the job is pushed before the entry is removed, and
  /// a key of the wrong type stops the script before either. Looked for from the newest end, where entries that
  /// people requeue mostly are.
  static let requeue = RedisScript(
    name: "requeue",
    source: """
      if not redis.call('LPOS', KEYS[1], ARGV[1], 'RANK', -1) then return 0 end
      redis.call('SADD', KEYS[3], ARGV[2])
      redis.call('RPUSH', KEYS[2], ARGV[3])
      redis.call('LREM', KEYS[1], -1, ARGV[1])
      return 1
      """)
}
