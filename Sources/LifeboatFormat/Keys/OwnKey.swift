/// What a key of Lifeboat's is for, read from its name: the way back from ``LifeboatKeys``.
public enum OwnKey: Sendable, Equatable {
  /// One of the keys of which an app has one, with what it holds.
  case single(KeyType)
  /// ``LifeboatKeys/process(_:)`` of an incarnation.
  case process(String)
  /// ``LifeboatKeys/workers(of:)`` of an incarnation.
  case workers(String)
  /// ``LifeboatKeys/inflight(_:)`` of an incarnation.
  case inflight(String)
  /// ``LifeboatKeys/token(_:)``, or ``LifeboatKeys/failureImport(_:)``.
  case token
  /// ``LifeboatKeys/operation(_:)``.
  case operation(String)
  /// ``LifeboatKeys/operationJournal(_:)``.
  case journal(String)
  /// Failures that an operation holds: its source, todo, sample or kept of a set.
  case claimed(operation: String)
  /// ``LifeboatKeys/operationPassed(_:set:)``.
  case passed(operation: String)

  /// What the key holds; `nil` where it is a list or a sorted set, as the set that its entries are from.
  public var type: KeyType? {
    switch self {
    case .single(let type): type
    case .process, .inflight, .operation: .hash
    case .workers, .passed: .set
    case .token: .string
    case .journal: .stream
    case .claimed: nil
    }
  }
}

extension LifeboatKeys {
  /// The keys of which an app has one each, with what they hold.
  public var singles: [(key: String, type: KeyType)] {
    [
      (processes, .hash), (sequence, .string), (poison, .hash), (snoozed, .sortedSet), (snoozedJobs, .hash),
      (pausedQueues, .set), (pauseAll, .string), (overflow, .list), (operations, .sortedSet),
    ]
  }

  /// What a key is for; `nil` for one that begins like ours and is none that this version writes.
  public func meaning(of key: String) -> OwnKey? {
    if let single = singles.first(where: { $0.key.utf8.elementsEqual(key.utf8) }) { return .single(single.type) }
    if let name = key.rest(behind: process("")) { return .process(name) }
    if let name = key.rest(behind: workers(of: "")) { return .workers(name) }
    if let name = key.rest(behind: inflight("")) { return .inflight(name) }
    if key.rest(behind: token("")) != nil || key.rest(behind: failureImport("")) != nil { return .token }
    guard let text = key.rest(behind: operation("")) else { return nil }
    let id = String(text.prefix { $0 != ":" })
    if key == operation(id) { return .operation(id) }
    if key == operationJournal(id) { return .journal(id) }
    if key.rest(behind: operationPassed(id, set: "")) != nil { return .passed(operation: id) }
    let parts = [operationSource, operationTodo, operationSample, operationKept]
    return parts.contains { key.rest(behind: $0(id, "")) != nil } ? .claimed(operation: id) : nil
  }

  /// What all of them begin with.
  public var prefix: String { String(processes.dropLast("processes".count)) }
}

extension String {
  /// What follows a prefix; `nil` when there is no such prefix, or nothing follows.
  fileprivate func rest(behind prefix: String) -> String? {
    guard utf8.starts(with: prefix.utf8), utf8.count > prefix.utf8.count else { return nil }
    return String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }
}
