import Foundation
import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// An operation of which any reply may be lost ends as one of which none was.
@Suite(.timeLimit(.minutes(10)))
struct OperationAmbiguityTests {
  /// What is done with the failures.
  enum Change: String, CaseIterable, Sendable {
    case requeue, keepingEntries, named, remove, map, undo, undoOfMap
  }

  enum Format: String, CaseIterable, Sendable {
    case resque, sidekiq

    var dialect: any InspectorDialect { self == .resque ? ResqueDialect() : SidekiqDialect() }
  }

  @Test(arguments: Format.allCases, Change.allCases)
  func `whichever reply is lost, an operation ends in the same way`(format: Format, change: Change) async throws {
    var lost = try LostExchanges()
    lost.neutral = Self.withoutTimes
    // What goes back to work has the time in it.
    lost.drawnFields = ["digest", "kept"]
    let (broken, differences) = try await lost.run(
      prepare: { try fill(lost.server, format) },
      change: { relay in
        let direct = Operations(on: RedisConnection(url: lost.server.url), dialect: format.dialect)
        let broken = Operations(on: RedisConnection(url: try RedisURL(relay.urlText)), dialect: format.dialect)
        try await drive(try await begin(change, direct, format.dialect, lost.server), broken, format.dialect)
      })
    #expect(broken >= 20)
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(2))")
  }

  @Test func `who begins again after a lost reply leaves the first operation as one that has touched nothing`()
    async throws
  {
    let server = try RedisServer()
    try fill(server, .resque)
    let before = try server.contents()["resque:failed"]
    let relay = try Relay(to: server.port)
    let operations = Operations(on: RedisConnection(url: try RedisURL(relay.urlText)), dialect: ResqueDialect())
    let place = try #require(ResqueDialect().failurePlace(named: "failed"))
    let plan = OperationPlan(.requeue, of: FailureSelection(), in: [place], who: "me@here")
    _ = try await operations.begin(plan)
    relay.arm(.loseReply, at: 2)
    await #expect(throws: InspectorError.self) { try await operations.begin(plan) }
    #expect(relay.hasStruck)
    #expect(try await operations.list().map(\.counts.looked) == [0, 0])
    #expect(try server.contents()["resque:failed"] == before)
  }

  /// Equal failures, and one that cannot go back.
  private func fill(_ server: RedisServer, _ format: Format) throws {
    let session = server.session()
    for number in 0..<5 {
      switch format {
      case .resque:
        let payload = number == 3 ? Array("{\"class\":".utf8) : job(number / 2)
        let entry = ResqueFailure.encode(
          payload: payload, queue: "mail", worker: "h:1:mail", exception: "RuntimeError", error: "no", failedAt: 0)
        _ = try session.call(RedisCommand("RPUSH", "resque:failed", entry))
      case .sidekiq:
        let entry = number == 3 ? "{\"class\":" : failedJob(number)
        _ = try session.call(RedisCommand("ZADD", "dead", 1_795_252_258 + number / 2, entry))
      }
    }
  }

  /// - Returns: an operation that is to be worked on; where it is to be taken back, one that is finished.
  private func begin(
    _ change: Change, _ operations: Operations, _ dialect: any InspectorDialect, _ server: RedisServer
  ) async throws -> OperationRecord {
    let connection = RedisConnection(url: server.url)
    let store = try dialect.failures(FailureChoice(), on: connection)
    var selection = FailureSelection()
    if change == .named { selection.ids = Set(try await store.newest(limit: 3).map(\.id.digits)).sorted() }
    let kind: OperationKind =
      switch change {
      case .remove: .remove
      case .map, .undoOfMap: .map
      default: .requeue
      }
    var plan = OperationPlan(kind, of: selection, in: try await store.places(), who: "me@here")
    plan.change.keepsEntries = change == .keepingEntries
    let record = try await operations.begin(plan)
    guard change == .undo || change == .undoOfMap else { return record }
    try await drive(record, operations, dialect)
    return try await operations.takeBack(record.id)
  }

  /// Makes step after step, and again each of which it does not know the end.
  private func drive(
    _ record: OperationRecord, _ operations: Operations, _ dialect: any InspectorDialect
  ) async throws {
    var run = operations.run(record, treatment: treatment(record, dialect))
    var isOver = false
    while !isOver {
      do { isOver = try await run.step(atMost: 3).isOver } catch InspectorError.redis(let error) {
        guard error.isTransient else { throw error }
      }
    }
  }

  private func treatment(_ record: OperationRecord, _ dialect: any InspectorDialect) -> (any EntryTreatment)? {
    switch record.kind {
    case .requeue: return nil
    case .remove: return RemoveTreatment(record.id, dialect: dialect, archive: nil)
    case .map:
      var rule = RewriteRule()
      rule.classes = ["Mail"]
      rule.rewrite.className = "Post"
      return MapTreatment(dialect: dialect, rules: [rule])
    }
  }

  /// Without ids that are drawn, and times.
  @Sendable private static func withoutTimes(_ text: String) -> String {
    var text = text.replacing(#/op:[2-9a-z]{8}/#, with: "op:ID")
    text = text.replacing(#/[2-9a-z]{8}\n[0-9]{10}[.0-9]*/#, with: "ID")
    text = text.replacing(#/"enqueued_at":[0-9.]+/#, with: "enqueued_at")
    text = text.replacing(#/"retried_at":"[^"]+"/#, with: "retried_at")
    return text.replacing(#/(started|finished) = [0-9]+/#, with: "time")
  }
}
