import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed requeue` of whatever has something in common.
@Suite struct RequeueTests {
  private func stage() throws -> Stage {
    let stage = try Stage()
    try stage.fail(0..<3)
    try stage.fail([Stage.entry(3, className: "Bill", queue: "a b:c,é😀", error: "Net::ReadTimeout")])
    try stage.fail(4..<6)
    return stage
  }

  @Test func `what matches goes back in order, the rest stays in order`() async throws {
    let stage = try stage()
    let result = try await stage.lifeboat(
      "failed", "requeue", "--class", "Mail", "--limit", "4", "--yes", "--note", "INC-42")
    #expect(result.ending == .exited(0), "\(result.errors)")
    let operation = try await stage.operation()
    let id = try #require(operation["id"] as? String)
    #expect(result.output == "operation \(id) is finished: moved 4\n")
    #expect(
      result.errors == """
        warning: no live worker works mail; the jobs will wait there
        operation \(id); Ctrl-C pauses it, `lifeboat op undo \(id)` takes it back

        """)
    #expect(try stage.queue("mail") == [1, 2, 4, 5].map { Stage.job($0) })
    #expect(
      try stage.list("resque:failed") == [
        Stage.entry(0), Stage.entry(3, className: "Bill", queue: "a b:c,é😀", error: "Net::ReadTimeout"),
      ])
    #expect(try stage.call("SMEMBERS", "resque:queues").array?.compactMap(\.string) == ["mail"])
    #expect(operation["note"] as? String == "INC-42")
    #expect(try stage.heldKeys() == [])
  }

  @Test func `keeping entries is refused at once where nothing can mark them`() async throws {
    let stage = try Stage()
    let job = #"{"class":"Mail","args":[],"queue":"mail","jid":"a"}"#
    try stage.call("ZADD", "dead", "1", job)
    let result = try await stage.lifeboat("failed", "requeue", "--all", "--keep", "--yes", "--dialect", "sidekiq")
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("--keep marks entries as Resque's own requeue does"), "\(result.errors)")
    #expect(try stage.call("KEYS", "*").strings == [Array("dead".utf8)])
  }

  @Test func `a dry run counts by class and error, shows five, and writes nothing at all`() async throws {
    let stage = try stage()
    try stage.fail(["junk \u{1B}"])
    let before = try stage.changes()
    let dry = try await stage.lifeboat("failed", "requeue", "--all", "-n")
    #expect(dry.ending == .exited(0))
    #expect(
      dry.output.hasPrefix(
        """
        would requeue 7 failures: 5 to mail, 1 to a b:c,é😀, 1 stay, since they cannot be read; nothing was changed

        CLASS        ERROR             COUNT
        Mail         RuntimeError          5
        (malformed)  -                     1
        Bill         Net::ReadTimeout      1

        5 of them:
          junk \\u{1b}
          {"failed_at":
        """), "\(dry.output)")
    let json = try await stage.lifeboat("failed", "requeue", "--class", "Bill", "-n", "-o", "json").output
    #expect(
      json.hasPrefix(
        #"{"dry_run":true,"count":1,"groups":[{"class":"Bill","error":"Net::ReadTimeout","count":1}],"samples":["#))
    #expect(try stage.changes() == before)
  }

  @Test func `without a terminal it refuses unless told yes`() async throws {
    let stage = try stage()
    let before = try stage.changes()
    let refused = try await stage.lifeboat("failed", "requeue", "--class", "Mail")
    #expect(refused.ending == .exited(7))
    #expect(
      refused.errors.hasSuffix(
        "error: this would requeue 5 failures to mail, and there is no terminal to ask on; nothing was changed."
          + " --yes does it, --dry-run shows it\n"))
    #expect(try stage.changes() == before)
    #expect(try await stage.lifeboat("failed", "requeue", "--class", "Bill").ending == .exited(0))
  }

  @Test func `on a terminal it asks, and says how many go where`() async throws {
    let stage = try stage()
    let terminal = try TerminalProgram(["failed", "requeue", "--all", "--redis", stage.redis.urlText])
    try await terminal.type("y\n", after: "This will requeue 6 failures: 5 to mail, 1 to a b:c,é😀. Go on? [y/N] ")
    #expect(try await terminal.program.ending() == .exited(0))
    #expect(try stage.queue("mail").count == 5)
    #expect(try stage.queue("a b:c,é😀").count == 1)
  }

  @Test func `without a filter it asks for --all`() async throws {
    let stage = try stage()
    let none = try await stage.lifeboat("failed", "requeue", "--yes")
    #expect(none.ending == .exited(2))
    #expect(none.errors.contains("--all"))
    #expect(try stage.list("resque:failed").count == 6)
  }

  @Test func `nothing that matches is no error, unless a match is required`() async throws {
    let stage = try stage()
    let plain = try await stage.lifeboat("failed", "requeue", "--class", "None")
    #expect(plain.ending == .exited(0))
    #expect(plain.output == "no failure matches; nothing was changed\n")
    let required = try await stage.lifeboat("failed", "requeue", "--class", "None", "--require-match", "--yes")
    #expect(required.ending == .exited(5))
    #expect(required.errors == "error: no failure matches; nothing was changed\n")
    #expect(try await stage.operations().isEmpty)
  }

  @Test func `what cannot go back stays, and the code says so`() async throws {
    let stage = try stage()
    try stage.fail(["junk"])
    let result = try await stage.lifeboat("failed", "requeue", "--all", "--yes", "-o", "json")
    #expect(result.ending == .exited(4))
    #expect(result.errors.contains("error: 1 failure cannot be sent; `lifeboat op log "))
    let operation = try #require(try json(result.output) as? [String: Any])
    #expect(operation["done"] as? Int == 6 && operation["refused"] as? Int == 1)
    #expect(try stage.list("resque:failed") == ["junk"])
    let alone = try await stage.lifeboat("failed", "requeue", "--malformed")
    #expect(alone.ending == .exited(7))
    #expect(try stage.list("resque:failed") == ["junk"])
  }

  @Test func `jobs can go to another queue, and later`() async throws {
    let stage = try stage()
    let now = Int(Date().timeIntervalSince1970)
    let result = try await stage.lifeboat(
      "failed", "requeue", "--class", "Mail", "--to-queue", "slow", "--in", "10m", "--yes")
    #expect(result.ending == .exited(0), "\(result.errors)")
    let seconds = try stage.call("ZRANGE", "resque:delayed_queue_schedule", "0", "-1").array?.compactMap(\.int) ?? []
    #expect(seconds.allSatisfy { (now + 600...now + 660).contains($0) } && !seconds.isEmpty)
    let jobs = try seconds.flatMap { try stage.list("resque:delayed:\($0)") }
    #expect(jobs.count == 5 && jobs.allSatisfy { $0.contains(#""queue":"slow""#) })
  }

  @Test(arguments: [
    ["--rate", "fast"], ["--rate", "0/s"], ["--in", "soon"], ["--spread", "1x"], ["--to-queue", ""], ["--need", "95%"],
    ["--canary", "0"], ["--canary", "3", "--need", "101%"], ["--canary", "3", "--need", "most"], ["--limit", "0"],
  ])
  func `a flag that cannot be read is a usage error`(flags: [String]) async throws {
    let program = try BuiltProgram("lifeboat", ["failed", "requeue", "--all", "--yes"] + flags)
    let result = try await Finished(program)
    #expect(result.ending == .exited(2), "\(result.errors)")
    #expect(result.errors.contains(flags[flags.count - 2]), "\(result.errors)")
  }

  @Test func `classes that no worker runs are named, and go back all the same`() async throws {
    let stage = try stage()
    let worker = try stage.worker("--queue", "mail,slow", handlers: "handlers: { Other: { builtin: discard } }")
    try await eventually("the worker is registered") {
      try stage.call("HLEN", "resque:lifeboat:resque:processes").int == 1
    }
    let dry = try await stage.lifeboat("failed", "requeue", "--class", "Mail", "--dry-run")
    #expect(dry.errors == "warning: no live worker runs Mail; the jobs will fail again\n")
    worker.send(SIGTERM)
    _ = try await worker.ending()
  }
}

extension Stage {
  /// How many writes Redis has seen.
  fileprivate func changes() throws -> Int {
    let lines = try call("INFO", "persistence").string?.split(separator: "\r\n") ?? []
    let line = lines.first { $0.hasPrefix("rdb_changes_since_last_save:") }
    return line.flatMap { Int($0.drop { $0 != ":" }.dropFirst()) } ?? -1
  }
}
