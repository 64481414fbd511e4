import LifeboatRedis

/// A time in which Redis cannot be used: when it began, how long to wait between tries, and what was said about it.
struct Outage {
  private var since: SuspendingClock.Instant?
  private var lastReport: SuspendingClock.Instant?
  private var lastMessage = ""
  private var backoff = ReconnectBackoff(base: .milliseconds(50), cap: .seconds(2))
  private var generator = SystemRandomNumberGenerator()

  /// How often an outage that lasts is reported again.
  private static let reportInterval = Duration.seconds(30)

  /// Whether Redis did not answer when it was asked last.
  var isOn: Bool { since != nil }

  /// Notes an error.
  ///
  /// - Returns: whether to report it: the first, another one than the last, or after a while.
  mutating func begin(_ error: RedisError) -> Bool {
    let now = SuspendingClock.now
    if since == nil { since = now }
    let message = error.description
    if let lastReport, message == lastMessage, now - lastReport < Self.reportInterval { return false }
    lastReport = now
    lastMessage = message
    return true
  }

  /// Notes that Redis answers.
  ///
  /// - Returns: whether that ended an outage.
  mutating func end() -> Bool {
    guard since != nil else { return false }
    self = Outage()
    return true
  }

  mutating func nextDelay() -> Duration { backoff.next(using: &generator) }

  func duration(at now: SuspendingClock.Instant) -> Duration { since.map { now - $0 } ?? .zero }
}
