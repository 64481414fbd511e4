import LifeboatFormat
import LifeboatRedis

/// Moves waiting jobs from the front of one queue to the back of another, in their order, some at a time.
///
/// Each job is moved by one command that takes and puts it, so that it lies in exactly one of the two whatever dies
/// when. What is pushed while this runs stays where it is: no more are moved than lay there at the beginning. Only where
/// workers take from the queue meanwhile may new jobs stand in for those that they took.
///
/// ```swift
/// var move = try await QueueMove(from: "mail", to: "slow", connection: connection, dialect: dialect)
/// while try await move.step() { print(move.moved) }
/// ```
public struct QueueMove: Sendable {
  private let connection: RedisConnection
  private let dialect: any InspectorDialect
  private let source: String
  private let target: String

  /// How many jobs have been moved.
  public private(set) var moved = 0
  /// How many are still to be moved at most.
  public private(set) var left: Int

  /// The most jobs that one step moves.
  public static let mostInStep = 500
  /// A step ends when it has moved about so many bytes: Redis does nothing else meanwhile.
  private static let mostBytesInStep = 4 << 20

  /// Looks at both queues and moves nothing yet.
  ///
  /// - Parameter limit: how many jobs to move at most.
  /// - Throws: ``InspectorError/sameQueue(_:)``, and ``InspectorError/redis(_:)`` of code `WRONGTYPE` when one of the
  ///   queues' keys is no list.
  public init(
    from source: String, to target: String, limit: Int = .max, connection: RedisConnection,
    dialect: any InspectorDialect
  ) async throws(InspectorError) {
    guard !source.utf8.elementsEqual(target.utf8) else { throw .sameQueue(source) }
    self.connection = connection
    self.dialect = dialect
    self.source = source
    self.target = target
    let lengths = try await connection.read([
      RedisCommand("LLEN", dialect.keys.queue(source)), RedisCommand("LLEN", dialect.keys.queue(target)),
    ])
    left = min(limit, lengths[0].int ?? 0)
  }

  /// Moves the next jobs.
  ///
  /// - Returns: whether there may be more to move.
  /// - Throws: ``InspectorError/redis(_:)``; after a lost reply the step may have been made, wholly or not at all.
  public mutating func step() async throws(InspectorError) -> Bool {
    guard left > 0 else { return false }
    let keys = dialect.keys
    let reply: RedisValue
    do {
      reply = try await connection.run(
        .move, keys: [keys.queue(source), keys.queue(target), keys.queues],
        arguments: [
          target, min(left, Self.mostInStep), Self.mostBytesInStep, dialect.front.rawValue,
          dialect.front.opposite.rawValue,
        ])
    } catch {
      throw .redis(error)
    }
    let counts = (reply.array ?? []).map { $0.int ?? 0 }
    guard counts.count == 2 else {
      throw .redis(
        .unexpected(server: "\(connection.url)", command: "move", expected: "two numbers", got: reply.kind))
    }
    moved += counts[0]
    // Fewer there than expected: workers took the others.
    left = min(left - counts[0], counts[1])
    return left > 0
  }
}

extension RedisScript {
  /// Moves jobs from the front of one queue to the back of another.
  ///
  /// KEYS: 1. the source list · 2. the target list · 3. `queues`.
  /// ARGV: 1. the target's name · 2. most jobs · 3. about how many bytes · 4. the end that is the front, `LEFT` or `RIGHT`
  /// · 5. the other one.
  ///
  /// Result: how many were moved, and how many the source still has.
  ///
  /// A crash before it leaves the jobs in the source, after it in the target. Within: both types are checked and the
  /// target's name is noted before the first job moves, and each moves by a command that takes and puts it at once.
  static let move = RedisScript(
    name: "move",
    source: """
      redis.call('LLEN', KEYS[1])
      redis.call('LLEN', KEYS[2])
      redis.call('SADD', KEYS[3], ARGV[1])
      local moved, bytes = 0, tonumber(ARGV[3])
      while moved < tonumber(ARGV[2]) and bytes > 0 do
        local payload = redis.call('LMOVE', KEYS[1], KEYS[2], ARGV[4], ARGV[5])
        if not payload then break end
        moved = moved + 1
        bytes = bytes - #payload
      end
      return {moved, redis.call('LLEN', KEYS[1])}
      """)
}
