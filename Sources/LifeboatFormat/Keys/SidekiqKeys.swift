/// The keys that Ruby's Sidekiq keeps in Redis.
///
/// They have no prefix, save in apps of Sidekiq 6 and older that use redis-namespace: then every key has it, and no
/// member. None expires unless its comment says so. Source: Sidekiq 6.4 to 8.1, `lib/sidekiq/client.rb`, `api.rb`,
/// `launcher.rb`.
public struct SidekiqKeys: JobKeys, Equatable {
  /// The namespace, without the colon behind it; empty for none.
  public let namespace: String
  private let prefix: String

  /// - Parameter namespace: what redis-namespace puts before the app's keys.
  public init(namespace: String = "") {
    self.namespace = namespace
    prefix = namespace.isEmpty ? "" : namespace + ":"
  }

  /// Set: the name of every queue that got a job and was not cleared since.
  public var queues: String { prefix + "queues" }

  /// List: a queue's payloads. New ones come in at the head, workers take from the tail. Source: `client.rb`.
  public func queue(_ name: String) -> String { prefix + "queue:" + name }

  /// Sorted set: payloads by the second since 1970 when they are due. Source: `client.rb`.
  public var schedule: String { prefix + "schedule" }

  /// Sorted set: failed payloads by the second since 1970 when they run again, see ``SidekiqFailure``. Source:
  /// `job_retry.rb`.
  public var retry: String { prefix + "retry" }

  /// Sorted set: payloads that failed for good, or that no one can read, by the second since 1970. Source:
  /// `job_retry.rb`.
  public var dead: String { prefix + "dead" }

  /// Set: the identity of each process that is registered, see ``SidekiqIdentity``. Source: `launcher.rb`.
  public var processes: String { prefix + "processes" }

  /// Hash: what a process says of itself, see ``SidekiqProcess``. Expires after 60 seconds. Source: `launcher.rb`.
  public func process(_ identity: String) -> String { prefix + identity }

  /// Hash: thread id → the job that it runs, see ``SidekiqWork``; from Sidekiq 6.4.2 on. Expires after 60 seconds.
  /// Source: `launcher.rb`.
  public func work(_ identity: String) -> String { prefix + identity + ":work" }

  /// Hash: the same, where Sidekiq up to 6.4.1 looks for it.
  public func workers(_ identity: String) -> String { prefix + identity + ":workers" }

  /// List: the signals `TSTP`, `TERM` and `TTIN` that a process is to send to itself, newest first; it takes one a beat,
  /// from the right. Expires after 60 seconds. Source: `api.rb`, `signal`.
  public func signals(_ identity: String) -> String { prefix + identity + "-signals" }

  /// String: `1` while nobody else is to prune ``processes``. Expires after 60 seconds. Source: `api.rb`, `cleanup`.
  public var processCleanup: String { prefix + "process_cleanup" }

  /// String (integer): how many attempts have ended, failed ones included. Source: `launcher.rb`.
  public var statProcessed: String { prefix + "stat:processed" }

  /// String (integer): how many attempts have failed. Source: `launcher.rb`.
  public var statFailed: String { prefix + "stat:failed" }

  /// String (integer): how many attempts have ended on a day of UTC. Expires five years (157,680,000 seconds) after the
  /// last one. Source: `launcher.rb`.
  ///
  /// - Parameter day: `YYYY-MM-DD`, see ``SidekiqMinute/day``.
  public func statProcessed(day: String) -> String { statProcessed + ":" + day }

  /// String (integer): how many attempts have failed on a day of UTC. Expires as ``statProcessed(day:)``.
  public func statFailed(day: String) -> String { statFailed + ":" + day }

  /// Hash: `CLASS|p`, `CLASS|f`, `CLASS|ms` → attempts, failures and milliseconds in a minute. Expires after
  /// ``SidekiqMetrics/minuteExpiry``. Source: `metrics/tracking.rb`.
  public func metrics(_ minute: SidekiqMinute, _ layout: SidekiqMetrics.Layout) -> String {
    prefix + "j|" + minute.countsText(layout)
  }

  /// Hash: the same for ten minutes, which only Sidekiq 8 keeps. Expires after ``SidekiqMetrics/tenMinutesExpiry``.
  public func metricsOfTenMinutes(_ minute: SidekiqMinute) -> String { prefix + "j|" + minute.tenMinutesText }

  /// String (26 unsigned 16-bit numbers): how long a class's jobs took in a minute, see
  /// ``SidekiqMetrics/bucket(milliseconds:)``. Expires as ``metrics(_:_:)``. Source: `metrics/shared.rb`.
  public func histogram(className: String, _ minute: SidekiqMinute, _ layout: SidekiqMetrics.Layout) -> String {
    prefix + (layout == .eight ? "h|" : "") + className + "-" + minute.histogramText(layout)
  }

  /// Hash: how far an iterable job has come: `ex`, `c`, `rt`, `cancelled`. Expires after 30 days. Source: `iterable.rb`.
  public func iteration(_ jid: String) -> String { prefix + "it-" + jid }

  /// Set: the names of the queues that Sidekiq Pro takes nothing from. Source: `api.rb`, which tests for members.
  public var paused: String { prefix + "paused" }

  /// String: the identity of Sidekiq Enterprise's leading process. Source: `api.rb`, `leader`.
  public var dearLeader: String { prefix + "dear-leader" }
}
