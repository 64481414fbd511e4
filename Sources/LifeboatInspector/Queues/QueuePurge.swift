import LifeboatFormat
import LifeboatRedis

/// Drops a queue: every job that waits in it, and its name.
public struct QueuePurge: Sendable {
  private let connection: RedisConnection
  private let dialect: any Dialect

  /// The queues of one app.
  public init(connection: RedisConnection, dialect: any Dialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Drops a queue, as Resque's `remove_queue` does.
  ///
  /// - Returns: how many jobs were dropped.
  /// - Throws: ``InspectorError/redis(_:)`` of code `WRONGTYPE` when the queue's key is no list; nothing is dropped then.
  public func run(_ queue: String) async throws(InspectorError) -> Int {
    do {
      let reply = try await connection.run(
        .purge, keys: [dialect.keys.queue(queue), dialect.keys.queues], arguments: [queue])
      return reply.int ?? 0
    } catch {
      throw .redis(error)
    }
  }
}

extension RedisScript {
  /// Removes a queue's list and its name.
  ///
  /// KEYS: 1. the queue list · 2. `queues`. ARGV: 1. the queue's name.
  ///
  /// Result: how many jobs were in the list.
  ///
  /// A crash before it leaves all, after it nothing. Within: a key of the wrong type stops it before the jobs go, and a
  /// name that is gone comes back with the next job. The list is unlinked, not deleted: its memory is given back beside
  /// the commands of others, however long it is.
  static let purge = RedisScript(
    name: "purge",
    source: """
      local count = redis.call('LLEN', KEYS[1])
      redis.call('SREM', KEYS[2], ARGV[1])
      redis.call('UNLINK', KEYS[1])
      return count
      """)
}
