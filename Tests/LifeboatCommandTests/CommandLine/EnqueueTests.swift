import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat enqueue`.
@Suite struct EnqueueTests {
  @Test func `one job goes to its queue byte for byte, and the queue is listed`() async throws {
    let stage = try Stage()
    let result = try await stage.lifeboat(
      "enqueue", "Mail", #"[ 1.0, "é\/" ,1208925819614629174706176]"#, "--queue", "mail")
    #expect(result.ending == .exited(0))
    #expect(result.output == "enqueued 1 job\n")
    #expect(try stage.queue("mail") == [#"{"class":"Mail","args":[ 1.0, "é\/" ,1208925819614629174706176]}"#])
    #expect(try stage.call("SMEMBERS", "resque:queues") == .array([.bytes(Array("mail".utf8))]))
    let second = try await stage.lifeboat("enqueue", "Mail", "-o", "json")
    #expect(second.output == "{\"enqueued\":1,\"already_enqueued\":0}\n")
    #expect(try stage.queue() == [#"{"class":"Mail","args":[]}"#])
  }

  /// The envelope of each Active Job in a queue.
  private func envelopes(_ stage: Stage, _ queue: String) throws -> [[String: Any]] {
    try stage.queue(queue).map { text in
      let payload = try #require(try json(text) as? [String: Any])
      #expect(payload["class"] as? String == "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper")
      return try #require((payload["args"] as? [[String: Any]])?.first)
    }
  }

  @Test func `an Active Job is enqueued in its envelope, the arguments byte for byte`() async throws {
    let stage = try Stage()
    let arguments = #"[ 1.0, "é\/" ,{"a":2}]"#
    let result = try await stage.lifeboat("enqueue", "--active-job", "WelcomeJob", arguments, "--queue", "mail box")
    #expect(result.output == "enqueued 1 job\n")
    #expect(try stage.queue("mail box")[0].contains(#""arguments":[ 1.0, "é\/" ,{"a":2,"_aj_symbol_keys":[]}],"exec"#))
    let envelope = try #require(try envelopes(stage, "mail box").first)
    #expect(envelope["job_class"] as? String == "WelcomeJob")
    #expect(envelope["queue_name"] as? String == "mail box")
    let refused = try await stage.lifeboat("enqueue", "--active-job", "WelcomeJob", "{}")
    #expect(refused.ending == .exited(2))
    #expect(refused.errors.contains("the arguments of WelcomeJob cannot be enqueued: they are an object"))
  }

  @Test func `lines of a file say which are Active Jobs`() async throws {
    let stage = try Stage()
    let lines = [#"{"class":"A","active_job":true}"#, #"{"class":"B","active_job":false}"#, #"{"class":"C"}"#]
    for flag in ["--no-color", "--active-job"] {
      let result = try await stage.lifeboat("enqueue", "--from-file", "-", flag, input: lines.joined(separator: "\n"))
      #expect(result.output == "enqueued 3 jobs\n")
    }
    let isActive = try stage.queue().map { $0.contains("JobWrapper") }
    #expect(isActive == [true, false, false, true, false, true])
    let bad = try await stage.lifeboat("enqueue", "--from-file", "-", input: #"{"class":"A","active_job":1}"#)
    #expect(bad.ending == .exited(1))
    #expect(bad.errors.contains(#""active_job" should be true or false, got 1"#))
  }

  @Test(arguments: ["[1", "{\"a\":1}", "5", "", "[1] x", "[NaN", "\u{FF}"])
  func `arguments that are no JSON array are refused, and nothing is enqueued`(arguments: String) async throws {
    let stage = try Stage()
    let result = try await stage.lifeboat("enqueue", "Mail", arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errors.hasPrefix("error: "))
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(try stage.call("DBSIZE").int == 0)
  }

  @Test func `a file's lines are enqueued in order, each to its queue`() async throws {
    let stage = try Stage()
    let file = try stage.write(
      "{\"class\":\"A\",\"args\":[1.0]}\r\n\r\n{\"queue\":\"q\",\"class\":\"B\"}\n   \n{\"class\":\"C\",\"args\":[\"x\"]}",
      to: "jobs.jsonl")
    let result = try await stage.lifeboat("enqueue", "--from-file", file, "--queue", "other")
    #expect(result.ending == .exited(0))
    #expect(result.output == "enqueued 3 jobs\n")
    #expect(try stage.queue("other") == [#"{"class":"A","args":[1.0]}"#, #"{"class":"C","args":["x"]}"#])
    #expect(try stage.queue("q") == [#"{"class":"B","args":[]}"#])
  }

  @Test func `12,000 lines of standard input arrive in order`() async throws {
    let stage = try Stage()
    let lines = (0..<12_000).map { #"{"class":"N","args":[\#($0)]}"# }
    let result = try await stage.lifeboat(
      "enqueue", "--from-file", "-", "-o", "jsonl", input: lines.joined(separator: "\n"))
    #expect(result.output == "{\"enqueued\":12000,\"already_enqueued\":0}\n")
    #expect(try stage.queue() == lines)
  }

  @Test(arguments: [
    ("nonsense", "line 3"), (#"{"args":[1]}"#, #"expected "class""#), (#"{"class":"A","args":{}}"#, "line 3"),
    (#"{"class":"A","arsg":[]}"#, "no field arsg"), (#"{"class":"A","queue":5}"#, "should be a string, got 5"),
  ])
  func `a bad line in the middle ends it with the count of those before`(line: String, word: String) async throws {
    let stage = try Stage()
    let good = #"{"class":"A","args":[]}"#
    let result = try await stage.lifeboat(
      "enqueue", "--from-file", "-", input: [good, good, line, good].joined(separator: "\n"))
    #expect(result.ending == .exited(4))
    #expect(result.errors.contains("standard input, line 3: "))
    #expect(result.errors.contains(word), "\(result.errors)")
    #expect(result.errors.contains("enqueued 2 before it, nothing from it on"))
    #expect(!result.errors.contains(".;"), "\(result.errors)")
    #expect(try stage.queue() == [good, good])
    let first = try await stage.lifeboat("enqueue", "--from-file", "-", input: line)
    #expect(first.ending == .exited(1))
  }

  @Test func `a file that is missing, or a folder, is an error`() async throws {
    let stage = try Stage()
    for path in [stage.folder.path + "/none", stage.folder.path] {
      let result = try await stage.lifeboat("enqueue", "--from-file", path)
      #expect(result.ending == .exited(1))
      #expect(result.errors.contains("cannot be read: "), "\(result.errors)")
    }
  }

  @Test func `a job of 10 MB passes through enqueue, show and a command`() async throws {
    let stage = try Stage()
    let job = #"{"class":"Big","args":[""# + String(repeating: "0123456789", count: 1_000_000) + #""]}"#
    let enqueued = try await stage.lifeboat("enqueue", "--from-file", "-", input: job)
    #expect(enqueued.output == "enqueued 1 job\n")
    let table = try await stage.lifeboat("queue", "show", "default")
    #expect(table.ending == .exited(0))
    #expect(table.output.utf8.count < 2_000)
    let shown = try await stage.lifeboat("queue", "show", "default", "-o", "jsonl")
    #expect((try json(shown.output) as? [String: Any])?["raw"] as? String == job)
    let worker = try await stage.drain(
      handlers: #"handlers: { Big: { command: [sh, -c, "wc -c >> $LEDGER; echo no >&2; exit 1"] } }"#)
    #expect(worker.ending == .exited(0))
    #expect(stage.ledger.map { $0.filter(\.isNumber) } == [String(job.utf8.count + 1)])
    let failed = try await stage.lifeboat("failed", "ls", "-o", "jsonl")
    let id = try #require((try json(failed.output) as? [String: Any])?["id"] as? String)
    #expect(try await stage.lifeboat("failed", "requeue", id).ending == .exited(0))
    #expect(try stage.queue() == [job])
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `who interrupts a long enqueue is told how far it came`(signal: Int32) async throws {
    let stage = try Stage()
    // A pipe that stays open: after the first batch the program waits for more.
    let pipe = try stage.write("", to: "jobs")
    try FileManager.default.removeItem(atPath: pipe)
    try #require(mkfifo(pipe, 0o600) == 0)
    let descriptor = open(pipe, O_RDWR)
    try #require(descriptor >= 0)
    let end = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let program = try BuiltProgram("lifeboat", ["enqueue", "--from-file", pipe, "--redis", stage.redis.urlText])
    try end.write(contentsOf: Data(String(repeating: "{\"class\":\"A\"}\n", count: 5_003).utf8))
    try await eventually("the first batch is there") { try stage.call("LLEN", "resque:queue:default").int == 5_000 }
    // The reply may still be on its way; then the sentence says "perhaps".
    try await eventually("it is interrupted") {
      program.send(signal)
      return !program.isRunning
    }
    #expect(try await program.ending() == .exited(130))
    let isCertain = program.errorText == "error: interrupted; 5000 jobs of \(pipe) were enqueued\n"
    let isDoubtful = program.errorText.contains("0 jobs of \(pipe) were enqueued, the 5000 after them perhaps in part")
    #expect(isCertain || isDoubtful)
    #expect(try stage.call("LLEN", "resque:queue:default").int == 5_000)
  }
}
