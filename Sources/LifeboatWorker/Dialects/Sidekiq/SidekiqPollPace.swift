/// How often a process looks for what is due, so that all processes together ask Redis at a steady rate, and not at the same
/// moments.
///
/// - Source: Sidekiq 8.1, `lib/sidekiq/scheduled.rb`, `random_poll_interval`, `initial_wait`.
struct SidekiqPollPace {
  let interval: SidekiqPollInterval
  /// Whether the worker ends once nothing is left to do, and so waits for its first look.
  let drains: Bool

  /// The longest wait for the first look.
  static let firstLook = Duration.seconds(5)
  /// From how many processes on a rest may be of any length up to twice the average.
  static let manyProcesses = 10

  /// How long to wait before the first look: up to 5 seconds, or the interval if that is less. Ruby waits 10 seconds
  /// more where none is configured; what is overdue after a deploy has waited long enough.
  func firstRest(using generator: inout some RandomNumberGenerator) -> Duration {
    if drains { return .zero }
    return min(Self.firstLook, interval.average) * Double.random(in: 0..<1, using: &generator)
  }

  /// How long to rest until the next look.
  ///
  /// - Parameter processes: how many are registered; none counts as one.
  func rest(processes: Int, using generator: inout some RandomNumberGenerator) -> Duration {
    let average =
      switch interval {
      case .shared(let share): share * max(1, processes)
      case .perProcess(let average): average
      }
    let factors = processes < Self.manyProcesses ? 0.5..<1.5 : 0..<2
    return average * Double.random(in: factors, using: &generator)
  }
}
