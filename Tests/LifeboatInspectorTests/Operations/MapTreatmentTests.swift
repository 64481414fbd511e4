import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Operations that rewrite failures, against a real Redis.
@Suite struct MapTreatmentTests {
  private func renaming(_ old: String, to new: String) -> RewriteRule {
    var rule = RewriteRule()
    rule.classes = [old]
    rule.rewrite.className = new
    return rule
  }

  private func begin(
    _ operations: Operations, in places: [FailurePlace]
  ) async throws -> OperationRecord {
    try await operations.begin(OperationPlan(.map, of: FailureSelection(), in: places, who: "me@here"))
  }

  /// Makes the operation's steps until it is over, with something in between.
  private func finish(
    _ record: OperationRecord, _ operations: Operations, _ dialect: any InspectorDialect, _ rules: [RewriteRule],
    _ meanwhile: () throws -> Void = {}
  ) async throws -> OperationRecord {
    var run = operations.run(record, treatment: MapTreatment(dialect: dialect, rules: rules))
    var record = record
    while !record.isOver {
      try meanwhile()
      record = try await run.step()
    }
    return record
  }

  private func entry(_ className: String, _ number: Int) -> String {
    let job = Array(#"{"class":"\#(className)","args":[\#(number),1.50]}"#.utf8)
    return String(
      decoding: ResqueFailure.encode(
        payload: job, queue: "mail", worker: "h:1:mail", exception: "E", error: "no", failedAt: 0), as: UTF8.self)
  }

  @Test func `rewritten failures come to the head of their list in order, while others arrive`() async throws {
    let app = try App()
    let old = (0..<600).map { entry("Old", $0) }
    let others = (0..<600).map { entry("Other", $0) } + ["", "no JSON"]
    for index in others.indices {
      try app.call("RPUSH", "resque:failed", others[index])
      if index < old.count { try app.call("RPUSH", "resque:failed", old[index]) }
    }
    let operations = Operations(on: app.connection, dialect: app.dialect)
    let begun = try await begin(operations, in: try await app.failedList.places())
    var late: [String] = []
    let record = try await finish(begun, operations, app.dialect, [renaming("Old", to: "New")]) {
      if !late.isEmpty { try app.call("RPUSH", "resque:failed", entry("Old", late.count)) }
      late.append("late")
    }
    let rewritten = old.map { $0.replacing(#""class":"Old""#, with: #""class":"New""#) }
    let list = try app.texts("resque:failed")
    #expect(Array(list.prefix(600)) == rewritten)
    #expect(list.filter { $0.contains("Other") } == Array(others.prefix(600)))
    #expect(Array(list.suffix(late.count - 1)) == (1..<late.count).map { entry("Old", $0) })
    #expect(record.counts.done == 600 && record.counts.refused == 0)
    let journal = try await operations.journal(record.id, limit: 2)
    #expect(journal.map(\.event) == [.rewritten, .rewritten])
    #expect(journal.first?.entry == Array(old[0].utf8))
  }

  @Test func `an undo gives each its old form where it is then, and leaves alone what somebody changed since`()
    async throws
  {
    let app = try App()
    let before = (0..<700).map { entry("Old", $0) }
    for entry in before { try app.call("RPUSH", "resque:failed", entry) }
    let begun = try await begin(app.operations, in: try await app.failedList.places())
    let rules = [renaming("Old", to: "New")]
    let record = try await finish(begun, app.operations, app.dialect, rules)
    let changed = before[3].replacing(#""class":"Old""#, with: #""class":"New""#)
    try app.call("LREM", "resque:failed", "1", changed)
    try app.call("LPUSH", "resque:failed", "in front")
    try app.call("RPUSH", "resque:failed", "behind")
    let taken = try await app.operations.takeBack(record.id)
    let undone = try await finish(taken, app.operations, app.dialect, rules) {
      try app.call("RPUSH", "resque:failed", "behind")
    }
    #expect(undone.state == .undone && undone.counts.undone == 699)
    let list = try app.texts("resque:failed")
    #expect(Array(list.prefix(700)) == ["in front"] + before.prefix(3) + before.dropFirst(4))
    #expect(Set(list.dropFirst(700)) == ["behind"])
  }

  @Test func `an undo of an operation that was stopped halfway gives every entry its old form`() async throws {
    let app = try SidekiqApp()
    for number in 0..<300 { try app.call("ZADD", "dead", "\(1_795_252_255 + number).25", failedJob(number)) }
    let before = try app.call("ZRANGE", "dead", 0, -1, "WITHSCORES").array?.compactMap(\.string)
    let operations = Operations(on: app.connection, dialect: app.dialect)
    let begun = try await begin(operations, in: try await app.failures().places())
    let treatment = MapTreatment(dialect: app.dialect, rules: [renaming("Mail", to: "Post")])
    var run = operations.run(begun, treatment: treatment)
    while try await run.step(atMost: 100).counts.done == 0 {}
    let taken = try await operations.takeBack(begun.id)
    let undone = try await finish(taken, operations, app.dialect, [])
    #expect(undone.state == .undone)
    #expect(try app.call("ZRANGE", "dead", 0, -1, "WITHSCORES").array?.compactMap(\.string) == before)
  }

  @Test func `what cannot be rewritten stays and says why`() async throws {
    let app = try App()
    var rule = RewriteRule()
    rule.rewrite.arguments = [ArgumentEdit(["5"], .set(Array("1".utf8)))]
    try app.call("RPUSH", "resque:failed", entry("A", 1))
    let operations = Operations(on: app.connection, dialect: app.dialect)
    let begun = try await begin(operations, in: try await app.failedList.places())
    let record = try await finish(begun, operations, app.dialect, [rule])
    #expect(record.counts.done == 0 && record.counts.refused == 1)
    #expect(try await operations.journal(record.id).first?.reason == "the array for place 5 has only 2 elements")
    #expect(try app.texts("resque:failed") == [entry("A", 1)])
  }

  @Test func `Sidekiq's jobs keep their scores, and none is lost where two would be one`() async throws {
    let app = try SidekiqApp()
    for number in 0..<4 { try app.call("ZADD", "dead", "\(1_795_252_255 + number).25", failedJob(number)) }
    for number in 0..<3 {
      try app.call("ZADD", "dead", "\(1_795_252_200 + number)", #"{"class":"Same","args":[\#(number)],"queue":"q"}"#)
    }
    var drop = RewriteRule()
    drop.classes = ["Same"]
    drop.rewrite.arguments = [ArgumentEdit(["0"], .drop)]
    let operations = Operations(on: app.connection, dialect: app.dialect)
    let begun = try await begin(operations, in: try await app.failures().places())
    let record = try await finish(begun, operations, app.dialect, [renaming("Mail", to: "Post"), drop])
    #expect(record.counts.done == 5 && record.counts.refused == 2)
    let expected =
      [#"{"class":"Same","args":[],"queue":"q"}"#] + [1, 2].map { #"{"class":"Same","args":[\#($0)],"queue":"q"}"# }
      + (0..<4).map { failedJob($0).replacing("Mail", with: "Post") }
    #expect(try app.members("dead") == expected)
    let score = try app.call("ZSCORE", "dead", expected[6]).string.flatMap { Double($0) }
    #expect(score == 1_795_252_258.25)
  }
}
