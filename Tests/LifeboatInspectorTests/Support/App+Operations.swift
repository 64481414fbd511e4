import LifeboatFormat
import LifeboatInspector
import LifeboatRedis

extension App {
  /// Sends one failure back; of equal ones the newest.
  func requeue(_ failure: Failure, retried: Bool = false) async throws -> Requeued {
    try await failure.requeue(on: connection, dialect, retried: retried)
  }

  var operations: Operations { Operations(on: connection, dialect: dialect) }

  /// A plan to requeue what is meant in whatever lists hold failures.
  func plan(_ edit: (inout FailureSelection) -> Void = { _ in }) async throws -> OperationPlan {
    var selection = FailureSelection()
    edit(&selection)
    return OperationPlan(.requeue, of: selection, in: try await failedList.places(), who: "me@here")
  }

  /// The keys of one operation that exist, without what comes before its id.
  func heldKeys(_ id: String) throws -> [String] {
    let prefix = dialect.ownKeys.operation(id)
    return try (call("KEYS", prefix + "*").array ?? []).compactMap(\.string).map { String($0.dropFirst(prefix.count)) }
      .sorted()
  }
}

extension OperationRun {
  /// Makes steps until the operation is over, or in a state.
  @discardableResult
  mutating func drive(to state: OperationState? = nil, atMost most: Int = 100) async throws -> OperationRecord {
    while true {
      let record = try await step(atMost: most)
      if record.isOver || record.state == state || record.state == .watching { return record }
    }
  }
}

/// What became of a failure that was to go back.
enum Requeued: Equatable {
  case moved, left
  case refused(String)
}

extension Failure {
  /// Sends it back by an operation of its own.
  func requeue(
    on connection: RedisConnection, _ dialect: any InspectorDialect, retried: Bool = false
  ) async throws -> Requeued {
    var selection = FailureSelection()
    (selection.ids, selection.limit, selection.retried) = ([id.digits], 1, retried)
    let operations = Operations(on: connection, dialect: dialect)
    let places = [dialect.failurePlace(named: set)].compactMap(\.self)
    var run = operations.run(
      try await operations.begin(OperationPlan(.requeue, of: selection, in: places, who: "me@here")))
    try await run.drive()
    let records = try await operations.journal(run.id)
    if records.contains(where: { $0.event == .sent }) { return .moved }
    return records.first { $0.event == .refused }.map { .refused($0.reason ?? "") } ?? .left
  }
}
