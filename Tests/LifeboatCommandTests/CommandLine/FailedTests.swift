import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed`.
@Suite struct FailedTests {
  /// An entry as Ruby writes it.
  private func entry(_ number: Int, error: String = "no", extra: String = "") -> String {
    #"{"failed_at":"2026/01/02 03:04:05 UTC","payload":{"class":"Mail","args":[\#(number)]},"#
      + #""exception":"RuntimeError","error":"\#(error)","backtrace":["a.rb:1"],"worker":"h:1:mail","queue":"mail"\#(extra)}"#
  }

  private func push(_ entries: [String], _ stage: Stage) throws {
    for entry in entries { try stage.call("RPUSH", "resque:failed", entry) }
  }

  private func ids(_ stage: Stage, _ flags: String...) async throws -> [String] {
    let output = try await stage.run(["failed", "ls", "-o", "jsonl", "--limit", "1000"] + flags).output
    return try output.split(separator: "\n").map { (try json(String($0)) as? [String: Any])?["id"] as? String ?? "" }
  }

  @Test func `failed ls lists the newest first, in every form`() async throws {
    let stage = try Stage()
    try push((0..<3).map { entry($0) }, stage)
    let output = try await stage.lifeboat("failed", "ls", "--limit", "2", "-o", "json").output
    let failures = try #require(try json(output) as? [[String: Any]])
    #expect(failures.map { $0["raw"] as? String } == [entry(2), entry(1)])
    #expect(
      Set(failures[0].keys) == [
        "id", "list", "also_in", "failed_at", "failed_at_text", "retried_at_text", "queue", "class", "active_job",
        "exception", "error", "backtrace", "worker", "payload", "requeueable", "obstacle", "raw",
      ])
    #expect(failures[0]["failed_at"] as? String == "2026-01-02T03:04:05Z")
    #expect(failures[0]["requeueable"] as? Bool == true)
    #expect(output.contains(#""payload":{"class":"Mail","args":[2]},"#))
    let lines = try await stage.lifeboat("failed", "ls", "--limit", "2").output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].split(separator: " ") == ["ID", "FAILED", "QUEUE", "CLASS", "EXCEPTION", "ERROR"])
    #expect(lines[3] == "… 1 more, older; --offset 2")
  }

  @Test func `a failed Active Job is shown by its own class, and requeued whole`() async throws {
    let stage = try Stage()
    let job =
      #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"WelcomeJob","executions":2}]}"#
    try push([entry(1).replacing(#"{"class":"Mail","args":[1]}"#, with: job)], stage)
    let rows = try await stage.lifeboat("failed", "ls").output.split(separator: "\n")
    #expect(rows[1].contains("  mail   WelcomeJob (Active Job)  RuntimeError  no"), "\(rows)")
    let output = try await stage.lifeboat("failed", "ls", "-o", "json").output
    let failure = try #require((try json(output) as? [[String: Any]])?.first)
    #expect(failure["class"] as? String == "WelcomeJob")
    #expect(failure["active_job"] as? Bool == true)
    let id = try await ids(stage)[0]
    #expect(try await stage.lifeboat("failed", "show", id).output.contains("class      WelcomeJob (Active Job)\n"))
    #expect(try await stage.lifeboat("failed", "requeue", id).ending == .exited(0))
    #expect(try stage.queue("mail") == [job])
  }

  @Test func `failed show shows one whole, by the beginning of its id`() async throws {
    let stage = try Stage()
    try push([entry(7, error: "one\\ntwo"), entry(8)], stage)
    let id = try await ids(stage)[1]
    let shown = try await stage.lifeboat("failed", "show", String(id.prefix(8)).uppercased())
    #expect(shown.ending == .exited(0))
    for line in [
      "id         \(id)", "failed at  2026/01/02 03:04:05 UTC", "queue      mail", "class      Mail",
      "exception  RuntimeError", "error      one", "           two", #"job        {"class":"Mail","args":[7]}"#,
      "  a.rb:1",
    ] {
      #expect(shown.output.contains(line + "\n"), "\(line) in\n\(shown.output)")
    }
    let none = try await stage.lifeboat("failed", "show", "0000000000000000")
    #expect(none.ending == .exited(1))
    #expect(none.errors.hasPrefix("error: no failed entry has the id 0000000000000000"))
  }

  @Test func `requeue moves jobs to their queue and their entries out of the list`() async throws {
    let stage = try Stage()
    try push((0..<4).map { entry($0) } + [entry(1)], stage)
    // The newest first: 1 (a copy), 3, 2, 1, 0.
    let ids = try await ids(stage)
    #expect(ids[0] == ids[3])
    let result = try await stage.lifeboat("failed", "requeue", ids[0], ids[2], "-o", "json")
    #expect(result.ending == .exited(0))
    #expect(
      result.output
        == #"[{"id":"\#(ids[0])","moved":2,"queue":"mail","class":"Mail","refused":null},"#
        + #"{"id":"\#(ids[2])","moved":1,"queue":"mail","class":"Mail","refused":null}]"# + "\n")
    #expect(try stage.list("resque:failed") == [entry(0), entry(3)])
    // The oldest failure first.
    #expect(try stage.queue("mail") == [1, 2, 1].map { #"{"class":"Mail","args":[\#($0)]}"# })
  }

  @Test func `requeue moves nothing when one id of several is wrong`() async throws {
    let stage = try Stage()
    try push((0..<3).map { entry($0) }, stage)
    let ids = try await ids(stage)
    let result = try await stage.lifeboat("failed", "requeue", ids[0], "0123456789abcdef", ids[1])
    #expect(result.ending == .exited(1))
    #expect(result.errors.contains("no failed entry has the id 0123456789abcdef"))
    #expect(try stage.list("resque:failed") == (0..<3).map { entry($0) })
    #expect(try stage.queue("mail").isEmpty)
  }

  @Test func `an entry that Ruby has requeued is refused unless that is wanted`() async throws {
    let stage = try Stage()
    let retried = entry(1, extra: #","retried_at":"2026/01/03 00:00:00""#)
    try push([retried, entry(2)], stage)
    let ids = try await ids(stage)
    let refused = try await stage.lifeboat("failed", "requeue", ids[1])
    #expect(refused.ending == .exited(7))
    #expect(refused.output.contains("Ruby requeued it already (2026/01/03 00:00:00)"))
    let partly = try await stage.lifeboat("failed", "requeue", ids[1], ids[0])
    #expect(partly.ending == .exited(4))
    #expect(try stage.list("resque:failed") == [retried])
    let wanted = try await stage.lifeboat("failed", "requeue", ids[1], "--retried")
    #expect(wanted.ending == .exited(0))
    #expect(try stage.list("resque:failed").isEmpty)
    #expect(try stage.queue("mail") == [2, 1].map { #"{"class":"Mail","args":[\#($0)]}"# })
  }

  /// The same failure in both kinds of lists, and one of another queue.
  private func pushToBoth(_ stage: Stage, marked: Bool = false) throws {
    let mark = marked ? #","retried_at":"2026/01/03 00:00:00 UTC""# : ""
    try push([entry(1, extra: mark)], stage)
    for queue in ["mail", "a b:c,é😀"] { try stage.call("SADD", "resque:failed_queues", "\(queue)_failed") }
    try stage.call("RPUSH", "resque:mail_failed", entry(1))
    let other = entry(2).replacingOccurrences(of: #""queue":"mail""#, with: #""queue":"a b:c,é😀""#)
    try stage.call("RPUSH", "resque:a b:c,é😀_failed", other)
  }

  @Test func `of failures that are kept in both lists the one is listed, with the other's name`() async throws {
    let stage = try Stage()
    try pushToBoth(stage)
    let output = try await stage.lifeboat("failed", "ls", "-o", "json").output
    let failures = try #require(try json(output) as? [[String: Any]])
    #expect(failures.map { $0["list"] as? String } == ["failed"])
    #expect(failures.map { $0["also_in"] as? String } == ["mail_failed"])
    let table = try await stage.lifeboat("failed", "ls").output.split(separator: "\n")
    #expect(table[0].split(separator: " ") == ["ID", "LIST", "FAILED", "QUEUE", "CLASS", "EXCEPTION", "ERROR"])
    #expect(table.count == 2)
    #expect(table[1].contains("  failed, mail_failed  "))
    let shown = try await stage.lifeboat("failed", "show", try await ids(stage)[0], "--failures", "list").output
    #expect(shown.contains("list       failed, mail_failed\n"))
    let status = try #require(try json(try await stage.lifeboat("status", "-o", "json").output) as? [String: Any])
    #expect(status["failed"] as? Int == 1)
    for (flag, count) in [("list", 1), ("queues", 2), ("both", 1)] {
      #expect(try await ids(stage, "--failures", flag).count == count, "\(flag)")
    }
    #expect(try await stage.lifeboat("failed", "ls", "--failures", "x").ending == .exited(2))
  }

  @Test func `failures in the queues' lists are listed together, each with its list`() async throws {
    let stage = try Stage()
    try pushToBoth(stage)
    try stage.call("DEL", "resque:failed")
    let output = try await stage.lifeboat("failed", "ls", "-o", "json").output
    let failures = try #require(try json(output) as? [[String: Any]])
    #expect(failures.map { $0["list"] as? String } == ["a b:c,é😀_failed", "mail_failed"])
    #expect(failures.allSatisfy { $0["also_in"] is NSNull })
    let table = try await stage.lifeboat("failed", "ls").output.split(separator: "\n")
    #expect(table[0].split(separator: " ") == ["ID", "LIST", "FAILED", "QUEUE", "CLASS", "EXCEPTION", "ERROR"])
  }

  @Test func `a failure in a queue's own list is requeued, and its twin goes with it`() async throws {
    let stage = try Stage()
    try pushToBoth(stage)
    let result = try await stage.lifeboat(
      "failed", "requeue", try await ids(stage)[0], try await ids(stage, "--failures", "queues")[0])
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(try stage.queue("mail") == [#"{"class":"Mail","args":[1]}"#])
    #expect(try stage.queue("a b:c,é😀") == [#"{"class":"Mail","args":[2]}"#])
    #expect(try stage.call("EXISTS", "resque:failed", "resque:mail_failed", "resque:a b:c,é😀_failed").int == 0)
  }

  @Test func `a failure that Ruby requeued in one list is refused by its twin too`() async throws {
    let stage = try Stage()
    try pushToBoth(stage, marked: true)
    let refused = try await stage.lifeboat("failed", "requeue", try await ids(stage)[0])
    #expect(refused.ending == .exited(7))
    #expect(refused.output.contains("Ruby requeued it already (2026/01/03 00:00:00 UTC)"))
    #expect(try stage.queue("mail").isEmpty)
    #expect(try await stage.lifeboat("failed", "requeue", try await ids(stage)[0], "--retried").ending == .exited(0))
    #expect(try stage.queue("mail").count == 1)
    #expect(try stage.call("EXISTS", "resque:failed", "resque:mail_failed").int == 0)
  }

  @Test func `equal entries are judged each by itself, and what stays is said`() async throws {
    let stage = try Stage()
    try pushToBoth(stage, marked: true)
    try push([entry(1)], stage)
    try stage.call("RPUSH", "resque:mail_failed", entry(1))
    let id = try #require(try await ids(stage, "--failures", "queues").last)
    let result = try await stage.lifeboat("failed", "requeue", id, "-o", "json")
    #expect(result.ending == .exited(4))
    #expect(result.output.contains(#""moved":1,"#))
    #expect(result.output.contains(#""refused":"1 of 2 stay: Ruby requeued it already (2026/01/03 00:00:00 UTC)"#))
    #expect(try stage.queue("mail").count == 1)
  }

  @Test func `a queue that is no list stops a requeue, which goes on once it is mended`() async throws {
    let stage = try Stage()
    try push((0..<3).map { entry($0).replacingOccurrences(of: #""mail"}"#, with: "\"q\($0)\"}") }, stage)
    let ids = try await ids(stage)
    try stage.call("SET", "resque:queue:q1", "no list")
    let result = try await stage.run(["failed", "requeue"] + ids)
    #expect(result.ending == .exited(1) || result.ending == .exited(4), "the first may have gone before it")
    #expect(result.errors.contains("WRONGTYPE") && result.errors.contains(" is paused: moved "), "\(result.errors)")
    let operation = try #require(try await stage.operation()["id"] as? String)
    try stage.call("DEL", "resque:queue:q1")
    #expect(try await stage.lifeboat("op", "resume", operation).ending == .exited(0))
    #expect(try (0..<3).map { try stage.queue("q\($0)").count } == [1, 1, 1])
    #expect(try stage.list("resque:failed").isEmpty)
  }

  @Test func `a malformed job is not sent to a queue that Ruby reads`() async throws {
    let stage = try Stage()
    try stage.push(["junk \u{1B}[31m"])
    _ = try await stage.drain(handlers: "handlers: { Old: { builtin: discard } }")
    let id = try #require(try await ids(stage).first)
    let result = try await stage.lifeboat("failed", "requeue", id)
    #expect(result.ending == .exited(7))
    #expect(result.output.contains("its job is malformed"))
    #expect(try stage.list("resque:failed").count == 1)
    #expect(try stage.queue().isEmpty)
  }
}
