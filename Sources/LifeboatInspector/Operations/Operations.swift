import LifeboatFormat
import LifeboatRedis

/// The mass changes of one app's failures: begins them, finds them, and hands them to whoever goes on with one.
///
/// ```swift
/// let operations = Operations(on: connection, dialect: dialect)
/// let record = try await operations.begin(plan)
/// var run = operations.run(record)
/// while !(try await run.step().isOver) {}
/// ```
public struct Operations: Sendable {
  let connection: RedisConnection
  let dialect: any InspectorDialect

  /// For how many seconds an operation that is over is kept, with its journal: three days.
  public static let keptSeconds = 259_200

  /// The operations of the app that the dialect describes.
  public init(on connection: RedisConnection, dialect: any InspectorDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Stores a new operation, which has touched nothing yet.
  ///
  /// - Throws: ``InspectorError/rewriteOfTwins`` for ``OperationKind/map`` where each failure has two records, besides
  ///   ``InspectorError/redis(_:)``.
  public func begin(_ plan: OperationPlan) async throws(InspectorError) -> OperationRecord {
    try await begin { _ in plan }
  }

  /// Stores a new operation whose plan has its id in it.
  public func begin(_ planning: (String) -> OperationPlan) async throws(InspectorError) -> OperationRecord {
    let keepsTwins = try await dialect.keepsTwins(on: connection)
    while true {
      let id = OperationID.random()
      var plan = planning(id)
      if keepsTwins, plan.kind == .map { throw .rewriteOfTwins }
      // What was named is looked for also where what Redis holds does not tell: it is little.
      plan.hasTwins = keepsTwins || NamedClaim.fits(plan.selection)
      let fields = OperationRecord.fields(of: plan)
      var arguments: [any RedisArgument] = [id]
      for (name, value) in fields { arguments += [name, value] as [any RedisArgument] }
      let reply = try await run(.beginOperation, keys: [keys.operation(id), keys.operations], arguments)
      if let startedAt = reply.int {
        return OperationRecord(
          id: id, plan: plan, state: .claiming, phase: .claiming, epoch: 1, startedAt: startedAt)
      }
    }
  }

  /// Goes on with an operation that this tool holds, since it has begun it or took it up.
  ///
  /// - Parameter treatment: what is done with each entry. Only a requeue brings its own; what any other kind needs is not in
  ///   Redis, and without it entries are given back.
  public func run(_ record: OperationRecord, treatment: (any EntryTreatment)? = nil) -> OperationRun {
    let hold = OperationHold(
      connection: connection, dialect: dialect, id: record.id, epoch: record.epoch, plan: record.plan)
    let usual: any EntryTreatment =
      record.kind == .requeue ? RequeueTreatment(dialect: dialect, change: record.change) : NoTreatment()
    return OperationRun(hold, treatment: treatment ?? usual)
  }

  /// Takes an operation up, so that nobody else goes on with it: one that was paused, or whose tool has died. Was it being taken
  /// back, that goes on.
  ///
  /// - Throws: ``InspectorError/noOperation(_:)``, ``InspectorError/operationOver(_:_:)``, and
  ///   ``InspectorError/operationLost(_:_:)`` when somebody else did the same a moment later, besides
  ///   ``InspectorError/redis(_:)``.
  public func take(_ id: String) async throws(InspectorError) -> OperationRecord { try await turn(id, .resume) }

  /// Takes an operation up to take it back, whatever state it is in.
  ///
  /// - Throws: as ``take(_:)``; over is only what was taken back already.
  public func takeBack(_ id: String) async throws(InspectorError) -> OperationRecord { try await turn(id, .undo) }

  /// Stops whoever works on an operation, at their next step.
  ///
  /// - Throws: as ``take(_:)``.
  @discardableResult
  public func pause(_ id: String) async throws(InspectorError) -> OperationRecord { try await turn(id, .pause) }

  /// Forgets an operation that is over; what it did stays done.
  ///
  /// - Throws: ``InspectorError/noOperation(_:)`` and ``InspectorError/operationNotOver(_:_:)``, besides
  ///   ``InspectorError/redis(_:)``.
  public func forget(_ id: String) async throws(InspectorError) {
    let reply = try await run(
      .forgetOperation, keys: [keys.operation(id), keys.operationJournal(id), keys.operations], [id])
    switch OperationReply(reply) {
    case .done: return
    case .open(let state): throw .operationNotOver(id, state)
    default: throw .noOperation(id)
    }
  }

  /// Every operation that is not forgotten, the newest first.
  public func list() async throws(InspectorError) -> [OperationRecord] {
    let ids = try await connection.read([RedisCommand("ZRANGE", keys.operations, 0, -1, "REV")])[0].strings
      .map { String(decoding: $0, as: UTF8.self) }
    let hashes = try await connection.read(ids.map { RedisCommand("HGETALL", keys.operation($0)) })
    var records: [OperationRecord] = []
    for (id, hash) in zip(ids, hashes) {
      if hash.array?.isEmpty ?? true {
        try await connection.write([RedisCommand("ZREM", keys.operations, id)])
      } else {
        records.append(try OperationRecord(id, hash: hash, dialect: dialect))
      }
    }
    return records
  }

  /// The operation whose id begins with these letters.
  ///
  /// - Throws: ``InspectorError/noOperation(_:)`` and ``InspectorError/ambiguousOperation(_:matches:)``, besides
  ///   ``InspectorError/redis(_:)``.
  public func find(_ prefix: String) async throws(InspectorError) -> OperationRecord {
    let found = try await list().filter { $0.id.hasPrefix(prefix.lowercased()) }
    guard let record = found.first, !prefix.isEmpty else { throw .noOperation(prefix) }
    guard found.count == 1 else { throw .ambiguousOperation(prefix, matches: found.map(\.id)) }
    return record
  }

  /// An operation as it is now.
  ///
  /// - Throws: ``InspectorError/noOperation(_:)``, besides ``InspectorError/redis(_:)``.
  public func record(_ id: String) async throws(InspectorError) -> OperationRecord {
    let hash = try await connection.read([RedisCommand("HGETALL", keys.operation(id))])[0]
    guard hash.array?.isEmpty == false else { throw .noOperation(id) }
    return try OperationRecord(id, hash: hash, dialect: dialect)
  }

  /// What became of entries, the earliest first.
  ///
  /// - Parameters:
  ///   - position: the last record that was read; `nil` to read from the first.
  ///   - limit: how many to read at most. An entry may have megabytes.
  public func journal(
    _ id: String, after position: String? = nil, limit: Int = 100
  ) async throws(InspectorError) -> [JournalRecord] {
    let start = position.map { "(" + $0 } ?? "-"
    return try await journal(
      id, RedisCommand("XRANGE", keys.operationJournal(id), start, "+", "COUNT", limit))
  }

  /// The same, the latest first.
  ///
  /// - Parameter position: the last record that was read; `nil` to read from the latest.
  func journal(
    _ id: String, before position: String?, limit: Int
  ) async throws(InspectorError) -> [JournalRecord] {
    let end = position.map { "(" + $0 } ?? "+"
    return try await journal(
      id, RedisCommand("XREVRANGE", keys.operationJournal(id), end, "-", "COUNT", limit))
  }

  private func journal(_ id: String, _ command: RedisCommand) async throws(InspectorError) -> [JournalRecord] {
    let replies = try await connection.read([command])[0].array ?? []
    var records: [JournalRecord] = []
    for reply in replies { records.append(try JournalRecord(reply, of: id)) }
    return records
  }

  private var keys: LifeboatKeys { dialect.ownKeys }

  private enum Turn: String {
    case resume, pause, undo
  }

  private func turn(_ id: String, _ turn: Turn) async throws(InspectorError) -> OperationRecord {
    let reply = try await run(
      .turnOperation, keys: [keys.operation(id), keys.operationJournal(id)], [turn.rawValue, ""])
    switch OperationReply(reply) {
    case .done(let values):
      let record = try await record(id)
      // Somebody may have taken it up in between: then it is not this tool's, whatever its state is.
      guard record.epoch == values.first?.int else { throw .operationLost(id, record.state) }
      return record
    case .over(let state): throw .operationOver(id, state)
    default: throw .noOperation(id)
    }
  }

  private func run(
    _ script: RedisScript, keys: [String], _ arguments: [any RedisArgument]
  ) async throws(InspectorError) -> RedisValue {
    do { return try await connection.run(script, keys: keys, arguments: arguments) } catch { throw .redis(error) }
  }
}
