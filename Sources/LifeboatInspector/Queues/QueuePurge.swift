import LifeboatFormat
import LifeboatRedis

/// Drops a queue: every job that waits in it, and its name.
public struct QueuePurge: Sendable {
  private let connection: RedisConnection
  private let dialect: any InspectorDialect

  /// The queues of one app.
  public init(connection: RedisConnection, dialect: any InspectorDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Drops a queue, as Resque's `remove_queue` and Sidekiq's `clear` do.
  ///
  /// - Parameter most: how many jobs to drop at most, from the front: those that were counted before somebody said yes.
  ///   Where more lie there, the others stay, and so does the queue's name.
  /// - Returns: how many jobs were dropped, and how many were left.
  /// - Throws: ``InspectorError/redis(_:)`` of code `WRONGTYPE` when the queue's key is no list; nothing is dropped then.
  public func run(_ queue: String, atMost most: Int = .max) async throws(InspectorError) -> (dropped: Int, left: Int) {
    let reply: RedisValue
    do {
      reply = try await connection.run(
        .purge, keys: [dialect.keys.queue(queue), dialect.keys.queues],
        arguments: [queue, most, dialect.front.rawValue])
    } catch {
      throw .redis(error)
    }
    let counts = (reply.array ?? []).compactMap(\.int)
    guard counts.count == 2 else {
      throw .redis(
        .unexpected(server: "\(connection.url)", command: "purge", expected: "two numbers", got: reply.kind))
    }
    return (counts[0], counts[1])
  }
}

extension RedisScript {
  /// Removes the jobs at a queue's front, and with the last of them the queue's name.
  ///
  /// KEYS: 1. the queue list · 2. `queues`. ARGV: 1. the queue's name · 2. most jobs · 3. the end that is the
  /// front, `LEFT` or `RIGHT`.
  ///
  /// Result: how many jobs were removed, and how many are left.
  ///
  /// A crash before it leaves all, after it nothing. Within: a key of the wrong type stops it before the jobs go, and a
  /// name that is gone comes back with the next job. The list is unlinked, not deleted: its memory is given back beside
  /// the commands of others, however long it is. Only where jobs are left is it cut.
  static let purge = RedisScript(
    name: "purge",
    source: """
      local count = redis.call('LLEN', KEYS[1])
      local most = tonumber(ARGV[2])
      if count > most then
        if ARGV[3] == 'LEFT' then
          redis.call('LTRIM', KEYS[1], ARGV[2], -1)
        else
          redis.call('LTRIM', KEYS[1], 0, -most - 1)
        end
        return {most, count - most}
      end
      redis.call('SREM', KEYS[2], ARGV[1])
      redis.call('UNLINK', KEYS[1])
      return {count, 0}
      """)
}
