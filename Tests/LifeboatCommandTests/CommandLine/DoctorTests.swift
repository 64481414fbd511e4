import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat doctor`.
@Suite(.timeLimit(.minutes(10))) struct DoctorTests {
  private let stage: Stage

  /// A Redis that keeps everything, as a healthy app has it.
  init() throws { stage = try Stage(RedisServer.Options(isDurable: true)) }

  private let naps = "handlers: { Nap: { command: [sleep, '1000'] } }"

  private func report(_ arguments: String..., exits code: Int = 0) async throws -> [String: Any] {
    let result = try await stage.run(["doctor", "-o", "json"] + arguments)
    #expect(result.ending == .exited(code), "\(result.errors)")
    return try #require(try json(result.output) as? [String: Any])
  }

  /// What is not fine but the time that Redis takes, which is this machine's affair.
  private func faults(_ report: [String: Any]) throws -> [String] {
    let findings = try #require(report["findings"] as? [[String: Any]])
    return findings.filter { $0["level"] as? String != "fine" && $0["check"] as? String != "latency" }
      .map { "\($0["check"] ?? ""): \($0["finding"] ?? "")" }
  }

  @Test func `an app in which a worker runs a job is healthy`() async throws {
    try stage.push("Nap", numbers: 0..<3)
    let worker = try stage.worker("--queue", "default", "-c", "1", handlers: naps)
    try await eventually("it runs one") { try stage.call("KEYS", "resque:worker:*:default").array?.count == 1 }
    #expect(try faults(try await report()) == [])
    worker.kill()
  }

  @Test func `a Sidekiq app in which a worker runs a job is healthy`() async throws {
    let payload =
      #"{"class":"Nap","args":[],"jid":"\#(UUID().uuidString)","enqueued_at":\#(Date().timeIntervalSince1970)}"#
    try stage.call("SADD", "queues", "default")
    try stage.call("LPUSH", "queue:default", payload)
    let worker = try stage.worker("--dialect", "sidekiq", "--queue", "default", "-c", "1", handlers: naps)
    try await eventually("it shows its job") { try stage.call("KEYS", "*:work").array?.count == 1 }
    #expect(try faults(try await report("--dialect", "sidekiq")) == [])
    worker.kill()
  }

  @Test func `a problem ends with 3, in every form`() async throws {
    try stage.push("Nap", numbers: 0..<1, to: "a b")
    let object = try await report("--only", "unserved", exits: 3)
    #expect(object["problems"] as? Int == 1)
    let result = try await stage.lifeboat("doctor", "--only", "unserved", "-o", "jsonl")
    #expect(result.ending == .exited(3))
    #expect(
      result.output
        == #"{"check":"unserved","group":"queues","level":"problem","finding":"no worker is registered, and 1 job waits in 1"#
        + #" queue: a b","advice":"start one: `lifeboat work --queue 'a b'`, or a Ruby worker","evidence":{"jobs":1,"#
        + #""queues":["a b"]}}"# + "\n")
    #expect(result.errors == "error: 1 problem was found; each finding says what to do\n")
    let table = try await stage.lifeboat("doctor", "--only", "unserved", "--only", "pauses")
    #expect(
      table.output == """
        Queues
          ✗ unserved  no worker is registered, and 1 job waits in 1 queue: a b
                      → start one: `lifeboat work --queue 'a b'`, or a Ruby worker
          ✓ pauses    no queue with jobs is paused

        1 problem, no warnings, no notes, 1 fine

        """)
  }

  @Test func `warnings and notes end with 0`() async throws {
    try stage.call("SET", "resque:pause-all-workers", "true")
    let object = try await report("--dialect", "resque")
    #expect(object["warnings"] as? Int == 1)
    #expect(object["problems"] as? Int == 0)
    #expect(Set(object.keys) == ["problems", "warnings", "notes", "fine", "findings"])
  }

  @Test func `a check can be left out, and one that does not exist is refused`() async throws {
    try stage.push("Nap", numbers: 0..<1)
    #expect(try faults(try await report("--skip", "unserved")) == [])
    let refused = try await stage.lifeboat("doctor", "--only", "unservd")
    #expect(refused.ending == .exited(2))
    #expect(refused.errors == "error: there is no check unservd here; did you mean unserved?\n")
  }

  @Test func `a Redis that is away ends with 6`() async throws {
    stage.redis.kill()
    let result = try await stage.lifeboat("doctor", "--dialect", "resque")
    #expect(result.ending == .exited(6))
    #expect(result.output.isEmpty)
  }

  @Test func `what it says of orphaned jobs brings them back`() async throws {
    try stage.call("HSET", "resque:lifeboat:resque:inflight:gone", "2:a b", "second", "1:a b", "first")
    try stage.call("HSET", "resque:lifeboat:resque:process:gone", "host", "far", "pid", "1", "lease_ms", "1000")
    _ = try await report("--only", "orphans", "--dialect", "resque", exits: 3)
    try stage.call("HSET", "resque:lifeboat:resque:processes", "gone", "0")
    #expect(try await stage.lifeboat("worker", "prune", "--dialect", "resque").ending == .exited(0))
    #expect(try stage.queue("a b") == ["first", "second"])
    #expect(try faults(try await report("--only", "orphans")) == [])
  }
}
