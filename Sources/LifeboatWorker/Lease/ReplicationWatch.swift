import LifeboatClient
import LifeboatRedis
import Logging

/// Asks, behind each lease and settle, how many replicas have it, and says when they are too few.
///
/// A worker goes on without them: what it may lose is that a job runs twice, and waiting would have none run at all.
struct ReplicationWatch {
  private let durability: Durability
  private let logger: Logger
  /// Whether too few answered the last time. The next is then a mere question: a replica that is away must not cost its time
  /// with every lease.
  private var isShort = false

  /// How long the question waits.
  private static let glance = Duration.milliseconds(1)

  init(_ durability: Durability, logger: Logger) {
    self.durability = durability
    self.logger = logger
  }

  /// What to send behind a lease or a settle; `nil` where no replica is waited for.
  var command: RedisCommand? { durability.command(within: isShort ? Self.glance : nil) }

  /// How much longer than other commands it may take.
  var patience: Duration { durability.patience }

  /// Takes in the answer.
  mutating func note(_ reply: RedisValue) {
    guard let wanted = durability.replicas else { return }
    let reached = reply.int ?? 0
    let wasShort = isShort
    isShort = reached < wanted
    if isShort && !wasShort {
      var metadata: Logger.Metadata = ["replicas": "\(reached)", "wanted": "\(wanted)"]
      if case .error = reply { metadata["reply"] = "\(reply.kind)" }
      logger.warning(
        "too few replicas have what is leased and settled; going on without, so a failover may run jobs twice",
        metadata: metadata)
    }
    if wasShort && !isShort {
      logger.notice("enough replicas have what is leased and settled again", metadata: ["replicas": "\(reached)"])
    }
  }
}
