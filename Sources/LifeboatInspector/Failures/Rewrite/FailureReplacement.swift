import LifeboatFormat
import LifeboatRedis

/// Puts another form of an entry into its place: in a list where it stands, in a sorted set with its score.
public struct FailureReplacement: Sendable {
  private let connection: RedisConnection
  private let dialect: any InspectorDialect

  /// What became of it.
  public enum Outcome: Sendable, Equatable {
    /// The new form stands in its place.
    case replaced
    /// The entry, or its other record, is not there any more: somebody changed or took it. Nothing was done.
    case gone
    /// A sorted set holds an entry of the new form already. Nothing was done.
    case taken
  }

  /// One entry and what takes its place.
  public struct Change: Sendable {
    /// The set's name, see ``FailurePlace/name``.
    public let set: String
    /// The entry, exactly.
    public let old: [UInt8]
    /// What takes its place.
    public let new: [UInt8]

    /// A change; nothing is read.
    public init(set: String, old: [UInt8], new: [UInt8]) {
      self.set = set
      self.old = old
      self.new = new
    }
  }

  /// Nothing is read yet.
  public init(on connection: RedisConnection, dialect: any InspectorDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Replaces all of these, or none: a failure has two records where an app keeps each in two lists.
  ///
  /// - Throws: ``InspectorError/redis(_:)``.
  public func replace(_ changes: [Change]) async throws(InspectorError) -> Outcome {
    let places = changes.map { dialect.failurePlace(named: $0.set)?.key ?? $0.set }
    do {
      let reply = try await connection.run(
        .replaceEntries, keys: places, arguments: changes.flatMap { [$0.old, $0.new] })
      switch reply.int {
      case 1: return .replaced
      case 0: return .gone
      default: return .taken
      }
    } catch {
      throw .redis(error)
    }
  }
}

extension RedisScript {
  /// Puts other bytes in the place of entries, each in a list or a sorted set.
  ///
  /// KEYS: the sets.
  /// ARGV: for each of them the entry's bytes, and the new ones.
  ///
  /// Result: 1 when all were replaced, 0 when one is not there any more, -1 when a sorted set holds the new bytes already:
  /// nothing was done then. Of equal entries in a list the newest is replaced.
  ///
  /// A crash before it leaves the old bytes, after it the new. Within: everything is looked up first, which also checks the
  /// types; a sorted set gets the new bytes before it loses the old.
  static let replaceEntries = RedisScript(
    name: "replace-entries",
    source: """
      local places = {}
      for i = 1, #KEYS do
        local old, new = ARGV[2 * i - 1], ARGV[2 * i]
        if redis.call('TYPE', KEYS[i]).ok == 'zset' then
          local score = redis.call('ZSCORE', KEYS[i], old)
          if not score then return 0 end
          if redis.call('ZSCORE', KEYS[i], new) then return -1 end
          places[i] = score
        else
          local index = redis.call('LPOS', KEYS[i], old, 'RANK', -1)
          if not index then return 0 end
          places[i] = index
        end
      end
      for i = 1, #KEYS do
        local old, new = ARGV[2 * i - 1], ARGV[2 * i]
        if type(places[i]) == 'string' then
          redis.call('ZADD', KEYS[i], places[i], new)
          redis.call('ZREM', KEYS[i], old)
        else
          redis.call('LSET', KEYS[i], places[i], new)
        end
      end
      return 1
      """)
}
