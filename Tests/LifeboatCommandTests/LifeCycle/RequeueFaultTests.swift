import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed requeue` of many failures: interrupted, killed, without Redis, without a reader.
@Suite(.timeLimit(.minutes(10))) struct RequeueFaultTests {
  private let count = 2_000

  private func stage(isDurable: Bool = false) throws -> Stage {
    let stage = try Stage(RedisServer.Options(isDurable: isDurable))
    try stage.fail(0..<count)
    return stage
  }

  private func requeue(_ stage: Stage, _ flags: String...) throws -> BuiltProgram {
    try BuiltProgram(
      "lifeboat", ["failed", "requeue", "--all", "--yes", "--redis", stage.redis.urlText] + flags)
  }

  private func jobs(_ numbers: Range<Int>) -> [String] { numbers.map { Stage.job($0) } }

  private func id(_ stage: Stage) async throws -> String { try #require(try await stage.operation()["id"] as? String) }

  /// Goes on to the end, and looks whether each job was sent once, in order.
  private func finish(_ stage: Stage) async throws {
    let id = try await id(stage)
    let resumed = try await stage.lifeboat("op", "resume", id, "--rate", "1000000/s")
    #expect(resumed.ending == .exited(0), "\(resumed.errors)")
    #expect(resumed.output == "operation \(id) is finished: moved 2,000\n")
    #expect(try stage.queue("mail") == jobs(0..<count))
    #expect(try stage.list("resque:failed").isEmpty && stage.heldKeys().isEmpty)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `who interrupts it is told how to go on, and it goes on`(signal: Int32) async throws {
    let stage = try stage()
    let program = try requeue(stage, "--rate", "100/s")
    try await eventually("some are sent") { try stage.waiting() > 0 }
    program.send(signal)
    #expect(try await program.ending() == .exited(130))
    let (id, sent) = (try await id(stage), try stage.waiting())
    #expect(
      program.errorText.hasSuffix(
        "error: operation \(id) is paused: moved \(sent == 1_000 ? "1,000" : String(sent)) · "
          + "\(count - sent >= 1_000 ? "1," + String(count - sent).suffix(3) : String(count - sent)) wait;"
          + " `lifeboat op resume \(id)` goes on, `lifeboat op undo \(id)` takes it back\n"), "\(program.errorText)")
    #expect(try await stage.operation()["state"] as? String == "paused")
    #expect(try stage.queue("mail") == jobs(0..<sent))
    try await finish(stage)
  }

  @Test func `killed at any instant it goes on where it was`() async throws {
    let stage = try stage(isDurable: true)
    var program = try requeue(stage, "--rate", "1000/s")
    for threshold in [1, 400, 900, 1_500] {
      try await eventually("more are sent") { try stage.waiting() >= threshold }
      program.kill()
      let sent = try stage.waiting()
      #expect(try stage.queue("mail") == jobs(0..<sent))
      program = try BuiltProgram("lifeboat", ["op", "resume", try await id(stage), "--redis", stage.redis.urlText])
    }
    program.kill()
    if try await stage.operation()["state"] as? String != "finished" { try await finish(stage) }
    #expect(try stage.queue("mail") == jobs(0..<count))
  }

  @Test func `while Redis restarts it waits, says so, and goes on`() async throws {
    let stage = try stage(isDurable: true)
    let program = try requeue(stage, "--rate", "500/s")
    try await eventually("some are sent") { try stage.waiting() > 0 }
    stage.redis.kill()
    try await eventually("it says that it waits") { program.errorText.contains("waiting for it, Ctrl-C stops") }
    try stage.redis.start()
    #expect(try await program.ending() == .exited(0), "\(program.errorText)")
    #expect(program.outputText.hasSuffix(" is finished: moved 2,000\n"))
    #expect(try stage.queue("mail") == jobs(0..<count))
    #expect(program.errorText.components(separatedBy: "waiting for it").count == 2, "it is said once")
  }

  @Test func `interrupted while Redis is away it says that the operation stands still`() async throws {
    let stage = try stage(isDurable: true)
    let program = try requeue(stage, "--rate", "100/s")
    try await eventually("some are sent") { try stage.waiting() > 0 }
    stage.redis.kill()
    try await eventually("it says that it waits") { program.errorText.contains("waiting for it, Ctrl-C stops") }
    program.send(SIGINT)
    #expect(try await program.ending() == .exited(130))
    #expect(program.errorText.contains(" stands still, though Redis could not be told so ("))
    try stage.redis.start()
    try await finish(stage)
  }

  @Test func `two who go on with one operation send nothing twice`() async throws {
    let stage = try stage()
    let program = try requeue(stage, "--rate", "500/s")
    try await eventually("some are sent") { try stage.waiting() > 0 }
    let id = try await id(stage)
    let others = try (0..<3).map { _ in
      try BuiltProgram("lifeboat", ["op", "resume", id, "--redis", stage.redis.urlText])
    }
    var endings: [BuiltProgram.Ending?] = [try await program.ending()]
    for other in others { endings.append(try await other.ending()) }
    #expect(endings.count { $0 == .exited(0) } == 1, "\(endings)")
    #expect(endings.count { $0 == .exited(4) || $0 == .exited(7) } == 3, "\(endings)")
    #expect(try stage.queue("mail") == jobs(0..<count))
  }

  @Test func `a reader that has gone does not leave the operation without a word`() async throws {
    let stage = try stage()
    let program = try BuiltProgram(
      "/bin/sh",
      [
        "-c", "\"$@\" | head -c 1", "sh", try BuiltProgram.path(of: "lifeboat"), "failed", "requeue", "--all", "--yes",
        "--rate", "500/s", "-o", "jsonl", "--redis", stage.redis.urlText,
      ])
    _ = try await program.ending()
    try await finish(stage)
  }

  @Test func `a rate is kept within 5 %`() async throws {
    let stage = try stage()
    let result = try await stage.lifeboat("failed", "requeue", "--all", "--yes", "--rate", "150/s")
    #expect(result.ending == .exited(0))
    let id = try await id(stage)
    let times = try stage.call("XRANGE", "resque:lifeboat:resque:op:\(id):journal", "-", "+").array?.compactMap {
      $0.array?.first?.string.flatMap { Int($0.prefix { $0 != "-" }) }
    }
    let sent = try #require(times)
    #expect(sent.count == count)
    // The first portion goes at once; from then on each has its time. What a stall of the machine cost is made up for, but for
    // half a second's worth at most.
    let rate = Double(count - 15) / (Double(sent[count - 1] - sent[0]) / 1_000)
    #expect(rate < 157.5, "\(rate)")
    #expect(rate > 120, "\(rate)")
  }

  @Test func `where JSON lines are asked for, each second says how far it is`() async throws {
    let stage = try stage()
    let output = try await stage.lifeboat("failed", "requeue", "--all", "--yes", "--rate", "500/s", "-o", "jsonl")
      .output
    let rows = try output.split(separator: "\n").map { try json(String($0)) as? [String: Any] ?? [:] }
    let progress = rows.dropLast()
    #expect(progress.count >= 3)
    for row in progress { #expect(Set(row.keys) == ["op", "phase", "done", "total", "rate"]) }
    let done = progress.filter { $0["phase"] as? String == "requeue" }.compactMap { $0["done"] as? Int }
    #expect(done == done.sorted() && done.allSatisfy { $0 <= count })
    #expect(rows.last?["state"] as? String == "finished" && rows.last?["done"] as? Int == count)
  }

  @Test func `on a terminal it shows how far it is, and takes the line away`() async throws {
    let stage = try stage()
    let terminal = try TerminalProgram(
      ["failed", "requeue", "--all", "--yes", "--rate", "1000/s", "--redis", stage.redis.urlText])
    #expect(try await terminal.program.ending() == .exited(0))
    #expect(terminal.screen.contains("requeue  ██"), "\(terminal.screen)")
    #expect(terminal.screen.contains(" of 2,000"))
    #expect(terminal.screen.hasSuffix("\r\u{1B}[K"))
  }
}
