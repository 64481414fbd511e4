import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Scheduled jobs and retries that are due, moved by whole workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SidekiqPollingTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try SidekiqHarness() }

  @Test func `what is due runs, oldest first`() async throws {
    for index in 1...1000 { try harness.add(sidekiqJob("Note", "[\(index)]"), to: "schedule", at: String(index)) }
    try await harness.worker.working(harness.configuration()) { _ in try await harness.runs.reach(1000) }
    #expect(harness.runs.all == (1...1000).map { "\($0)" })
    #expect(try session.text("stat:processed") == "1000")
  }

  @Test func `a worker that drains does what was overdue first, and looks at once`() async throws {
    try harness.add(sidekiqJob("Note", "[1]"), to: "retry")
    try harness.add(sidekiqJob("Note", "[2]"), to: "schedule")
    var configuration = harness.configuration()
    configuration.pollInterval = .perProcess(.seconds(3600))
    try await harness.worker.drain(configuration)
    #expect(harness.runs.all.sorted() == ["1", "2"])
  }

  @Test func `no source of an app that drains ends before what was overdue is moved, whichever it belongs to`()
    async throws
  {
    // So many that other sources are idle long before the last is moved.
    for index in 1...3000 { try harness.add(sidekiqJob("Note", "[\(index)]"), to: "schedule", at: String(index)) }
    let last = sidekiqJob("Note", "[0]", queue: "other")
    try harness.add(last, to: "schedule", at: "9999")
    var configuration = harness.configuration()
    configuration.otherSources = [
      Source(redis: harness.server.url, dialect: harness.dialect, queues: ["other"], concurrency: 1, name: "other")
    ]
    configuration.pollInterval = .perProcess(.seconds(3600))
    try await harness.worker.drain(configuration)
    #expect(Set(harness.runs.all) == Set((0...3000).map { "\($0)" }))
    #expect(try session.keys("queue:*") == [])
  }

  @Test func `a job that soon runs again does not wait for the next look at everything`() async throws {
    var configuration = harness.configuration()
    configuration.pollInterval = .perProcess(.seconds(3600))
    let runs = harness.runs
    configuration.registry.register(
      "Try", options: JobOptions(retry: .times(3, after: .milliseconds(300))),
      untyped: { context in
        runs.add("\(context.attempt)")
        if context.attempt < 3 { throw Refusal() }
      })
    try harness.push("default", sidekiqJob("Try"))
    try await harness.worker.working(configuration) { _ in try await runs.reach(3) }
    #expect(runs.all == ["1", "2", "3"])
    #expect(try session.keys("retry") == [])
  }

  @Test func `a job of another source of the app does not wait either`() async throws {
    var configuration = harness.configuration(["idle"])
    configuration.otherSources = [
      Source(redis: harness.server.url, dialect: harness.dialect, queues: ["default"], concurrency: 1, name: "other")
    ]
    configuration.pollInterval = .perProcess(.seconds(3600))
    let runs = harness.runs
    configuration.registry.register(
      "Try", options: JobOptions(retry: .times(1, after: .milliseconds(200))),
      untyped: { context in
        runs.add("\(context.attempt)")
        if context.attempt < 2 { throw Refusal() }
      })
    try harness.push("default", sidekiqJob("Try"))
    try await harness.worker.working(configuration) { _ in try await runs.reach(2) }
    #expect(runs.all == ["1", "2"])
  }

  @Test func `several workers move each job once`() async throws {
    for index in 1...2000 { try harness.add(sidekiqJob("Note", "[\(index)]"), to: "schedule", at: String(index / 300)) }
    try await harness.worker.working(harness.configuration()) { _ in
      try await harness.worker.working(harness.configuration()) { _ in
        try await harness.worker.working(harness.configuration()) { _ in try await harness.runs.reach(2000) }
      }
    }
    #expect(harness.runs.all.count == 2000)
    #expect(Set(harness.runs.all).count == 2000)
  }

  @Test func `a process that is told not to move jobs asks nothing of the sets`() async throws {
    try harness.add(sidekiqJob("Note"), to: "schedule")
    var configuration = harness.configuration()
    configuration.promotesDelayed = false
    try harness.push("default", sidekiqJob("Note", "[1]"))
    try await harness.worker.working(configuration) { _ in try await harness.runs.reach(1) }
    #expect(try harness.entries("schedule").count == 1)
    #expect(try session.run("INFO", "commandstats").string?.contains("zrangebyscore") == false)
  }
}
