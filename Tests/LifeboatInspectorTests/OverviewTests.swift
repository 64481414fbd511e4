import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct OverviewTests {
  private func overview(_ app: App) async throws -> Overview {
    try await Overview(connection: app.connection, dialect: app.dialect)
  }

  private func ids(_ overview: Overview) -> [String] {
    guard case .slots(let slots) = overview.workers else { return [] }
    return slots.map(\.id)
  }

  @Test func `an empty Redis has nothing of anything`() async throws {
    let overview = try await overview(try App())
    #expect(overview[.waiting] == 0 && overview[.inFlight] == 0 && overview[.snoozed] == 0 && overview[.failed] == 0)
    #expect(overview[.processedEver] == 0 && overview[.failedEver] == 0)
    #expect(!overview.isPaused && overview.queues.isEmpty && ids(overview).isEmpty)
  }

  @Test func `every total is where it belongs`() async throws {
    let app = try App()
    for (queue, length) in [("a", 3), ("b", 2)] {
      try app.call("SADD", "resque:queues", queue)
      for _ in 0..<length { try app.call("RPUSH", "resque:queue:\(queue)", "x") }
    }
    let own = "resque:lifeboat:resque:"
    for (incarnation, jobs) in [("one", 4), ("two", 1)] {
      try app.call("HSET", own + "processes", incarnation, "1")
      for number in 0..<jobs { try app.call("HSET", own + "inflight:" + incarnation, "\(number):a", "x") }
    }
    for number in 0..<6 { try app.call("ZADD", own + "snoozed", "1", "\(number):a") }
    for second in 1...1500 { try app.call("ZADD", "resque:delayed_queue_schedule", "\(second)", "\(second)") }
    for second in [1, 1000, 1001, 1500] { try app.call("RPUSH", "resque:delayed:\(second)", "x", "y") }
    try app.call("ZADD", "resque:delayed_queue_schedule", "0", "last_enqueued_at")
    try app.call("HSET", "resque:delayed:last_enqueued_at", "a", "b")
    try app.fail(numbers: 0..<7)
    try app.call("SET", "resque:stat:processed", "80")
    try app.call("SET", "resque:stat:failed", "9")
    try app.call("SADD", "resque:workers", "h:1:q")
    let overview = try await overview(app)
    #expect(overview[.waiting] == 5)
    #expect(overview[.inFlight] == 5)
    #expect(overview[.snoozed] == 6)
    #expect(overview[.delayed] == 8)
    #expect(overview[.failed] == 7)
    #expect(overview[.processedEver] == 80)
    #expect(overview[.failedEver] == 9)
    #expect(overview.queues.map(\.name) == ["a", "b"])
    #expect(ids(overview) == ["h:1:q"])
  }

  @Test(arguments: [
    ("true", true), ("TRUE", true), (" True\n", true), ("\ttrue ", true), ("false", false), ("", false), ("1", false),
    ("yes", false), ("true true", false), ("truely", false),
  ])
  func `the pause key pauses when it says true, as Ruby reads it`(value: String, isPaused: Bool) async throws {
    let app = try App()
    try app.call("SET", "resque:pause-all-workers", value)
    #expect(try await overview(app).isPaused == isPaused)
  }
}
