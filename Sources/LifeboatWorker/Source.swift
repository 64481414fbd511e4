import LifeboatFormat
import LifeboatRedis

/// Where jobs come from: one app's queues in one Redis.
public struct Source: Sendable {
  /// The server.
  public var redis: RedisURL
  /// The format that the app speaks.
  public var dialect: any Dialect
  /// The queues, highest rank first; a later one is looked at only when the earlier ones are empty.
  public var queues: [String]

  /// One app's queues.
  public init(redis: RedisURL, dialect: any Dialect = ResqueDialect(), queues: [String]) {
    self.redis = redis
    self.dialect = dialect
    self.queues = queues
  }
}
