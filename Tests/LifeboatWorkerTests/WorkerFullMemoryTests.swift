import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A Redis whose memory is full: what makes room may not wait for room.
@Suite(.timeLimit(.minutes(10)))
struct WorkerFullMemoryTests {
  @Test func `a worker empties a full Redis of Resque's jobs, those that fail too`() async throws {
    let harness = try WorkerHarness()
    try harness.session.push("default", payload("Fail"), payload("Note", "[1]"), payload("Note", "[2]"))
    try fill(harness.session)
    try await harness.working(harness.configuration()) { _ in
      try await eventually("all are settled") { try harness.session.text("resque:stat:processed") == "3" }
    }
    #expect(try harness.session.length("resque:failed") == 1)
    #expect(harness.log.containing("Redis cannot be used").isEmpty)
    #expect(try harness.incarnations() == [])
  }

  @Test func `a worker empties a full Redis of Sidekiq's jobs, those that fail too`() async throws {
    let harness = try SidekiqHarness()
    for (jid, name) in [("a", "Fail"), ("b", "Note"), ("c", "Note")] {
      try harness.push("default", #"{"class":"\#(name)","args":[1],"jid":"\#(jid)","retry":true,"created_at":1.5}"#)
    }
    try fill(harness.session)
    try await harness.worker.working(harness.configuration()) { _ in
      try await eventually("all are settled") { try harness.session.text("stat:processed") == "3" }
    }
    #expect(try harness.entries("retry").count == 1)
    #expect(try harness.queue("default") == [])
    #expect(harness.log.containing("Redis cannot be used").isEmpty)
  }

  @Test func `the jobs of a dead process come back though memory is full`() async throws {
    let harness = try SidekiqHarness()
    var configuration = harness.configuration()
    configuration.lease = .seconds(1)
    let job = #"{"class":"Note","args":[1],"jid":"a","retry":true,"created_at":1.5}"#
    try harness.session.run("HSET", harness.own.processes, "gone", "1")
    try harness.session.run("HSET", harness.own.inflight("gone"), "1:default", job)
    try fill(harness.session)
    try await harness.worker.working(configuration) { _ in try await harness.runs.reach(1) }
    #expect(harness.runs.all == ["1"])
  }

  private func fill(_ session: RedisSession) throws {
    try session.run("CONFIG", "SET", "maxmemory-policy", "noeviction")
    try session.run("CONFIG", "SET", "maxmemory", "1")
  }
}
