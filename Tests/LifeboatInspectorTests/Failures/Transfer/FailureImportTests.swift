import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Putting the failures of a file back, a chunk at a time.
@Suite struct FailureImportTests {
  private typealias Entry = (target: ImportTarget, stored: StoredFailure)

  private func resque(_ app: App) -> FailureImport {
    FailureImport(digest: "d1", connection: app.connection, dialect: app.dialect)
  }

  private func sidekiq(_ app: SidekiqApp) -> FailureImport {
    FailureImport(digest: "d1", connection: app.connection, dialect: app.dialect)
  }

  private func entry(
    _ text: String, _ set: String, _ score: String? = nil, dialect: any InspectorDialect
  ) throws -> Entry {
    (try #require(dialect.importTarget(named: set)), StoredFailure(set: set, bytes: Array(text.utf8), score: score))
  }

  @Test func `lists get their entries behind what they have, and are noted where Ruby looks`() async throws {
    let app = try App()
    try app.call("RPUSH", "resque:failed", "there")
    var run = resque(app)
    #expect(try await run.begin(last: 4) == 0)
    let odd = "a b:c,é😀_failed"
    try await run.put(
      [
        entry("1", "failed", dialect: app.dialect), entry("2", odd, dialect: app.dialect),
        entry("3", "failed", dialect: app.dialect),
        entry("1", "failed", dialect: app.dialect),
      ], through: 4)
    #expect(run.counts.added == 4 && run.counts.total == 4 && run.position == 4)
    #expect(try app.texts("resque:failed") == ["there", "1", "3", "1"])
    #expect(try app.texts("resque:\(odd)") == ["2"])
    #expect(try app.call("SMEMBERS", "resque:failed_queues").strings == [Array(odd.utf8)])
  }

  @Test func `sorted sets get their scores, and what is there stays as it is`() async throws {
    let app = try SidekiqApp()
    try app.call("ZADD", "retry", "5", "there")
    var run = sidekiq(app)
    try await run.put(
      [
        entry("there", "retry", "7", dialect: app.dialect),
        entry("a", "retry", "1795252257.1234567", dialect: app.dialect),
        entry("b", "dead", "4000000000.5", dialect: app.dialect), entry("3:c", "overflow", nil, dialect: app.dialect),
      ], through: 4)
    #expect(run.counts.added == 3 && run.counts.present == 1 && run.counts.overflowed == 0)
    #expect(try app.call("ZSCORE", "retry", "there").string == "5")
    #expect(try app.call("ZSCORE", "retry", "a").string == "1795252257.1234567")
    #expect(try app.call("ZSCORE", "dead", "b").string == "4000000000.5")
    #expect(try app.list(app.dialect.ownKeys.overflow) == ["3:c"])
  }

  @Test func `what the dead set has no room for, or is too old for, goes to the overflow's old end`() async throws {
    let app = try SidekiqApp()
    for number in 0..<8_999 { try app.call("ZADD", "dead", "\(4_000_000_000 + number)", "d\(number)") }
    try app.call("RPUSH", app.dialect.ownKeys.overflow, "9:there")
    var run = sidekiq(app)
    try await run.put(
      [
        entry("old", "dead", "1.5", dialect: app.dialect), entry("new", "dead", "4000000000.5", dialect: app.dialect),
        entry("late", "dead", "4000000000.25", dialect: app.dialect),
        entry("d7", "dead", "4000000000.25", dialect: app.dialect),
      ], through: 4)
    #expect(run.counts.added == 1 && run.counts.present == 1 && run.counts.overflowed == 2)
    #expect(try app.call("ZCARD", "dead").int == 9_000)
    #expect(try app.call("ZSCORE", "dead", "new").string == "4000000000.5")
    #expect(try app.list(app.dialect.ownKeys.overflow) == ["4000000000.25:late", "1.5:old", "9:there"])
  }

  @Test func `a file goes on where it stopped, and is put back once`() async throws {
    let app = try App()
    var first = resque(app)
    try await first.put([entry("1", "failed", dialect: app.dialect)], through: 1)
    var second = resque(app)
    #expect(try await second.begin(last: 2) == 1)
    try await second.put([entry("2", "failed", dialect: app.dialect)], through: 2)
    // Whoever was slower stops.
    await #expect(throws: InspectorError.importElsewhere) {
      try await first.put([entry("2", "failed", dialect: app.dialect)], through: 2)
    }
    var third = resque(app)
    #expect(try await third.begin(last: 2) == 2)
    #expect(try app.texts("resque:failed") == ["1", "2"])
    let left = try #require(try app.call("PTTL", app.dialect.ownKeys.failureImport("d1")).int)
    #expect(left > 86_000_000 && left <= 86_400_000)
  }

  @Test func `again starts a file over that was put back whole, and goes on with one that was not`() async throws {
    let app = try App()
    var run = resque(app)
    try await run.put([entry("1", "failed", dialect: app.dialect)], through: 1)
    #expect(try await run.begin(last: 2, again: true) == 1)
    try await run.put([entry("2", "failed", dialect: app.dialect)], through: 2)
    #expect(try await run.begin(last: 2, again: true) == 0)
    #expect(try app.call("EXISTS", app.dialect.ownKeys.failureImport("d1")).int == 0)
  }

  @Test(arguments: ["resque:failed", "resque:x_failed", "resque:failed_queues"])
  func `a key of another type stops a step before it writes`(key: String) async throws {
    let app = try App()
    try app.call("SET", key, "x")
    var run = resque(app)
    await #expect(throws: InspectorError.self) {
      try await run.put(
        [
          entry("1", "y_failed", dialect: app.dialect), entry("2", "failed", dialect: app.dialect),
          entry("3", "x_failed", dialect: app.dialect),
        ],
        through: 3)
    }
    #expect(try app.call("KEYS", "*").strings == [Array(key.utf8)])
  }
}
