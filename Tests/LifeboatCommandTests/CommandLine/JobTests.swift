import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat job find` and `where`.
@Suite(.timeLimit(.minutes(10))) struct JobTests {
  @Test func `find shows where jobs are, for people`() async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"A","args":[1]}"#, "junk", #"{"class":"B","args":["x"]}"#], to: "a b")
    try stage.call("ZADD", "resque:delayed_queue_schedule", "4102444800", "4102444800")
    try stage.call("RPUSH", "resque:delayed:4102444800", #"{"class":"A","args":[2],"queue":"🛟"}"#)
    #expect(
      try await stage.lifeboat("job", "find").output == """
        PLACE                               QUEUE  CLASS        ARGUMENTS
        delayed until 2100-01-01T00:00:00Z  🛟     A            [2]
        waiting, position 2                 a b    B            ["x"]
        waiting, position 1                 a b    (malformed)  junk
        waiting, position 0                 a b    A            [1]

        """)
    let cut = try await stage.lifeboat("job", "find", "--limit", "1")
    #expect(
      cut.output == """
        PLACE                               QUEUE  CLASS  ARGUMENTS
        delayed until 2100-01-01T00:00:00Z  🛟     A      [2]

        """)
    #expect(cut.errors == "note: there are more than are shown; --limit shows more\n")
    for form in ["json", "jsonl"] {
      #expect(try await stage.lifeboat("job", "find", "--limit", "1", "-o", form).errors == cut.errors)
    }
    let filtered = try await stage.lifeboat("job", "find", "--class", "A", "--queue", "a b", "--match", "[1]")
    #expect(filtered.output.split(separator: "\n").count == 2)
  }

  @Test func `where says it for scripts, with every field`() async throws {
    let stage = try Stage()
    try stage.push([
      #"{"class":"A","args":["\u003c"]}"#, #"{"class":"A","args":["<"]}"#, #"{"class":"A","args":[1.0]}"#,
    ])
    let result = try await stage.lifeboat("job", "where", "A", #"["<"]"#, "-o", "jsonl")
    let lines = result.output.split(separator: "\n").map(String.init)
    let place =
      #"{"place":"queue","queue":"default","position":1,"incarnation":null,"host":null,"pid":null,"worker":null,"#
      + #""since":null,"due_at":null,"list":null,"id":null,"exact":true,"#
    let job =
      #""class":"A","active_job":false,"payload":{"class":"A","args":["<"]},"error":null,"#
      + #""raw":"{\"class\":\"A\",\"args\":[\"<\"]}"}"#
    #expect(lines.first == place + job)
    #expect(lines.count == 2)
    #expect((try json(lines[1]) as? [String: Any])?["exact"] as? Bool == false)
    let one = try await stage.lifeboat("job", "where", "A", "[1]")
    #expect(one.output == "that job is nowhere\n")
    let raw = try await stage.lifeboat("job", "where", "--raw", #"{"class":"A","args":[1.0]}"#)
    #expect(raw.output.contains("exact  waiting, position 2"))
  }

  @Test func `an Active Job is marked as one`() async throws {
    let stage = try Stage()
    _ = try await stage.lifeboat("enqueue", "--active-job", "WelcomeJob", "[1]")
    let table = try await stage.lifeboat("job", "find", "--class", "WelcomeJob").output
    #expect(table.contains("WelcomeJob (Active Job)  [1]"))
    let found = try await stage.lifeboat("job", "where", "WelcomeJob", "[1]", "-o", "jsonl").output
    #expect((try json(found) as? [String: Any])?["active_job"] as? Bool == true)
  }

  @Test func `a job that a worker of ours runs is in flight, with its process`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<1)
    let worker = try stage.worker(
      "--queue", "default", "-c", "1",
      handlers: #"handlers: { Wait: { command: [sh, -c, "echo on >> $LEDGER; exec sleep 1000"] } }"#)
    try await stage.ledger(reaches: 1)
    let found = try await stage.lifeboat("job", "where", "Wait", "[0]", "-o", "json")
    let job = try #require((try json(found.output) as? [[String: Any]])?.first)
    #expect(job["place"] as? String == "in_flight")
    #expect(job["queue"] as? String == "default")
    #expect(job["pid"] as? Int == Int(worker.pid))
    #expect(job["host"] is String && job["incarnation"] is String)
    let table = try await stage.lifeboat("job", "where", "Wait", "[0]").output
    #expect(table.contains("in flight, ") && table.contains(" pid \(worker.pid) "))
    worker.kill()
  }

  @Test func `a failed job is found with the id that the failed commands take`() async throws {
    let stage = try Stage()
    try stage.push("Bad", numbers: 0..<1)
    _ = try await stage.drain(handlers: #"handlers: { Bad: { command: [sh, -c, "exit 1"] } }"#)
    let found = try await stage.lifeboat("job", "find", "--class", "Bad", "-o", "jsonl")
    let id = try #require((try json(found.output) as? [String: Any])?["id"] as? String)
    #expect(try await stage.lifeboat("failed", "requeue", id).ending == .exited(0))
    #expect(try await stage.lifeboat("job", "find", "--class", "Bad").output.contains("waiting, position 0"))
  }

  @Test func `what cannot be looked into is a note, and no match is exit 5 when that is wanted`() async throws {
    let stage = try Stage()
    try stage.call("SADD", "resque:queues", "mail")
    try stage.call("SET", "resque:queue:mail", "text")
    let result = try await stage.lifeboat("job", "find")
    #expect(result.ending == .exited(1))
    #expect(result.output == "no such job in what was looked into\n")
    #expect(
      result.errors == """
        note: resque:queue:mail was not looked into: it holds another type of value
        error: not every place could be looked into, so there may be such a job all the same

        """)
    try stage.push([#"{"class":"A","args":[]}"#], to: "other")
    #expect(try await stage.lifeboat("job", "find").ending == .exited(0))
    let none = try await stage.lifeboat("job", "where", "B", "[]", "--require-match")
    #expect(none.ending == .exited(1))
    try stage.call("DEL", "resque:queue:mail")
    let required = try await stage.lifeboat("job", "where", "B", "[]", "--require-match")
    #expect(required.ending == .exited(5))
    #expect(required.output == "that job is nowhere\n")
  }

  @Test func `a job of 10 MB is found, and shown on a line`() async throws {
    let stage = try Stage()
    let big = #"{"class":"Big","args":[""# + String(repeating: "0123456789", count: 1_000_000) + #"end"]}"#
    try stage.push([big])
    let found = try await stage.lifeboat("job", "find", "--match", "9end")
    #expect(found.ending == .exited(0))
    #expect(found.output.contains("Big"))
    #expect(found.output.utf8.count < 2_000)
  }

  @Test func `a reader that has read enough ends it without a word`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<10_000)
    let program = try BuiltProgram(
      "/bin/sh",
      [
        "-c", "\"$@\" | head -c 10", "sh", try BuiltProgram.path(of: "lifeboat"), "job", "find", "--limit", "10000",
        "-o", "jsonl", "--redis", stage.redis.urlText,
      ])
    let result = try await Finished(program)
    #expect(result.output.utf8.count == 10)
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: [
    (["where"], "which job? give a class name, or --raw"), (["where", "A", "--raw", "x"], "not both"),
    (["where", "A", "{}"], "a JSON array was expected"), (["where", "A", "[1"], "not valid JSON"),
    (["find", "--limit", "0"], "--limit: expected 1 or more, got 0"), (["cancel", "A"], "--queue"),
    (["cancel", "A", "--equal", "--queue", "q"], "--equal goes with a class name and arguments"),
    (["cancel", "--queue", "q"], "which job?"), (["cancel", "", "[]", "--queue", "q"], "a job needs a class name"),
  ])
  func `what cannot be is a usage error`(arguments: [String], sentence: String) async throws {
    let stage = try Stage()
    let program = try BuiltProgram("lifeboat", ["job"] + arguments + ["--redis", stage.redis.urlText])
    let result = try await Finished(program)
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains(sentence), "\(result.errors)")
  }

  @Test func `where wants to know which job of a class, and says who shows all`() async throws {
    let stage = try Stage()
    let result = try await stage.lifeboat("job", "where", "Greet")
    #expect(result.ending == .exited(2))
    #expect(
      result.errors.contains("give its arguments, such as '[]'; `lifeboat job find --class` shows all of a class"))
  }
}
