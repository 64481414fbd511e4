/// Where an app keeps its failures. The raw values are the words for it in flags.
public enum FailureBackend: String, Sendable, CaseIterable {
  /// All of them in `failed`, as Resque does unless it is told otherwise.
  ///
  /// - Source: Resque, `lib/resque/failure/redis.rb`.
  case list
  /// Each in the list of its job's queue, `NAME_failed`; `failed_queues` names those lists.
  ///
  /// - Source: Resque, `lib/resque/failure/redis_multi_queue.rb`.
  case perQueue = "queues"
  /// Each in `failed` and in the list of its job's queue, by two records that say the same.
  ///
  /// - Source: Resque, `lib/resque/failure/multiple.rb`, with the other two.
  case both

  /// Whether a failure goes to `failed`.
  public var usesList: Bool { self != .perQueue }

  /// Whether a failure goes to the list of its job's queue, whose name must be in `failed_queues` then.
  public var usesQueueLists: Bool { self != .list }

  /// The names of the lists that get the failure of a queue's job, `failed` first; ``ResqueKeys/failed(list:)`` makes a
  /// key of each.
  public func lists(of queue: String) -> [String] {
    (usesList ? [Self.listName] : []) + (usesQueueLists ? [ResqueKeys.failedList(of: queue)] : [])
  }

  /// The name of the one list that is no queue's.
  public static let listName = "failed"
}
