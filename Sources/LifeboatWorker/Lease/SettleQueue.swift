/// Outcomes on their way to Redis, in batches. Pure: no clock, no I/O.
///
/// None is forgotten before Redis has confirmed it. When a batch is refused, its outcomes go one by one until the one
/// that Redis cannot take is found; that one waits aside, so that no other waits for it, and is tried again after
/// ``pause``.
struct SettleQueue {
  /// The most outcomes in one script.
  static let mostInBatch = 500
  /// How long refused outcomes wait before they are tried again.
  static let pause = Duration.seconds(5)

  private var waiting: [Settlement] = []
  /// Outcomes that Redis refused by themselves, such as an entry for a failed list that is no list.
  private var refused: [Settlement] = []
  private var refusedAt: SuspendingClock.Instant?
  private var limit = SettleQueue.mostInBatch

  /// Whether nothing waits to be sent. Refused outcomes may wait aside.
  var isEmpty: Bool { waiting.isEmpty }

  /// Whether refused outcomes wait aside.
  var holdsRefused: Bool { !refused.isEmpty }

  /// Whether so much waits that nothing more should be taken on.
  var isFull: Bool { waiting.count + refused.count > Self.mostInBatch }

  /// What to send next, in one script; empty when nothing waits.
  var batch: [Settlement] { Array(waiting.prefix(limit)) }

  mutating func append(_ settlement: Settlement) {
    waiting.append(settlement)
  }

  /// Redis has confirmed the batch.
  mutating func confirm(_ batch: [Settlement]) {
    waiting.removeFirst(batch.count)
    limit = min(Self.mostInBatch, limit * 2)
  }

  /// Redis has refused something in the batch; whatever else was in it is settled, and passes as done when repeated.
  ///
  /// - Returns: the outcome that is refused, once it is known which.
  mutating func refuse(_ batch: [Settlement], at now: SuspendingClock.Instant) -> Settlement? {
    limit = 1
    guard batch.count == 1 else { return nil }
    waiting.removeFirst()
    refused.append(batch[0])
    refusedAt = now
    return batch[0]
  }

  /// Tries refused outcomes again, once they have waited.
  mutating func retryRefused(at now: SuspendingClock.Instant) {
    guard let refusedAt, now - refusedAt >= Self.pause else { return }
    waiting.append(contentsOf: refused)
    refused = []
    self.refusedAt = nil
  }
}
