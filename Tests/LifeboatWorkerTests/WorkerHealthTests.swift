import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A worker that cannot reach Redis is unhealthy, finishes what runs, and settles it when Redis is back.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct WorkerHealthTests {
  @Test func `it is starting, healthy, unhealthy while Redis stands still, and healthy again`() async throws {
    let harness = try WorkerHarness()
    let worker = try Worker(harness.configuration())
    #expect(worker.health.state == .starting)
    try harness.session.push("default", payload("Wait", "[1]"))
    let run = Task { try await worker.run() }
    try await harness.gate.reach(1)
    try await eventually("it is healthy") { worker.health.state == .healthy }
    #expect(worker.health.sources[0].held == 1)
    #expect(worker.health.sources[0].reason == nil)
    let before = try harness.incarnations()
    harness.server.pause()
    try await eventually("it is unhealthy") { worker.health.state == .unhealthy }
    let reason = try #require(worker.health.sources[0].reason)
    #expect(reason.contains("127.0.0.1:\(harness.server.port)"))
    harness.gate.open()
    try await eventually("the job has ended") { worker.running.isEmpty }
    #expect(worker.health.sources[0].held == 1, "its outcome is kept")
    harness.server.resume()
    try await eventually("it is healthy again") { worker.health.state == .healthy }
    try await eventually("it is settled") { try harness.session.text("resque:stat:processed") == "1" }
    #expect(try harness.incarnations() == before)
    #expect(try harness.inflight().isEmpty)
    worker.stop(within: .seconds(60))
    try await run.value
  }

  @Test func `what a full house finishes while Redis is restarted is settled under the same incarnation`() async throws
  {
    let harness = try WorkerHarness(RedisServer.Options(isDurable: true))
    try harness.session.push("default", payload("Wait", "[1]"), payload("Wait", "[2]"), payload("Note", "[3]"))
    try await harness.working(harness.configuration(concurrency: 2)) { worker in
      try await harness.gate.reach(2)
      let before = try harness.incarnations()
      harness.server.kill()
      try await eventually("it is unhealthy") { worker.health.state == .unhealthy }
      harness.gate.open()
      try await eventually("both have ended") { worker.running.isEmpty }
      try harness.server.start()
      try await eventually("all are settled") { try harness.session.text("resque:stat:processed") == "3" }
      #expect(try harness.incarnations() == before)
    }
    #expect(harness.runs.all == ["1", "2", "3"])
    #expect(harness.log.containing("Redis cannot be used").count == 1)
    #expect(harness.log.containing("Redis can be used again").count == 1)
  }

  @Test func `a worker with nothing to settle and no free slot notes that Redis is back`() async throws {
    let harness = try WorkerHarness()
    let relay = try Relay(to: harness.server.port)
    defer { relay.stop() }
    var configuration = harness.configuration()
    configuration.source.redis = try RedisURL(relay.urlText)
    try harness.session.push("default", payload("Wait", "[1]"), payload("Wait", "[2]"))
    try await harness.working(configuration) { worker in
      try await harness.gate.reach(1)
      relay.sever()
      try await eventually("it is unhealthy") { worker.health.state == .unhealthy }
      relay.mend()
      try await eventually("it is healthy again") { worker.health.state == .healthy }
      harness.gate.open()
    }
  }

  @Test func `a worker that was declared dead while it was cut off settles nothing, and its job runs again`()
    async throws
  {
    let harness = try WorkerHarness()
    let relay = try Relay(to: harness.server.port)
    defer { relay.stop() }
    var cutOff = harness.configuration()
    cutOff.source.redis = try RedisURL(relay.urlText)
    cutOff.lease = .seconds(1)
    var other = harness.configuration(["other"])
    other.lease = .seconds(1)
    try harness.session.push("default", payload("Wait", "[1]"))
    try await harness.working(cutOff) { worker in
      try await harness.gate.reach(1)
      let first = try harness.incarnations()
      relay.sever()
      try await harness.working(other) { _ in
        try await eventually("it is declared dead") { try harness.session.length("resque:queue:default") == 1 }
      }
      harness.gate.open()
      try await eventually("the job has ended") { worker.running.isEmpty }
      #expect(try harness.session.text("resque:stat:processed") == nil)
      relay.mend()
      try await eventually("it has run again and is settled") {
        try harness.session.text("resque:stat:processed") == "1"
      }
      #expect(Set(try harness.incarnations()).isDisjoint(with: first))
      try await eventually("it is healthy again") { worker.health.state == .healthy }
    }
    #expect(harness.runs.all == ["1", "1"])
    #expect(harness.log.containing("declared dead by another worker").count == 1)
  }
}
