import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct FailureReplacementTests {
  private func change(_ set: String, _ old: String, _ new: String) -> FailureReplacement.Change {
    FailureReplacement.Change(set: set, old: Array(old.utf8), new: Array(new.utf8))
  }

  private func replace(_ app: App, _ changes: FailureReplacement.Change...) async throws -> FailureReplacement.Outcome {
    try await FailureReplacement(on: app.connection, dialect: app.dialect).replace(changes)
  }

  private func replace(
    _ app: SidekiqApp, _ changes: FailureReplacement.Change...
  ) async throws -> FailureReplacement.Outcome {
    try await FailureReplacement(on: app.connection, dialect: app.dialect).replace(changes)
  }

  @Test func `in a list the newest of equal entries changes where it stands`() async throws {
    let app = try App()
    try app.call("RPUSH", "resque:failed", "a", "b", "a", "c")
    #expect(try await replace(app, change("failed", "a", "é:\"")) == .replaced)
    #expect(try app.texts("resque:failed") == ["a", "b", "é:\"", "c"])
    #expect(try await replace(app, change("failed", "x", "y")) == .gone)
    #expect(try await replace(app, change("failed", "a", "")) == .replaced)
    #expect(try app.texts("resque:failed") == ["", "b", "é:\"", "c"])
  }

  @Test func `both records of a failure change, or neither`() async throws {
    let app = try App()
    try app.call("RPUSH", "resque:failed", "a")
    let changes = (change("failed", "a", "A"), change("a b_failed", "b", "B"))
    #expect(try await replace(app, changes.0, changes.1) == .gone)
    #expect(try app.texts("resque:failed") == ["a"])
    try app.call("RPUSH", "resque:a b_failed", "b")
    #expect(try await replace(app, changes.0, changes.1) == .replaced)
    #expect(try app.texts("resque:failed") == ["A"])
    #expect(try app.texts("resque:a b_failed") == ["B"])
  }

  @Test func `in a sorted set an entry keeps its score`() async throws {
    let app = try SidekiqApp()
    let score = "1795252255.2877436"
    try app.call("ZADD", "dead", score, "a", "1", "b")
    #expect(try await replace(app, change("dead", "a", "c")) == .replaced)
    #expect(try app.members("dead") == ["b", "c"])
    #expect(try app.call("ZSCORE", "dead", "c").string.flatMap { Double($0) } == Double(score))
    #expect(try await replace(app, change("dead", "c", "b")) == .taken)
    #expect(try await replace(app, change("dead", "a", "d")) == .gone)
    #expect(try app.members("dead") == ["b", "c"])
    try app.call("RPUSH", "lifeboat:sidekiq:overflow", "1:x")
    #expect(try await replace(app, change("overflow", "1:x", "1:y")) == .replaced)
    #expect(try app.list("lifeboat:sidekiq:overflow") == ["1:y"])
  }

  @Test func `a key of another type changes nothing and is told`() async throws {
    let app = try App()
    try app.call("RPUSH", "resque:failed", "a")
    try app.call("SET", "resque:mail_failed", "a")
    let changes = (change("failed", "a", "A"), change("mail_failed", "a", "A"))
    await #expect(throws: InspectorError.self) { try await replace(app, changes.0, changes.1) }
    #expect(try app.texts("resque:failed") == ["a"])
    app.redis.stop()
    await #expect(throws: InspectorError.self) { try await replace(app, changes.0) }
  }
}
