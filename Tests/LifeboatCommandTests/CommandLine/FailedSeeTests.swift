import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed ls`, `show`, `count`, `top` and `diff`: what failures look like.
@Suite struct FailedSeeTests {
  private func entry(
    _ number: Int, class name: String = "Mail", error: String = "no host 7", at time: String = "2026/01/02 03:04:05 UTC"
  ) -> String {
    #"{"failed_at":"\#(time)","payload":{"class":"\#(name)","args":[\#(number)]},"exception":"IOError","#
      + #""error":"\#(error)","backtrace":["/app/a.rb:1:in `x'"],"worker":"h:1:mail","queue":"mail"}"#
  }

  private func push(_ entries: [String], _ stage: Stage) throws {
    for entry in entries { try stage.call("RPUSH", "resque:failed", entry) }
  }

  private func ids(_ stage: Stage, _ flags: String...) async throws -> [String] {
    let output = try await stage.run(["failed", "ls", "-o", "jsonl"] + flags).output
    return try output.split(separator: "\n").map { (try json(String($0)) as? [String: Any])?["id"] as? String ?? "" }
  }

  private func groups(_ stage: Stage, _ arguments: String...) async throws -> [[String: Any]] {
    let output = try await stage.run(["failed"] + arguments + ["-o", "json"]).output
    return try #require((try json(output) as? [String: Any])?["groups"] as? [[String: Any]])
  }

  @Test func `count --by groups failures, the malformed apart`() async throws {
    let stage = try Stage()
    try push((0..<3).map { entry($0) } + [entry(9, class: "Charge"), "nonsense"], stage)
    let lines = try await stage.lifeboat("failed", "count", "--by", "class").output.split(separator: "\n")
    #expect(
      lines.map { $0.split(separator: " ").joined(separator: " ") } == [
        "CLASS COUNT SHARE", "Mail 3 60.0 %", "(malformed) 1 20.0 %", "Charge 1 20.0 %",
      ])
    let output = try await stage.lifeboat("failed", "count", "--by", "queue", "-o", "json").output
    #expect(
      output == #"{"by":"queue","count":5,"groups":[{"queue":"mail","count":4}],"malformed":1,"others":0}"# + "\n")
    let classes = try await groups(stage, "count", "--by", "class", "--class", "Charge")
    #expect(classes.compactMap { $0["count"] as? Int } == [1])
    #expect(try await stage.lifeboat("failed", "count", "--by", "colour").ending == .exited(2))
  }

  @Test func `days are those of the machine in a table and of UTC in JSON`() async throws {
    let stage = try Stage()
    try push([entry(1, at: "2026/01/01 23:30:00 UTC"), entry(2, at: "2026/01/01 20:30:00 EST")], stage)
    let flags = ["failed", "count", "--by", "day"]
    let table = try await stage.run(flags, environment: ["TZ": "Asia/Kolkata"]).output
    #expect(table.contains("2026-01-02      2  100.0 %"))
    let days = try await groups(stage, "count", "--by", "day").map { $0["day"] as? String }
    #expect(days == ["2026-01-02", "2026-01-01"])
  }

  @Test func `top shows causes with a sample, and its fingerprint selects them`() async throws {
    let stage = try Stage()
    try push((0..<3).map { entry($0, error: "no host \($0)") } + [entry(1, error: #"is \u001b[31mred"#), "{}"], stage)
    let lines = try await stage.lifeboat("failed", "top", "--limit", "1").output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].contains("3  60.0 %") && lines[1].hasSuffix("Mail   IOError"))
    #expect(lines[2].hasSuffix("└ no host 2"))
    #expect(lines[3] == "… 1 failure of 1 other cause, 1 malformed")
    let top = try await groups(stage, "top")
    #expect(top.map { $0["shape"] as? String } == ["no host N", "is \u{1B}[Nmred"])
    #expect(top[0]["last_seen"] as? String == "2026-01-02T03:04:05Z")
    let digits = try #require(top[0]["fingerprint"] as? String)
    #expect(try await ids(stage, "--fingerprint", String(digits.prefix(8))).count == 3)
    #expect(!(try await stage.lifeboat("failed", "top").output.contains("\u{1B}")))
  }

  @Test func `top --watch looks again`() async throws {
    let stage = try Stage()
    try push([entry(1)], stage)
    let program = try BuiltProgram(
      "lifeboat", ["failed", "top", "--watch", "-o", "jsonl", "--redis", stage.redis.urlText])
    try await eventually("one failure is seen") { program.outputText.contains(#"{"count":1,"#) }
    try push([entry(2)], stage)
    try await eventually("the next is seen") { program.outputText.contains(#"{"count":2,"#) }
    program.send(SIGTERM)
    _ = try await program.ending()
  }

  @Test func `ls joins equal entries, sorts and pages`() async throws {
    let stage = try Stage()
    try push([entry(1, class: "B"), entry(2, class: "A"), entry(3, class: "C"), entry(3, class: "C")], stage)
    let lines = try await stage.lifeboat("failed", "ls").output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].hasSuffix("C      IOError    ×2 no host 7"))
    let sorted = try await stage.lifeboat("failed", "ls", "--sort", "class", "--limit", "2").output
    #expect(sorted.split(separator: "\n").last == "… 2 more; --offset 2")
    let (newest, byClass) = (try await ids(stage), try await ids(stage, "--sort", "class"))
    #expect(byClass == [newest[2], newest[3], newest[0], newest[1]])
    #expect(try await ids(stage, "--sort", "class", "--offset", "1", "--limit", "1") == [newest[3]])
    #expect(try await ids(stage, "--class", "A") == [newest[2]])
  }

  @Test func `what Ruby has requeued is told where it is left out`() async throws {
    let stage = try Stage()
    try push([entry(1), String(entry(2).dropLast()) + #","retried_at":"2026/01/02 04:00:00"}"#], stage)
    let counted = try await stage.lifeboat("failed", "count", "--by", "class")
    #expect(counted.output.contains("Mail       1"))
    #expect(
      counted.errors == "note: without 1 failure that Ruby has requeued and kept; --retried shows them too\n")
    #expect(try await groups(stage, "count", "--by", "class", "--retried").first?["count"] as? Int == 2)
    #expect(try await ids(stage).count == 2)
  }

  @Test func `show lays a long payload out, and --raw gives the exact bytes`() async throws {
    let stage = try Stage()
    let long = entry(1, class: String(repeating: "Long", count: 20)).replacing("[1]", with: #"[1.50, {"a":[]}]"#)
    try push([long, "\u{1B}[31m"], stage)
    let ids = try await ids(stage)
    let shown = try await stage.lifeboat("failed", "show", ids[1]).output
    #expect(shown.contains("\njob\n  {\n    \"class\": \"Long"))
    #expect(shown.contains("\n    \"args\": [1.50, {\"a\": []}]\n  }\n"))
    #expect(try await stage.lifeboat("failed", "show", ids[1], "--raw").output == long)
    #expect(try await stage.lifeboat("failed", "show", ids[0], "--raw").output == "\u{1B}[31m")
    #expect(!(try await stage.lifeboat("failed", "show", ids[0]).output.contains("\u{1B}")))
  }

  @Test func `diff shows what differs`() async throws {
    let stage = try Stage()
    try push([entry(1), entry(2, error: "no host 8")], stage)
    let ids = try await ids(stage)
    let lines = try await stage.lifeboat("failed", "diff", ids[1], ids[0]).output.split(separator: "\n")
    #expect(lines.contains("- args.0     1") && lines.contains("+ args.0     2"))
    #expect(lines.contains("  class      Mail") && lines.contains("  the backtraces are the same, 1 frame"))
    let output = try await stage.lifeboat("failed", "diff", ids[1], ids[0], "-o", "json").output
    let differences = try #require((try json(output) as? [String: Any])?["differences"] as? [[String: Any]])
    #expect(differences.map { $0["field"] as? String } == ["error", "args.0"])
    #expect(differences[1]["left"] as? Int == 1)
    #expect(try await stage.lifeboat("failed", "diff", ids[0], "00000000").ending == .exited(1))
  }

  @Test func `a key of another type where the overflow should be hides nothing`() async throws {
    let stage = try Stage()
    try stage.call("ZADD", "dead", "5", #"{"class":"A","args":[],"queue":"q","jid":"1"}"#)
    try stage.call("SET", "lifeboat:sidekiq:overflow", "x")
    let listed = try await stage.lifeboat("failed", "ls", "--dialect", "sidekiq")
    #expect(listed.ending == .exited(0))
    #expect(listed.output.split(separator: "\n").count == 2)
    #expect(
      listed.errors
        == "note: overflow was not looked into: lifeboat:sidekiq:overflow holds a string; a list was expected\n")
  }
}
