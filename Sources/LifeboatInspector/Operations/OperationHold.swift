import LifeboatFormat
import LifeboatRedis

/// What lets a tool work on an operation: its id, and the epoch at which the tool took it up. Whatever is changed is changed under
/// it, so that of two tools one at most does anything.
struct OperationHold: Sendable {
  let connection: RedisConnection
  let dialect: any InspectorDialect
  let id: String
  let epoch: Int
  /// What was asked for.
  let plan: OperationPlan

  /// The most entries that a script handles: Redis does nothing else meanwhile.
  static let mostInStep = 300
  /// A script handles about so many bytes of entries at most; a single entry may have more.
  static let mostBytesInStep = 1 << 20

  var keys: LifeboatKeys { dialect.ownKeys }
  var journal: String { keys.operationJournal(id) }

  /// The operation as it is now, and Redis's time.
  ///
  /// - Throws: ``InspectorError/operationLost(_:_:)`` when somebody else has it.
  func look() async throws(InspectorError) -> (record: OperationRecord, now: SidekiqTime) {
    var command = RedisCommand("HMGET", keys.operation(id))
    for field in OperationRecord.progressFields(of: plan) { command.append(field) }
    let replies = try await connection.read([command, RedisCommand("TIME")])
    let values = replies[0].array ?? []
    guard values.contains(where: { $0.bytes != nil }) else { throw .operationLost(id, nil) }
    let record = try OperationRecord(id, plan: plan, values: values)
    guard record.epoch == epoch else { throw .operationLost(id, record.state) }
    return (record, replies[1].time)
  }

  /// Runs a script that begins with ``RedisScript/holdGuard``: its first key and argument are put in front.
  ///
  /// - Returns: what it tells; `nil` when what was read before has changed, so that nothing was done.
  /// - Throws: ``InspectorError/operationLost(_:_:)`` and ``InspectorError/redis(_:)``.
  @discardableResult
  func run(
    _ script: RedisScript, keys scriptKeys: [String] = [], _ arguments: [any RedisArgument] = []
  ) async throws(InspectorError) -> [RedisValue]? {
    let reply: RedisValue
    do {
      reply = try await connection.run(
        script, keys: [keys.operation(id)] + scriptKeys, arguments: [epoch] + arguments)
    } catch {
      throw .redis(error)
    }
    switch OperationReply(reply) {
    case .done(let values): return values
    case .moved: return nil
    case .lost(let state): throw .operationLost(id, state)
    default:
      throw .redis(
        .unexpected(server: "\(connection.url)", command: script.name, expected: "OK", got: reply.kind))
    }
  }

  /// Lets the operation enter its next state.
  ///
  /// - Parameter keys: those that it needs no more.
  func advance(
    from state: OperationState, to next: OperationState, without keys: [String] = []
  ) async throws(InspectorError) {
    try await run(
      .advanceOperation, keys: [journal] + keys,
      [state.rawValue, next.rawValue, next.isOver ? String(Operations.keptSeconds) : ""])
  }
}
