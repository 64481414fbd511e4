import LifeboatFormat
import LifeboatInspector
import LifeboatRedis

extension App {
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
