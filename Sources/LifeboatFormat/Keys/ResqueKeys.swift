/// The keys that Ruby's Resque keeps in Redis, with their namespace.
///
/// None expires unless its comment says so. Source: Resque 1.27 to 3.0, `lib/resque/data_store.rb`.
public struct ResqueKeys: Sendable, Equatable {
  /// The namespace, without the colon behind it; empty for none.
  public let namespace: String
  private let prefix: String

  /// - Parameter namespace: what `Resque.redis.namespace` is in the app; it may have colons in it.
  public init(namespace: String = "resque") {
    self.namespace = namespace
    prefix = namespace.isEmpty ? "" : namespace + ":"
  }

  /// Set: the name of every queue that ever got a job. A drained queue stays.
  public var queues: String { prefix + "queues" }

  /// List: a queue's payloads. New ones come in on the right, workers take from the left.
  public func queue(_ name: String) -> String { prefix + "queue:" + name }

  /// Set: the ids of the workers that are registered, see ``ResqueWorkerID``.
  public var workers: String { prefix + "workers" }

  /// String: the job that a worker is running, see ``ResqueWorking``. It exists exactly while there is one.
  public func worker(_ id: String) -> String { prefix + "worker:" + id }

  /// String: when a worker started, see ``Timestamp/started(_:)``.
  public func workerStarted(_ id: String) -> String { prefix + "worker:" + id + ":started" }

  /// Hash: worker id → time of its last beat, see ``Timestamp/heartbeat(_:)``.
  public var heartbeats: String { prefix + "workers:heartbeat" }

  /// String: the id of the worker that prunes dead ones. Expires after the heartbeat interval (60 s).
  public var pruningLock: String { prefix + "pruning_dead_workers_in_progress" }

  /// String: pauses every worker while it says `true`, whatever the case and the space around it.
  public var pauseAll: String { prefix + "pause-all-workers" }

  /// String (integer): how many jobs have ended, failed ones included.
  public var statProcessed: String { prefix + "stat:processed" }

  /// String (integer): how many jobs have failed.
  public var statFailed: String { prefix + "stat:failed" }

  /// String (integer): how many jobs have ended on one worker. Goes when the worker does.
  public func statProcessed(worker id: String) -> String { prefix + "stat:processed:" + id }

  /// String (integer): how many jobs have failed on one worker. Goes when the worker does.
  public func statFailed(worker id: String) -> String { prefix + "stat:failed:" + id }

  /// List: what failed, oldest first, see ``ResqueFailure``.
  public var failed: String { prefix + "failed" }

  /// Set: the names of the multi-queue backend's failed lists, such as `mail_failed`.
  public var failedQueues: String { prefix + "failed_queues" }

  /// List: the failures of one queue's jobs, where the app uses the multi-queue backend.
  public func failed(queue name: String) -> String { prefix + name + "_failed" }
}
