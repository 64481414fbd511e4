import LifeboatRedis

/// Why no name can be added to the set of queues.
enum UnwritableQueues: CaseIterable {
  case isNoSet
  case isForbidden

  /// Makes it so; a worker registers before.
  func happen(to session: RedisSession) throws {
    switch self {
    case .isNoSet: try session.run("SET", "resque:queues", "x")
    case .isForbidden: try session.run("ACL", "SETUSER", "default", "-sadd")
    }
  }
}
