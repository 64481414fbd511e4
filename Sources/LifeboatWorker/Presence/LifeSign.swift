import Synchronization

/// When Redis last confirmed that this process is a member.
///
/// A process that was stopped for longer than its lease wakes with jobs in hand that others may have run by now. Until Redis
/// has confirmed it again it begins nothing: what it holds goes back, or is refused with its outcome.
final class LifeSign: Sendable {
  private let lease: Duration
  private let start = ContinuousClock.now
  /// Nanoseconds since ``start``; before anything was confirmed, none.
  private let confirmed = Atomic<Int64>(0)

  init(lease: Duration) {
    self.lease = lease
  }

  /// Notes an answer other than `LOST`.
  ///
  /// - Parameter sent: when it was asked for: the answer may have waited for this process.
  func confirm(_ sent: ContinuousClock.Instant) {
    let time = (sent - start).nanoseconds
    // Two connections confirm; the later question counts.
    if time > confirmed.load(ordering: .relaxed) { confirmed.store(time, ordering: .relaxed) }
  }

  /// Whether Redis has confirmed this process within the lease. A time in which the machine slept counts.
  var isFresh: Bool {
    (ContinuousClock.now - start).nanoseconds - confirmed.load(ordering: .relaxed) < lease.nanoseconds
  }
}
