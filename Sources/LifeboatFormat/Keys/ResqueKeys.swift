/// The keys that Ruby's Resque keeps in Redis, with their namespace.
///
/// None expires unless its comment says so. Source: Resque 1.27 to 3.0, `lib/resque/data_store.rb`; for delayed jobs
/// resque-scheduler, `delaying_extensions.rb`; for retries resque-retry, `plugins/retry.rb`.
public struct ResqueKeys: JobKeys, Equatable {
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
  public func failed(queue name: String) -> String { failed(list: Self.failedList(of: name)) }

  /// List: a failed list by its name, which is `failed` or a member of ``failedQueues``, such as `mail_failed`.
  public func failed(list name: String) -> String { prefix + name }

  /// What the multi-queue backend calls the failed list of a queue.
  public static func failedList(of queue: String) -> String { queue + "_failed" }

  /// Whether a name can be that of a queue's failed list, and of no queue.
  public static func isFailedList(_ name: String) -> Bool {
    name.hasSuffix("_failed") && !name.hasPrefix("queue:") && !name.hasPrefix("lifeboat:")
  }

  /// Sorted set: the second since 1970 of each bucket of delayed jobs, as member and as score. Never a fraction.
  public var delayedSchedule: String { prefix + "delayed_queue_schedule" }

  /// List: the payloads that are due in one second, each with its queue. `delayed:last_enqueued_at` is none of these.
  public func delayed(at second: Int) -> String { prefix + delayedName(at: second) }

  /// What a bucket is called in the sets of times: its key without the namespace.
  public func delayedName(at second: Int) -> String { "delayed:" + String(second) }

  /// What the keys of ``delayed(at:)`` begin with.
  public var delayedPrefix: String { prefix + "delayed:" }

  /// What the keys begin with that are named by a delayed payload's bytes. Set: the buckets that hold it, such as
  /// `delayed:4102444800`, without the namespace.
  public var delayedTimesPrefix: String { prefix + "timestamps:" }

  /// String: `HOST:PID` of the resque-scheduler that promotes delayed jobs, while one does. Expires after 180 seconds.
  /// The namespace stands in it twice, and its second colon is there without a namespace too.
  ///
  /// An app that sets `RESQUE_SCHEDULER_MASTER_LOCK_PREFIX` has another key.
  public var schedulerLock: String { prefix + namespace + ":resque_scheduler_master_lock" }

  /// String (integer): the zero-based number of the last attempt at a job that is retried. Expires only where its class
  /// says so.
  ///
  /// - Parameter identifier: what tells the job from others of its class; `nil` where it has no arguments to speak of.
  public func retryCounter(className: String, identifier: String?) -> String {
    // What Ruby's `\s` takes for space, and no more.
    let key = ["resque-retry", className, identifier].compactMap(\.self).joined(separator: ":")
    return prefix + String(key.unicodeScalars.filter { $0 != " " && !("\t"..."\r").contains($0) })
  }

  /// String: the last failure of a job that waits for its retry, see ``ResqueFailure``. Expires after twice the delay.
  public func retryFailure(className: String, identifier: String?) -> String {
    prefix + "failure-" + retryCounter(className: className, identifier: identifier).dropFirst(prefix.count)
  }
}
