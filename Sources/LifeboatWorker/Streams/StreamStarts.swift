/// Decides when children are started: at once while all is well, and with growing delays, one at a time, while they die.
///
/// Pure: no clock, no I/O.
struct StreamStarts {
  typealias Instant = ContinuousClock.Instant

  private let delays: ClosedRange<Duration>
  /// The children in a row that failed, with no job answered between.
  private(set) var failures = 0
  /// Before this nothing is started.
  private(set) var next: Instant?

  init(delays: ClosedRange<Duration>) {
    self.delays = delays
  }

  /// A child could not be started, or ended by itself or because it was broken.
  ///
  /// - Parameter chance: from 0 to 1, by which the starts of several pools spread.
  /// - Returns: how long the next start waits.
  mutating func noteFailure(_ now: Instant, chance: Double) -> Duration {
    failures += 1
    let delay = min(delays.upperBound, delays.lowerBound * (1 << min(failures - 1, 20)))
    let spread = delay * (0.75 + chance / 2)
    next = now + min(spread, delays.upperBound)
    return min(spread, delays.upperBound)
  }

  /// A job was answered.
  mutating func noteSuccess() {
    failures = 0
    next = nil
  }

  /// How many may be started now.
  ///
  /// - Parameters:
  ///   - missing: how many there should be more.
  ///   - starting: how many are on their way.
  ///   - ready: how many work.
  func allowance(missing: Int, starting: Int, ready: Int, _ now: Instant) -> Int {
    if let next, now < next { return 0 }
    // Until one has shown that it can, a second would only fail in the same way.
    if failures > 0 || ready == 0 { return starting == 0 ? min(missing, 1) : 0 }
    return missing
  }
}
