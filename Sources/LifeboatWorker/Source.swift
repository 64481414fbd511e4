import LifeboatFormat
import LifeboatRedis

/// Where jobs come from: one app's queues in one Redis.
public struct Source: Sendable {
  /// The server.
  public var redis: RedisURL
  /// The format that the app speaks.
  public var dialect: any WorkerDialect
  /// The queues, highest rank first; a later one is looked at only when the earlier ones are empty.
  ///
  /// In Resque's dialect a name may be a pattern (`mail*`, `[hl]*`, `*`), which stands for every queue that the app knows
  /// or will know, sorted by bytes, and an exclusion (`!mail*`).
  public var queues: [String]
  /// How often each queue comes first instead; empty for strict order. A queue without a weight has 1.
  public var weights: [QueueWeight]
  /// How many of its jobs run at once; `nil` for as many as the configuration says.
  public var concurrency: Int?
  /// What it is called where sources of one app are shown together: the name of Sidekiq's capsule.
  public var name: String

  /// One app's queues.
  public init(
    redis: RedisURL, dialect: any WorkerDialect = ResqueDialect(), queues: [String], weights: [QueueWeight] = [],
    concurrency: Int? = nil, name: String = "default"
  ) {
    self.redis = redis
    self.dialect = dialect
    self.queues = queues
    self.weights = weights
    self.concurrency = concurrency
    self.name = name
  }

  /// Whether another has the same app's queues: the same format and namespace in the same Redis.
  public func isOfSameApp(as other: Source) -> Bool {
    dialect.name == other.dialect.name && dialect.namespace == other.dialect.namespace && redis == other.redis
  }

  var selection: QueueSelection { dialect.selection(queues) }
}
