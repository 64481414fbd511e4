import LifeboatWorker

extension HandlersFile {
  /// Whether and when the jobs of a command that fail run again: `retries` and `retry_delay` of a handler.
  public struct Retries: Sendable, Equatable {
    /// How many after the first attempt; nil for no limit.
    public let limit: Int?
    /// The delay before each, in order; the last one repeats.
    public let delays: [Duration]

    /// A number of retries, each after the next of the delays.
    public init(limit: Int?, delays: [Duration] = []) {
      self.limit = limit
      self.delays = delays
    }

    /// The same for a worker.
    public var policy: RetryPolicy { RetryPolicy(limit: limit, delays: delays) }
  }
}
