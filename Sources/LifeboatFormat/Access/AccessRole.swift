/// What a user of Redis is for, and so which commands its access list permits.
///
/// Each role's list is kept as short as the work allows: the suite runs workers and every command under it. What decides which
/// keys are meant is ``AccessRule``.
public enum AccessRole: String, Sendable, CaseIterable {
  /// A worker process; also a program that only enqueues.
  case worker
  /// Who operates: every command of the `lifeboat` program but `work`.
  case tool
  /// Who only looks. It has no command that writes, so no script that it runs can write either.
  case viewer

  /// Commands that are permitted, as the access list spells them; whether `EVALSHA_RO` is there depends on the Redis.
  public var commands: [String] {
    switch self {
    case .worker: (Self.session + Self.common + Self.waiting + Self.writing + Self.working).sorted()
    case .tool: (Self.session + Self.common + Self.looking + Self.writing + Self.operating).sorted()
    case .viewer: (Self.session + Self.common + Self.looking).sorted()
    }
  }

  /// Whether it may change anything.
  public var changes: Bool { self != .viewer }

  /// What a connection begins with. `SCRIPT LOAD` brings our own scripts; a script may do what its user may.
  private static let session = ["client|setname", "info", "script|load", "select", "time"]

  /// What everybody reads.
  private static let common = [
    "exists", "get", "hexists", "hget", "hgetall", "hkeys", "hlen", "hmget", "lindex", "llen", "lpos", "lrange",
    "scard",
    "smembers", "type", "zcard", "zcount", "zrange", "zscore",
  ]

  /// What only tools read.
  private static let looking = [
    "hscan", "memory|usage", "sismember", "sscan", "xlen", "xrange", "xrevrange",
  ]

  /// How an idle worker is told of new jobs; with `BLMOVE` it looks where it is not.
  private static let waiting = ["blmove", "client|caching", "client|id", "client|tracking", "subscribe"]

  /// What moving a job takes, and a record of it.
  private static let writing = [
    "del", "expire", "hdel", "hincrby", "hset", "incrby", "lpush", "lrem", "lset", "ltrim", "persist", "rpush", "sadd",
    "set", "srem", "unlink", "zadd", "zrem", "zremrangebyrank",
  ]

  /// What a worker takes beside it.
  private static let working = [
    "bitfield", "incr", "rpop", "setex", "setnx", "srandmember", "wait", "zrangebyscore",
  ]

  /// What operations take beside it.
  private static let operating = ["exec", "lmove", "multi", "rename", "rpop", "setex", "wait", "xadd", "xdel"]
}
