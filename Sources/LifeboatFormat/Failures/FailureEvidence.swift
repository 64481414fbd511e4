/// What Redis holds of failures, as far as it tells where an app keeps them.
public struct FailureEvidence: Sendable {
  /// The newest entry of `failed`; `nil` when there is none.
  public var newest: [UInt8]?
  /// The members of `failed_queues`, by their bytes (two that Swift takes for one text are two keys), each with the newest
  /// entry of its list; `nil` when that is empty.
  public var queueLists: [[UInt8]: [UInt8]?]

  /// Evidence that somebody has read.
  public init(newest: [UInt8]?, queueLists: [[UInt8]: [UInt8]?]) {
    self.newest = newest
    self.queueLists = queueLists
  }

  /// Collects the evidence, in two round trips at most.
  ///
  /// - Parameter ask: sends commands that only read, together, and answers each with its strings: none for nothing there
  ///   and for a key of the wrong type.
  public init<E: Error>(keys: ResqueKeys, ask: (_ commands: [[String]]) throws(E) -> [[[UInt8]]]) throws(E) {
    let first = try ask([["SMEMBERS", keys.failedQueues], ["LINDEX", keys.failed, "-1"]])
    let names = first[0]
    newest = first[1].first
    queueLists = [:]
    guard !names.isEmpty else { return }
    let entries = try ask(names.map { ["LINDEX", keys.failed(list: String(decoding: $0, as: UTF8.self)), "-1"] })
    for (name, entry) in zip(names, entries) { queueLists.updateValue(entry.first, forKey: name) }
  }

  /// The backend that left this.
  ///
  /// Nothing of the multi-queue backend's means the one list, nothing in the one list means the others. Where both have
  /// entries the newest decide: an entry of `failed` with a twin in its queue's list is the work of both; otherwise the
  /// side that was written last is the one in use, and the other is from before a change.
  public var backend: FailureBackend {
    guard !queueLists.isEmpty else { return .list }
    guard let newest else { return .perQueue }
    let entry = ResqueFailure.Entry(parsing: newest)
    let others = queueLists.mapValues { $0.map { ResqueFailure.Entry(parsing: $0) } }
    let ownList = entry.queue.map { Array(ResqueKeys.failedList(of: $0).utf8) }
    if let ownList, let twin = others[ownList] ?? nil, twin.isTwin(of: entry) { return .both }
    guard let latest = others.values.compactMap({ $0?.failedAtSeconds }).max() else { return .list }
    return latest >= entry.failedAtSeconds ?? .min ? .perQueue : .list
  }
}
