import LifeboatRedis

/// When a write counts as done.
///
/// A failover gives the place of a master that died to a replica, and what the master had answered but not sent to it yet is
/// lost. `WAIT` asks how many replicas have it: what one of them confirmed survives, as long as one of those that did becomes
/// the master. It takes nothing back: what too few confirmed is written all the same.
///
/// - Source: https://redis.io/docs/latest/commands/wait/
public enum Durability: Sendable, Hashable {
  /// When Redis has answered.
  case acknowledged
  /// When so many replicas have it too; asked for that long, at least a millisecond.
  case replicated(to: Int, within: Duration)

  /// How many replicas are waited for; `nil` for none.
  public var replicas: Int? {
    guard case .replicated(let replicas, _) = self else { return nil }
    return replicas
  }

  /// How long they are waited for.
  public var patience: Duration {
    guard case .replicated(_, let patience) = self else { return .zero }
    return patience
  }

  /// The command that waits for what was written before it; its reply is how many replicas have it. `nil` where nobody waits.
  ///
  /// - Parameter limit: instead of ``patience``.
  public func command(within limit: Duration? = nil) -> RedisCommand? {
    guard let replicas else { return nil }
    // Zero would wait for ever.
    return RedisCommand("WAIT", replicas, max(1, Int((limit ?? patience) / .milliseconds(1))))
  }
}
