import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

/// Sidekiq's queues are taken from the right.
@Suite struct SidekiqLeaseTests {
  private let harness: SidekiqHarness
  private let script = WorkerScripts(.sidekiq).lease

  init() throws {
    harness = try SidekiqHarness()
    try harness.session.run("HSET", harness.own.processes, "me", "1")
  }

  /// A lease's payloads, in the order of their sequence numbers.
  private func leased(_ queues: [String], most: Int = 50, bytes: Int = 1_000_000) throws -> [String] {
    let own = harness.own
    var arguments = ["me", String(most), String(bytes), String(most), "0"]
    for queue in queues { arguments += [queue, "0"] }
    let reply = try harness.session.run(
      script,
      keys: [own.processes, own.inflight("me"), own.sequence, harness.dialect.pauseAll, harness.dialect.pausedQueues]
        + queues.map { harness.keys.queue($0) }, arguments: arguments)
    return (reply.array ?? []).dropFirst().flatMap { ($0.array ?? []).dropFirst(2).map { $0.string ?? "" } }
  }

  @Test func `the oldest are taken, in order, however many there are`() throws {
    try harness.push("a", "1")
    for number in 2...60 { try harness.push("a", "\(number)") }
    #expect(try leased(["a"], most: 50) == (1...50).map(String.init))
    #expect(try harness.queue("a") == (51...60).map(String.init))
    try harness.push("a", "61")
    #expect(try leased(["a"], most: 50) == (51...61).map(String.init))
    #expect(try harness.session.keys("queue:*") == [])
    #expect(try harness.session.hash(harness.own.inflight("me")).count == 61)
  }

  @Test func `what is over the limit of bytes stays the next, and is taken alone`() throws {
    try harness.push("a", "small", String(repeating: "x", count: 90), "last")
    #expect(try leased(["a"], bytes: 50) == ["small"])
    #expect(try leased(["a"], bytes: 50).map(\.utf8.count) == [90])
    #expect(try leased(["a"], bytes: 50) == ["last"])
  }

  @Test func `the queues are looked at in their order, and one that is paused is passed over`() throws {
    try harness.push("a", "1")
    try harness.push("b: é", "2")
    try harness.push("c", "3")
    try harness.session.run("SADD", harness.keys.paused, "a")
    #expect(try leased(["a", "b: é", "c"]) == ["2", "3"])
    try harness.session.run("SREM", harness.keys.paused, "a")
    #expect(try leased(["a", "b: é", "c"]) == ["1"])
  }

  @Test func `a worker takes nothing from a queue in Sidekiq's paused set until it is out of it`() async throws {
    try harness.session.run("SADD", harness.keys.paused, "slow")
    try harness.push("slow", sidekiqJob("Note", "[1]", queue: "slow"))
    try harness.push("default", sidekiqJob("Note", "[2]"))
    try await harness.worker.working(harness.configuration(["slow", "default"])) { _ in
      try await harness.runs.reach(1)
      #expect(harness.runs.all == ["2"])
      #expect(try harness.queue("slow").count == 1)
      try harness.session.run("SREM", harness.keys.paused, "slow")
      try await harness.runs.reach(2)
    }
    #expect(harness.runs.all == ["2", "1"])
  }
}
