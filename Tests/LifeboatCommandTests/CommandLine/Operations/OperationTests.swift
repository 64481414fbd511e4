import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat op`.
@Suite struct OperationTests {
  /// A stage with an operation that stands still after some of a thousand.
  private func halted() async throws -> (stage: Stage, id: String, sent: Int) {
    let stage = try Stage()
    try stage.fail(0..<1_000)
    let program = try BuiltProgram(
      "lifeboat",
      ["failed", "requeue", "--all", "--yes", "--rate", "50/s", "--note", "INC-42", "--redis", stage.redis.urlText])
    try await eventually("some are sent") { try stage.waiting() >= 20 }
    program.send(SIGINT)
    #expect(try await program.ending() == .exited(130))
    let id = try #require(try await stage.operation()["id"] as? String)
    return (stage, id, try stage.waiting())
  }

  @Test func `one that stands still is listed, shown, and mentioned by status`() async throws {
    let (stage, id, sent) = try await halted()
    let rows = try await stage.lifeboat("op", "ls").output.split(separator: "\n")
    #expect(
      rows[0].split(separator: " ") == [
        "ID", "WHAT", "STATE", "DONE", "WAITING", "GONE", "REFUSED", "STARTED", "BY", "NOTE",
      ])
    #expect(rows[1].hasPrefix("\(id)  requeue  paused while sending") && rows[1].hasSuffix("INC-42"))
    let shown = try await stage.lifeboat("op", "show", String(id.prefix(4))).output
    for line in [
      "of         failed", "selection  all", "rate       50/s", "state      paused while sending",
      "so far     moved \(sent) · \(1_000 - sent) wait", "claimed    1,000 of 1,000 looked at", "note       INC-42",
    ] {
      #expect(shown.contains(line + "\n"), "\(line) in\n\(shown)")
    }
    let status = try await stage.lifeboat("status").output
    #expect(
      status.hasSuffix(
        "operation \(id), paused while sending, holds \(1_000 - sent) failures; `lifeboat op show \(id)`\n"))
    let json = try json(try await stage.lifeboat("status", "-o", "json").output) as? [String: Any]
    #expect((json?["operations"] as? [[String: Any]])?.first?["waiting"] as? Int == 1_000 - sent)
  }

  @Test func `resume goes on where it was, at another rate if told`() async throws {
    let (stage, id, _) = try await halted()
    let result = try await stage.lifeboat("op", "resume", id, "--rate", "100000/s")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(result.output == "operation \(id) is finished: moved 1,000\n")
    #expect(try stage.queue("mail") == (0..<1_000).map { Stage.job($0) })
    #expect(try stage.list("resque:failed").isEmpty && stage.heldKeys().isEmpty)
    let again = try await stage.lifeboat("op", "resume", id)
    #expect(again.ending == .exited(7))
    #expect(again.errors.contains("operation \(id) is over"))
  }

  @Test func `undo takes back what no worker has, and restores the failures`() async throws {
    let (stage, id, sent) = try await halted()
    let dry = try await stage.lifeboat("op", "undo", id, "-n")
    #expect(
      dry.output
        == "would give \(1_000 - sent) failures back that nothing was done with and take back what no worker has"
        + " picked up of \(sent) jobs that were sent; nothing was changed\n")
    #expect(try await stage.lifeboat("op", "undo", id).ending == .exited(7))
    #expect(try stage.call("LPOP", "resque:queue:mail").string == Stage.job(0))
    let result = try await stage.lifeboat("op", "undo", id, "--yes")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(
      result.output == "operation \(id) is undone: took back \(sent - 1) · 1 stay moved · gave back \(1_000 - sent)\n")
    #expect(try stage.queue("mail") == [])
    #expect(try stage.list("resque:failed") == (1..<1_000).map { Stage.entry($0) })
    #expect(try await stage.lifeboat("op", "undo", id, "--yes").ending == .exited(7))
  }

  @Test func `pause stops the program that works on it`() async throws {
    let stage = try Stage()
    try stage.fail(0..<1_000)
    let program = try BuiltProgram(
      "lifeboat", ["failed", "requeue", "--all", "--yes", "--rate", "20/s", "--redis", stage.redis.urlText])
    try await eventually("some are sent") { try stage.waiting() > 0 }
    let id = try #require(try await stage.operation()["id"] as? String)
    let paused = try await stage.lifeboat("op", "pause", id)
    #expect(paused.ending == .exited(0))
    #expect(paused.output.hasPrefix("operation \(id) is paused: moved "))
    #expect(try await program.ending() == .exited(4))
    #expect(program.errorText.contains("somebody else paused operation \(id)"))
    let sent = try stage.waiting()
    #expect(sent < 1_000)
    #expect(try await stage.operation()["done"] as? Int == sent)
  }

  @Test func `the log tells what became of each, in every form`() async throws {
    let (stage, id, sent) = try await halted()
    let lines = try await stage.lifeboat("op", "log", id).output.split(separator: "\n")
    #expect(lines[0].split(separator: " ") == ["WHEN", "WHAT", "ID", "SET", "QUEUE", "NOTE"])
    #expect(lines.count == sent + 1)
    #expect(lines[1].split(separator: " ")[1] == "sent" && lines[1].hasSuffix("mail"))
    let rows = try await stage.lifeboat("op", "log", id, "-o", "jsonl").output.split(separator: "\n")
    let first = try #require(try json(String(rows[0])) as? [String: Any])
    #expect(Set(first.keys) == ["position", "at", "event", "id", "set", "queue", "due_at", "reason"])
    let array = try json(try await stage.lifeboat("op", "log", id, "-o", "json").output) as? [[String: Any]]
    #expect(array?.count == sent && Set(array?.compactMap { $0["id"] as? String } ?? []).count == sent)
  }

  @Test func `one that is over can be forgotten, one that is not cannot`() async throws {
    let (stage, id, _) = try await halted()
    let early = try await stage.lifeboat("op", "rm", id)
    #expect(early.ending == .exited(7))
    #expect(early.errors.contains("is not over"))
    #expect(try await stage.lifeboat("op", "resume", id, "--rate", "100000/s").ending == .exited(0))
    #expect(try await stage.lifeboat("op", "rm", id).output == "forgot operation \(id)\n")
    #expect(try await stage.lifeboat("op", "ls").output == "no operations\n")
    #expect(try stage.call("KEYS", "*:op*").array?.isEmpty == true)
  }

  @Test func `an id that is none is said to be none`() async throws {
    let stage = try Stage()
    for verb in ["show", "pause", "resume", "undo", "log", "rm"] {
      let result = try await stage.lifeboat("op", verb, "nothing\u{1B}")
      #expect(result.ending == .exited(1), "\(verb)")
      #expect(result.errors.hasPrefix("error: there is no operation nothing\\u{1b};"), "\(result.errors)")
    }
  }
}
