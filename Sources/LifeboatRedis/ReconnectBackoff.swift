/// How long to wait before the next attempt to connect: anything up to a limit that doubles with each attempt.
///
/// Full jitter: a thousand workers that lost the same Redis come back spread over the whole limit.
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
public struct ReconnectBackoff: Sendable, Hashable {
  /// The limit of the first wait.
  public let base: Duration
  /// No wait is longer.
  public let cap: Duration
  /// How many waits there were since the last success.
  public private(set) var attempts = 0

  /// The defaults suit a worker, which tries for as long as it takes.
  public init(base: Duration = .milliseconds(100), cap: Duration = .seconds(10)) {
    self.base = base
    self.cap = cap
  }

  /// The next wait, from zero to the limit.
  public mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
    // Beyond 30 doublings any base has met its cap.
    let limit = min(cap, base * (1 << min(attempts, 30)))
    attempts += 1
    return limit * Double.random(in: 0..<1, using: &generator)
  }

  /// Starts over, after a success.
  public mutating func reset() {
    attempts = 0
  }
}
