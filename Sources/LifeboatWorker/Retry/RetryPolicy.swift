/// Whether and when a job that failed runs again, in the terms of resque-retry.
///
/// - Source: resque-retry 1.8, `plugins/retry.rb`, `plugins/exponential_backoff.rb`.
public struct RetryPolicy: Sendable {
  /// What is done about a failure while the limit allows another attempt.
  public enum Decision: Sendable, Equatable {
    /// Run again after that time.
    case retry(after: Duration)
    /// Run again after that time; this attempt does not count.
    case retryUncounted(after: Duration)
    /// No other attempt: to the failed list, or the dead set, now.
    case giveUp
    /// No other attempt, and nothing is kept of the job: it only counts as failed.
    case discard

    /// What Sidekiq calls ``giveUp``: to the dead set, now.
    public static let kill = giveUp
  }

  /// How many retries there are after the first attempt; `nil` for no limit, which needs a last delay or ``decide``. In
  /// Sidekiq's dialect a job's payload may set a number of its own, which wins; a class without a policy has 25 there.
  public var limit: Int?
  /// The delay before each retry, in order, 0 or more; the last one repeats. Empty means the job system's usual one: none in
  /// Resque's dialect, one that grows with each retry in Sidekiq's.
  public var delays: [Duration]
  /// Each delay is multiplied by a random number from this range of finite numbers, 0 or more.
  public var jitter: ClosedRange<Double>
  /// How long after a retry is due its counter is kept; `nil` for as long as it takes.
  public var counterExpiry: Duration?
  /// Looks at an error before the policy's own rule is followed; `nil` leaves it to the rule.
  ///
  /// It gets the error, that of the job also when its failure hook failed too, how many retries there were, and the delay that the rule would take.
  public var decide: (@Sendable (_ error: any Error, _ retries: Int, _ delay: Duration) -> Decision)?

  /// A number of retries, each after the next of the delays. One retry without a delay is resque-retry's default.
  public init(
    limit: Int? = 1, delays: [Duration] = [], jitter: ClosedRange<Double> = 1...1, counterExpiry: Duration? = nil,
    decide: (@Sendable (_ error: any Error, _ retries: Int, _ delay: Duration) -> Decision)? = nil
  ) {
    self.limit = limit
    self.delays = delays
    self.jitter = jitter
    self.counterExpiry = counterExpiry
    self.decide = decide
  }

  /// A number of retries with the same delay before each.
  public static func times(_ limit: Int, after delay: Duration = .zero) -> RetryPolicy {
    RetryPolicy(limit: limit, delays: [delay])
  }

  /// At once, then after 1 and 10 minutes, 1, 3 and 6 hours; six retries.
  public static let exponential = RetryPolicy(
    limit: 6,
    delays: [
      .zero, .seconds(60), .seconds(600), .seconds(3600), .seconds(10_800), .seconds(21_600),
    ])

  /// Whether a retry may have to wait.
  var mayDelay: Bool { decide != nil || delays.contains { $0 > .zero } }

  /// What to do about a failure, where the policy counts.
  ///
  /// - Parameter retries: how many retries there were before this failure; 0 at the first.
  func decision(for error: any Error, retries: Int, using generator: inout some RandomNumberGenerator) -> Decision {
    if let limit, retries >= limit { return .giveUp }
    return decision(for: error, retries: retries, usual: .zero, using: &generator)
  }

  /// What to do about a failure that may be retried by what somebody else counts.
  ///
  /// - Parameter usual: the delay where the policy sets none.
  func decision(
    for error: any Error, retries: Int, usual: Duration, using generator: inout some RandomNumberGenerator
  ) -> Decision {
    let delay = delay(retries, using: &generator) ?? usual
    return decide?(error, retries, delay) ?? .retry(after: delay)
  }

  private func delay(_ retries: Int, using generator: inout some RandomNumberGenerator) -> Duration? {
    guard let last = delays.last else { return nil }
    let delay = min(retries < delays.count ? delays[retries] : last, .century)
    guard jitter != 1...1, delay > .zero else { return delay }
    let factor = Double.random(in: jitter, using: &generator)
    // No product that a duration cannot hold is ever made.
    return factor < .century / delay ? delay * factor : .century
  }
}
