import LifeboatRedis

/// Moves jobs that are due to their queues, in a dialect's own way. It belongs to one loop.
protocol DelayedMover {
  /// What it does, in a sentence for the log.
  var announcement: String { get }

  /// How long it waits before its first look.
  var firstRest: Duration { get }

  /// Moves the front of what is due.
  ///
  /// - Parameter incarnation: what it works as.
  /// - Returns: whether more may be due.
  mutating func round(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> Bool

  /// How long it rests once nothing more is due.
  mutating func rest(on session: RedisSession) throws(RedisError) -> Duration
}

extension DelayedMover {
  /// None, unless the dialect says otherwise.
  var firstRest: Duration { .zero }
}
