import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed requeue --canary`, with workers that run the sample.
@Suite(.timeLimit(.minutes(10))) struct CanaryTests {
  private func requeue(_ stage: Stage, _ flags: String...) async throws -> Finished {
    try await stage.run(["failed", "requeue", "--all", "--yes", "--canary", "10", "--need", "90%"] + flags)
  }

  private func registered(_ stage: Stage, _ key: String = "resque:lifeboat:resque:processes") async throws {
    try await eventually("the worker is registered") { try stage.call("HLEN", key).int == 1 }
  }

  /// Runs jobs whose number has this ending with success, and fails the others.
  private func worker(_ stage: Stage, succeeds: String, _ flags: String...) throws -> BuiltProgram {
    let file = try stage.write(
      """
      handlers:
        Mail: { command: [sh, -c, 'echo ran >> $LEDGER; case "$(cat)" in *\(succeeds)*) exit 0;; esac; exit 1'] }
      """, to: "canary.yml")
    return try BuiltProgram(
      "lifeboat", ["work", "--queue", "mail", "--redis", stage.redis.urlText, "--handlers", file] + flags,
      environment: ["LEDGER": stage.ledgerPath])
  }

  @Test func `a sample that succeeds lets the rest follow`() async throws {
    let stage = try Stage()
    try stage.fail(0..<200)
    let worker = try worker(stage, succeeds: "Mail")
    try await registered(stage)
    let result = try await requeue(stage)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.errors.contains("canary: 10 jobs sent; waiting for what becomes of them\n"))
    #expect(result.errors.contains("canary: 10 of 10 succeeded (9 needed), 0 failed; the rest follows\n"))
    #expect(result.output.hasSuffix(" is finished: moved 200\n"))
    try await stage.ledger(reaches: 200)
    #expect(try stage.list("resque:failed").isEmpty)
    worker.send(SIGTERM)
    _ = try await worker.ending()
  }

  @Test func `what follows a sample keeps the rate`() async throws {
    let stage = try Stage()
    try stage.fail(0..<200)
    let worker = try worker(stage, succeeds: "Mail")
    try await registered(stage)
    let result = try await requeue(stage, "--rate", "50/s")
    #expect(result.ending == .exited(0), "\(result.errors)")
    let id = try #require(try await stage.operations().first?["id"] as? String)
    let log = try #require(try stage.call("XRANGE", "resque:lifeboat:resque:op:\(id):journal", "-", "+").array)
    let times = log.compactMap { $0.array?.first?.string?.split(separator: "-").first }.compactMap { Int($0) }
    // 190 jobs follow, of which half a second's worth and a portion may go at once.
    let first = try #require(times.first)
    let last = try #require(times.last)
    #expect(last - first >= 190 * 20 - 600)
    worker.send(SIGTERM)
    _ = try await worker.ending()
  }

  @Test func `a sample that fails sends the rest back to where it was`() async throws {
    let stage = try Stage()
    try stage.fail(0..<200)
    let worker = try worker(stage, succeeds: "nothing")
    try await registered(stage)
    let result = try await requeue(stage)
    #expect(result.ending == .exited(4), "\(result.errors)")
    #expect(result.errors.contains("(9 needed)") && result.errors.contains("; the rest goes back\n"))
    #expect(result.errors.hasSuffix("error: the sample failed, and the rest was not sent\n"))
    #expect(result.output.hasSuffix(" is finished: moved 10 · gave back 190\n"))
    let operation = try await stage.operation()
    #expect(operation["canary"] as? Int == 10 && operation["canary_need"] as? Double == 0.9)
    #expect(operation["canary_passed"] as? Bool == false)
    let id = try #require(operation["id"] as? String)
    #expect(try await stage.lifeboat("op", "show", id).output.contains("canary     10 first, 90.0 % must succeed\n"))
    try await eventually("the sample has failed") { try stage.list("resque:failed").count == 200 }
    let old = try stage.list("resque:failed").filter { $0.contains("2026/01/02") }
    #expect(old.count == 190 && Set(old).isSubset(of: Set((0..<200).map { Stage.entry($0) })))
    #expect(stage.ledger.count == 10)
    worker.send(SIGTERM)
    _ = try await worker.ending()
  }

  @Test func `a sample of which nothing is known in time pauses the operation`() async throws {
    let stage = try Stage()
    try stage.fail(0..<50)
    let worker = try stage.worker(
      "--queue", "mail", handlers: "handlers: { Mail: { command: [sh, -c, 'sleep 600'] } }")
    try await registered(stage)
    let result = try await requeue(stage, "--canary-wait", "3s")
    #expect(result.ending == .exited(4))
    #expect(result.errors.contains("error: canary: 0 of 10 succeeded (9 needed), 0 failed, 10 not known; operation "))
    #expect(try await stage.operation()["state"] as? String == "paused")
    #expect(try await stage.operation()["phase"] as? String == "watching")
    worker.kill()
  }

  @Test func `where outcomes cannot be seen nothing is moved`() async throws {
    let stage = try Stage()
    try stage.fail(0..<5)
    let nobody = try await requeue(stage)
    #expect(nobody.ending == .exited(7))
    #expect(nobody.errors.contains("the outcomes of a sample cannot be seen: no live worker works mail"))
    try stage.call("SADD", "resque:workers", "web-1:17:mail")
    let ruby = try await requeue(stage)
    #expect(ruby.ending == .exited(7))
    #expect(ruby.errors.contains("Ruby workers work mail, and Resque's jobs have no ids"))
    #expect(try stage.list("resque:failed").count == 5)
    #expect(try await stage.operations().isEmpty)
  }

  /// Dead jobs of Sidekiq's.
  private func bury(_ numbers: Range<Int>, _ stage: Stage) throws {
    try stage.call("SADD", "queues", "mail")
    // What is older than half a year goes to the overflow.
    let start = Int(Date().timeIntervalSince1970) - 10_000
    for number in numbers {
      try stage.call(
        "ZADD", "dead", "\(start + number).5",
        #"{"retry":true,"queue":"mail","class":"Mail","args":[\#(number)],"jid":"\#(String(repeating: "a", count: 20))\#(1_000 + number)","#
          + #""created_at":\#(start).5,"error_message":"no","error_class":"E","failed_at":\#(start).5,"retry_count":25}"#
      )
    }
  }

  @Test(arguments: [true, false])
  func `Sidekiq's jobs are followed by their ids`(succeeds: Bool) async throws {
    let stage = try Stage()
    try bury(0..<100, stage)
    let worker = try worker(stage, succeeds: succeeds ? "Mail" : "nothing", "--dialect", "sidekiq")
    try await registered(stage, "lifeboat:sidekiq:processes")
    let result = try await requeue(stage, "--dialect", "sidekiq")
    #expect(result.ending == .exited(succeeds ? 0 : 4), "\(result.errors)")
    #expect(result.output.hasSuffix(succeeds ? "moved 100\n" : "moved 10 · gave back 90\n"), "\(result.output)")
    try await stage.ledger(reaches: succeeds ? 100 : 10)
    try await eventually("the sample waits for its retry") {
      let dead = try stage.call("ZCARD", "dead").int ?? 0
      let left = (try stage.call("ZCARD", "retry").int ?? 0) + dead
      return left == (succeeds ? 0 : 100)
    }
    worker.send(SIGTERM)
    _ = try await worker.ending()
  }
}
