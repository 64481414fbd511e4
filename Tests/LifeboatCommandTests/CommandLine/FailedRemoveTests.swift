import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed rm`: out of Redis, into a file, and back.
@Suite(.timeLimit(.minutes(10))) struct FailedRemoveTests {
  private func lines(_ stage: Stage, _ name: String = "a.jsonl") throws -> [[String: Any]] {
    try String(decoding: stage.bytes(of: name), as: UTF8.self).split(separator: "\n").map {
      try json(String($0)) as? [String: Any] ?? [:]
    }
  }

  /// A program that removes every failure and has been cut off from Redis in the middle of it.
  ///
  /// - Parameter index: before which of its commands.
  private func cutOff(_ stage: Stage, before index: Int) async throws -> (program: BuiltProgram, relay: Relay) {
    let relay = try Relay(to: stage.redis.port)
    relay.arm(.cutBefore, at: index, forGood: true)
    let program = try BuiltProgram(
      "lifeboat", ["failed", "rm", "--all", "--yes", "--archive", file(stage), "--redis", relay.urlText])
    try await eventually("it is cut off; \(relay.count) commands, \(program.errorText)") { relay.hasStruck }
    return (program, relay)
  }

  private func file(_ stage: Stage, _ name: String = "a.jsonl") -> String { stage.folder.appending(path: name).path }

  @Test func `what is meant goes to the archive, the rest stays in order, and an import has it back`() async throws {
    let stage = try Stage()
    let entries =
      (0..<1_200).map { Stage.entry($0, className: $0.isMultiple(of: 3) ? "Ship" : "Mail") } + ["junk \u{1B}"]
    try stage.fail(entries)
    let removed = try await stage.lifeboat("failed", "rm", "--class", "Ship", "--archive", file(stage), "--yes")
    #expect(removed.ending == .exited(0), "\(removed.errors)")
    #expect(removed.output.hasSuffix(" is finished: removed 400\n"))
    #expect(removed.errors.hasSuffix("`lifeboat failed import \(file(stage))` puts back what was removed\n"))
    let ships = entries.filter { $0.contains("Ship") }
    #expect(try stage.list("resque:failed") == entries.filter { !$0.contains("Ship") })
    #expect(try lines(stage).map { $0["entry"] as? String } == ships)
    #expect(try lines(stage).map { $0["number"] as? Int } == Array(1...400))
    #expect(try FileManager.default.attributesOfItem(atPath: file(stage))[.posixPermissions] as? Int == 0o600)
    try stage.call("DEL", "resque:failed")
    #expect(
      try await stage.lifeboat("failed", "import", file(stage), "--yes", "--dialect", "resque").ending == .exited(0))
    #expect(try stage.list("resque:failed") == ships)
    #expect(try stage.heldKeys().isEmpty)
  }

  @Test func `killed at any instant it goes on, and the archive has each entry once`() async throws {
    let stage = try Stage()
    let entries = (0..<20_000).map { Stage.entry($0) }
    try stage.fail(entries)
    let (program, relay) = try await cutOff(stage, before: 240)
    program.kill()
    let id = try #require(try await stage.operation()["id"] as? String)
    for index in [3, 12, 25] {
      relay.mend()
      relay.arm(.loseReply, at: index, forGood: true)
      let next = try BuiltProgram("lifeboat", ["op", "resume", id, "--redis", relay.urlText])
      try await eventually("it is cut off; \(relay.count) commands, \(next.errorText)") { relay.hasStruck }
      next.kill()
    }
    let last = try await stage.lifeboat("op", "resume", id)
    #expect(last.ending == .exited(0), "\(last.errors)")
    #expect(try lines(stage).map { $0["entry"] as? String } == entries)
    #expect(try stage.list("resque:failed").isEmpty && stage.heldKeys().isEmpty)
  }

  @Test func `an undo gives back what was not removed, and an import the rest, each once`() async throws {
    let stage = try Stage()
    let entries = (0..<20_000).map { Stage.entry($0) }
    try stage.fail(entries)
    let program = try await cutOff(stage, before: 240).program
    program.kill()
    let operation = try await stage.operation()
    let id = try #require(operation["id"] as? String)
    let done = try #require(try stage.call("HGET", "resque:lifeboat:resque:op:\(id)", "done").int)
    #expect(done > 0 && done < entries.count)
    let undone = try await stage.lifeboat("op", "undo", id, "--yes")
    #expect(undone.ending == .exited(0), "\(undone.errors)")
    #expect(undone.errors.contains("`lifeboat failed import \(file(stage))` puts back what was removed"))
    #expect(try stage.list("resque:failed") == Array(entries[done...]))
    // The archive may hold some that never left Redis.
    #expect(try await stage.lifeboat("failed", "import", file(stage), "--yes").ending == .exited(0))
    #expect(try stage.list("resque:failed") == Array(entries[done...] + entries[..<done]))
  }

  @Test func `purge drops, ids name single ones, and a file that is there is left alone`() async throws {
    let stage = try Stage()
    try stage.fail((0..<4).map { Stage.entry($0) } + ["junk"])
    let there = try stage.write("mine", to: "there")
    let refused = try await stage.lifeboat("failed", "rm", "--all", "--yes", "--archive", there)
    #expect(refused.ending == .exited(7))
    #expect(stage.bytes(of: "there") == Array("mine".utf8))
    #expect(try await stage.lifeboat("failed", "rm", "--all").ending == .exited(7))
    #expect(try await stage.lifeboat("failed", "rm", "--yes").ending == .exited(2))
    let preview = try await stage.lifeboat("failed", "rm", "--all", "-n", "--purge")
    #expect(preview.output.hasPrefix("would drop 5 failures; nothing was changed\n"))
    #expect(try stage.list("resque:failed").count == 5)
    let junk = try await stage.lifeboat("failed", "rm", "--malformed", "--purge")
    #expect(junk.ending == .exited(0), "\(junk.errors)")
    #expect(junk.errors.hasSuffix("what was dropped is gone\n"))
    let found = try await stage.lifeboat("failed", "ls", "-o", "jsonl").output.split(separator: "\n")
    let id = try #require((try json(String(found[0])) as? [String: Any])?["id"] as? String)
    #expect(try await stage.lifeboat("failed", "rm", id, "--archive", file(stage)).ending == .exited(0))
    #expect(try lines(stage).map { $0["entry"] as? String } == [Stage.entry(3)])
    #expect(try stage.list("resque:failed") == (0..<3).map { Stage.entry($0) })
  }

  @Test func `two programs never write one archive`() async throws {
    let stage = try Stage()
    let entries = (0..<4_000).map { Stage.entry($0) }
    try stage.fail(entries)
    let (program, relay) = try await cutOff(stage, before: 85)
    let id = try #require(try await stage.operation()["id"] as? String)
    let second = try await stage.lifeboat("op", "resume", id)
    #expect(second.ending == .exited(1))
    #expect(second.errors.contains("another program is at work with it"), "\(second.errors)")
    relay.mend()
    #expect(try await program.ending() == .exited(0), "\(program.errorText)")
    #expect(try lines(stage).map { $0["entry"] as? String } == entries)
    #expect(try stage.list("resque:failed").isEmpty && stage.heldKeys().isEmpty)
  }

  @Test func `where no archive can be made, nothing stays of the operation`() async throws {
    let stage = try Stage()
    try stage.fail([Stage.entry(0)])
    let result = try await stage.lifeboat("failed", "rm", "--all", "--yes", "--archive", file(stage, "no/a.jsonl"))
    #expect(result.ending == .exited(1))
    #expect(result.errors.contains("no/a.jsonl cannot be written"), "\(result.errors)")
    #expect(try stage.call("KEYS", "*").strings == [Array("resque:failed".utf8)])
  }

  @Test func `where the archive is not, the operation does not go on`() async throws {
    let stage = try Stage()
    try stage.fail((0..<6_000).map { Stage.entry($0) })
    let program = try await cutOff(stage, before: 120).program
    #expect(!stage.bytes(of: "a.jsonl").isEmpty)
    program.kill()
    let id = try #require(try await stage.operation()["id"] as? String)
    try FileManager.default.moveItem(atPath: file(stage), toPath: file(stage, "b"))
    let away = try await stage.lifeboat("op", "resume", id)
    #expect(away.ending == .exited(1))
    #expect(away.errors.contains("the archive \(file(stage)) cannot be written: it is not here"), "\(away.errors)")
    _ = try stage.write("something else\n", to: "a.jsonl")
    let other = try await stage.lifeboat("op", "resume", id)
    #expect(other.ending != .exited(0))
    #expect(other.errors.contains("it is another file"), "\(other.errors)")
    #expect(stage.bytes(of: "a.jsonl") == Array("something else\n".utf8))
    try FileManager.default.removeItem(atPath: file(stage))
    try FileManager.default.moveItem(atPath: file(stage, "b"), toPath: file(stage))
    #expect(try await stage.lifeboat("op", "resume", id).ending == .exited(0))
    #expect(try lines(stage).count == 6_000)
  }
}
