import LifeboatRedis
import LifeboatWorker

extension HandlersFile {
  /// One of the apps, or parts of an app, whose queues are worked: an entry of `sources`.
  public struct Source: Sendable, Equatable {
    /// How the app's jobs are stored.
    public let dialect: Dialect
    /// Where they are; nil for the Redis of the flags.
    public let redis: RedisURL?
    /// The app's namespace; nil for the dialect's own default.
    public let namespace: String?
    /// In order of rank; never empty.
    public let queues: [String]
    /// How often queues come first; empty for strict order.
    public let weights: [QueueWeight]
    /// How many of its jobs run at once; nil for the default.
    public let concurrency: Int?
    /// What it is called beside other sources of its app; nil where that makes no difference.
    public let name: String?

    /// An app's queues.
    public init(
      dialect: Dialect, redis: RedisURL? = nil, namespace: String? = nil, queues: [String], weights: [QueueWeight] = [],
      concurrency: Int? = nil, name: String? = nil
    ) {
      self.dialect = dialect
      self.redis = redis
      self.namespace = namespace
      self.queues = queues
      self.weights = weights
      self.concurrency = concurrency
      self.name = name
    }
  }
}
