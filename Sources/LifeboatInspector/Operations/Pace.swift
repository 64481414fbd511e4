/// Says how many jobs may be sent when, so that a rate is kept.
///
/// In any stretch of time no more are allowed than the rate makes of it, and half a second's worth beyond: so what a slow step
/// missed is made up for, and a program that slept for an hour does not make up for that.
public struct Pace: Sendable {
  private let rate: Double
  /// What is sent at a time, unless time presses: a tenth of a second's worth.
  private let portion: Double
  private let most: Double
  private var credit: Double
  private var latest: ContinuousClock.Instant

  /// - Parameters:
  ///   - rate: jobs a second; above 0.
  ///   - now: when it begins; the first portion may go at once.
  public init(rate: Double, at now: ContinuousClock.Instant) {
    precondition(rate > 0, "a rate is above 0")
    self.rate = rate
    portion = max(1, rate / 10)
    most = portion + rate / 2
    credit = portion
    latest = now
  }

  /// How many may be sent now; 0 means that ``wait(at:)`` says how long to wait.
  public mutating func allowance(at now: ContinuousClock.Instant) -> Int {
    accrue(until: now)
    // What was waited for is there, whatever the arithmetic lost on its way.
    return credit + 1e-6 >= portion ? Int((credit + 1e-6).rounded(.down)) : 0
  }

  /// How long it takes until some more may be sent.
  public mutating func wait(at now: ContinuousClock.Instant) -> Duration {
    accrue(until: now)
    return .nanoseconds(Int64((max(0, portion - credit) / rate * 1e9).rounded(.up)))
  }

  /// Notes that so many were sent, by whatever allowance.
  public mutating func spend(_ count: Int) {
    credit -= Double(count)
  }

  private mutating func accrue(until now: ContinuousClock.Instant) {
    let passed = latest.duration(to: now)
    guard passed > .zero else { return }
    latest = now
    credit = min(most, credit + passed / .seconds(1) * rate)
  }
}
