/// The keys that Lifeboat keeps beside the Ruby system's, all under `PREFIXlifeboat:DIALECT:`.
///
/// None expires unless its comment says so. An incarnation is the random name of one worker process.
public struct LifeboatKeys: Sendable, Equatable {
  private let base: String

  /// - Parameters:
  ///   - prefix: the app's namespace with its colon, such as `resque:`; empty for none.
  ///   - dialect: the name of the job system, such as `resque`.
  public init(prefix: String, dialect: String) {
    base = prefix + "lifeboat:" + dialect + ":"
  }

  /// Hash: incarnation → number of its last beat. Who isn't in it may neither lease nor settle.
  public var processes: String { base + "processes" }

  /// Hash: what an incarnation says of itself: `host`, `pid`, `started`, `lease_ms`, `slots`, `queues` and `classes` (those that
  /// it runs; both JSON arrays), `version`; on Linux also `machine` (the kernel's boot id and its namespaces of processes and
  /// time) and `process_start` (in ticks since the boot), which prove on that machine whether the process still runs.
  public func process(_ incarnation: String) -> String { base + "process:" + incarnation }

  /// Set: the worker ids under which Ruby's tools see an incarnation.
  public func workers(of incarnation: String) -> String { base + "workers:" + incarnation }

  /// Hash: the jobs that an incarnation has leased, `SEQ:QUEUE` (see ``InflightField``) → payload.
  public func inflight(_ incarnation: String) -> String { base + "inflight:" + incarnation }

  /// String (integer): the last `SEQ` given to a leased job.
  public var sequence: String { base + "sequence" }

  /// Hash: SHA-1 of a payload in hexadecimal → `COUNT:EPOCH`: how many processes died running it, and the second
  /// of the last death.
  public var poison: String { base + "poison" }

  /// Sorted set: snoozed jobs' fields, scored by the millisecond since 1970 when they are due.
  public var snoozed: String { base + "snoozed" }

  /// Hash: snoozed jobs' fields → payload.
  public var snoozedJobs: String { base + "snoozed:jobs" }

  /// Set: the names of the queues that our workers take nothing from until they are resumed.
  public var pausedQueues: String { base + "paused" }

  /// String: pauses every one of our workers while it says `true`, where the Ruby system has no such key.
  public var pauseAll: String { base + "pause-all" }

  /// List: dead jobs that the Ruby system's own set has no room for, oldest first, each as `SCORE:bytes`. Never trimmed.
  public var overflow: String { base + "overflow" }

  /// String: the queue to which a job was enqueued under a token. Expires when its enqueuer said that it would not
  /// repeat itself any more.
  public func token(_ token: String) -> String { base + "token:" + token }

  /// String (integer): up to which line the failures of a file were put back. Expires a day after the last of them.
  ///
  /// - Parameter digest: the file's.
  public func failureImport(_ digest: String) -> String { base + "import:" + digest }

  /// Sorted set: operation id → second since 1970 when it was started, to the microsecond. An id goes when its
  /// operation is forgotten, or is found to have expired.
  public var operations: String { base + "ops" }

  /// Hash: what an operation is and how far it has come, see `OperationRecord`. Expires some time after the operation is
  /// finished.
  public func operation(_ id: String) -> String { base + "op:" + id }

  /// List: a whole list of failures, renamed, that an operation has not sorted yet; oldest first. Gone when it has.
  public func operationSource(_ id: String, set: String) -> String { operation(id) + ":source:" + set }

  /// What an operation has claimed of a set and not dealt with yet, exactly as it lay there: a list, oldest first, or a
  /// sorted set. Gone when all is dealt with.
  public func operationTodo(_ id: String, set: String) -> String { operation(id) + ":todo:" + set }

  /// The part of ``operationTodo(_:set:)`` that is tried first; of the same type.
  public func operationSample(_ id: String, set: String) -> String { operation(id) + ":sample:" + set }

  /// Set: ids of what stays in a sorted set at the very score to which an operation has walked it. Gone when it has walked on,
  /// and when the set is done.
  public func operationPassed(_ id: String, set: String) -> String { operation(id) + ":passed:" + set }

  /// Entries that go back to their set, changed, when the operation has dealt with the last; of the set's type, oldest
  /// first.
  public func operationKept(_ id: String, set: String) -> String { operation(id) + ":kept:" + set }

  /// Stream: what became of each entry, see `JournalRecord`. Expires with ``operation(_:)``.
  public func operationJournal(_ id: String) -> String { operation(id) + ":journal" }
}
