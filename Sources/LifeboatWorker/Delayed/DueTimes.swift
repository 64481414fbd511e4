import LifeboatRedis
import Synchronization

/// When jobs come due that this worker itself has put off: what moves them need not wait for its next look at everything.
///
/// Times are kept in ticks, rounded up, so that however many jobs fail, this wakes nobody more often than there are ticks.
final class DueTimes: Sendable {
  /// Signalled when a time was added.
  let wakeup = Wakeup()

  private let origin = ContinuousClock.now
  private let ticks = Mutex<Set<Int>>([])

  private static let tick = Duration.milliseconds(100)
  /// How far ahead times are kept: behind it are looks enough that find the job by themselves.
  private static let horizon = 600

  /// A job comes due after that time.
  func note(in delay: Duration, now: ContinuousClock.Instant = .now) {
    let current = tick(of: now)
    let due = tick(of: now + min(delay, Self.tick * (2 * Self.horizon)))
    guard due <= current + Self.horizon else { return }
    let isNew = ticks.withLock { ticks in
      // Where nobody asks, they do not pile up.
      if ticks.count > Self.horizon { ticks = ticks.filter { $0 > current } }
      return ticks.insert(due).inserted
    }
    if isNew { wakeup.signal() }
  }

  /// The earliest time.
  var next: ContinuousClock.Instant? {
    ticks.withLock { $0.min() }.map { origin + Self.tick * $0 }
  }

  /// Forgets what is due by now.
  func pass(_ now: ContinuousClock.Instant = .now) {
    ticks.withLock { ticks in
      ticks = ticks.filter { origin + Self.tick * $0 > now }
    }
  }

  /// The first tick at that time or behind it.
  private func tick(of time: ContinuousClock.Instant) -> Int {
    Int(((time - origin) / Self.tick).rounded(.up))
  }
}
