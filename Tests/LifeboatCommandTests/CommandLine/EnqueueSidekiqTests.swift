import Foundation
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat enqueue` for Sidekiq.
@Suite(.timeLimit(.minutes(10))) struct EnqueueSidekiqTests {
  private let stage: Stage

  init() throws {
    stage = try Stage()
  }

  private func enqueue(_ arguments: String..., input: String = "", zone: String = "UTC") async throws -> Finished {
    try await stage.run(
      ["enqueue", "--dialect", "sidekiq"] + arguments, input: input,
      environment: ["TZ": zone, "REDIS_URL": stage.redis.urlText])
  }

  /// A queue's jobs, the next one first, without ids and times.
  private func queue(_ name: String = "default") throws -> [String] {
    let values = try stage.call("LRANGE", "queue:\(name)", "0", "-1").array ?? []
    return values.reversed().map { plain($0.string ?? "") }
  }

  private func plain(_ payload: String) -> String {
    payload.replacing(/,"jid":"[0-9a-f]{24}"/, with: "").replacing(/,"(created|enqueued)_at":\d+\.\d+/, with: "")
  }

  private func schedule() throws -> [(job: String, score: Double)] {
    let values = try stage.call("ZRANGE", "schedule", "0", "-1", "WITHSCORES").array ?? []
    return stride(from: 0, to: values.count, by: 2).map { index in
      (plain(values[index].string ?? ""), Double(values[index + 1].string ?? "") ?? 0)
    }
  }

  @Test func `one job is enqueued, and its id and queue are printed`() async throws {
    let result = try await enqueue("Mail", #"[ 1.0, "é\/" ]"#, "--queue", "mail box")
    #expect(result.ending == .exited(0))
    let match = try #require(try /enqueued 1 job, ([0-9a-f]{24}), in mail box\n/.wholeMatch(in: result.output))
    let payload = try #require(try stage.call("LINDEX", "queue:mail box", "0").string)
    #expect(payload.contains(#""jid":"\#(match.1)""#))
    #expect(try queue("mail box") == [#"{"retry":true,"queue":"mail box","class":"Mail","args":[ 1.0, "é\/" ]}"#])
    let second = try await enqueue("Mail", "--jid", "my id", "--at", "2000000000.5", "-o", "json")
    #expect(
      second.output == #"{"enqueued":1,"already_enqueued":0,"jid":"my id","queue":"default","#
        + "\"due_at\":\"2033-05-18T03:33:20Z\"}\n")
    #expect(try schedule().map(\.score) == [2_000_000_000.5])
  }

  @Test func `flags become the fields of the payload`() async throws {
    let result = try await enqueue(
      "A", "--retry", "3", "--retry-for", "48h", "--retry-queue", "low", "--dead", "false", "--backtrace", "20",
      "--tag",
      "a", "--tag", "b \"c\"", "--expires-in", "90")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(
      try queue() == [
        #"{"retry":3,"queue":"default","tags":["a","b \"c\""],"backtrace":20,"retry_for":172800,"#
          + #""retry_queue":"low","dead":false,"expires_in":90,"class":"A","args":[]}"#
      ])
    for (value, written) in [("false", "false"), ("true", "true"), ("0", "0")] {
      #expect(try await enqueue("B", "--queue", "b", "--retry", value).ending == .exited(0))
      #expect(try queue("b").last == #"{"retry":\#(written),"queue":"b","class":"B","args":[]}"#)
    }
  }

  @Test(arguments: [
    ("2026-11-21T09:00", "UTC", 1_795_251_600.0), ("2026-11-21 09:00:30", "UTC", 1_795_251_630),
    ("2030-07-01T09:00", "Europe/Berlin", 1_909_119_600), ("2030-01-01T09:00", "Europe/Berlin", 1_893_484_800),
    ("2030-07-01T09:00Z", "Europe/Berlin", 1_909_126_800), ("2030-07-01 09:00+01:00", "UTC", 1_909_123_200),
    ("2030-07-01T09:00:00Z", "Europe/Berlin", 1_909_126_800), ("2030-07-01T09:00:00.25+01:00", "UTC", 1_909_123_200.25),
    ("1909126800", "UTC", 1_909_126_800), ("1909126800250", "UTC", 1_909_126_800.25),
  ])
  func `a time is read in the user's zone unless it names another`(
    text: String, zone: String, score: Double
  ) async throws {
    let isPast = score < Date.now.timeIntervalSince1970
    let result = try await enqueue("A", "--at", text, zone: zone)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(try schedule().map(\.score) == (isPast ? [] : [score]))
    #expect(try queue().count == (isPast ? 1 : 0))
  }

  @Test func `a job is due after a while, or at once when that is nothing`() async throws {
    let start = Date.now.timeIntervalSince1970
    let result = try await enqueue("A", "--in", "5m")
    #expect(result.output.contains(/enqueued 1 job, [0-9a-f]{24}, due at 20..-..-..T..:..:..Z in default\n/))
    let (job, score) = try #require(try schedule().first)
    #expect(job == #"{"retry":true,"queue":"default","class":"A","args":[]}"#)
    #expect(score >= start + 300 && score < start + 360)
    #expect(try await enqueue("A", "--in", "0s").output.contains(/enqueued 1 job, [0-9a-f]{24}, in default\n/))
    #expect(try queue().count == 1)
  }

  @Test(arguments: [
    (["--in", "soon"], "--in: \"soon\" is not a duration"),
    (["--in", "5m", "--at", "1"], "give --in or --at, not both"),
    (["--at", "tomorrow"], "--at should be a time such as 2026-11-21T09:00"),
    (["--at", "2026-02-30T09:00"], "--at should be a time"), (["--at", "1e400"], "--at should be a time"),
    (["--retry", "often"], "--retry should be true, false or a number of retries, got \"often\""),
    (["--retry", "1.5"], "--retry should be true, false or a number of retries, got 1.5"),
    (["--retry=-1"], "retry is -1; a number of retries, 0 or more, was expected"),
    (["--retry-for", "2000000000"], "retry_for is 2000000000; seconds from 1 to 1000000000 were expected"),
    (["--retry-queue", ""], "retry_queue is empty"), (["--dead", "no"], "--dead should be true or false, got \"no\""),
    (["--backtrace", "all"], "--backtrace should be true, false or a number of lines"),
    (["--expires-in", "0s"], "expires_in is 0"), (["--jid", ""], "its jid is empty"),
    (["--queue", ""], "needs a queue name"),
  ])
  func `a flag that makes no sense is refused, and nothing is enqueued`(
    arguments: [String], sentence: String
  ) async throws {
    let result = try await stage.run(["enqueue", "A", "--dialect", "sidekiq"] + arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(try stage.call("DBSIZE").int == 0)
  }

  @Test(arguments: [
    (["--retry", "true"], "--retry: Resque's payloads have no word for Sidekiq's options"),
    (["--in", "5m"], "--in: Resque's payloads have no word for a due time"),
    (
      ["--jid", "x", "--retry-for", "1h", "--tag", "a"],
      "--retry-for, --jid, --tag: Resque's payloads have no word for tags, retry_for, jid"
    ),
  ])
  func `Resque's dialect refuses the flags by name`(arguments: [String], sentence: String) async throws {
    let result = try await stage.run(["enqueue", "A"] + arguments)
    #expect(result.ending == .exited(2))
    #expect(result.errors == "error: \(sentence)\n")
    let line = try await stage.lifeboat(
      "enqueue", "--from-file", "-", input: "{\"class\":\"A\"}\n{\"class\":\"A\",\"retry\":false}")
    #expect(line.ending == .exited(4))
    #expect(line.errors.contains("line 2: a job of A cannot be enqueued: Resque's payloads have no word for retry;"))
  }

  @Test func `a file's lines have the fields of a payload`() async throws {
    let lines = #"""
      {"class":"A","args":[1],"queue":"q","retry":false,"tags":["x"],"jid":"one","token":"t"}
      {"class":"B","at":2000000000.25}
      {"class":"C","in":"1h","retry":2,"dead":false,"backtrace":true,"retry_for":60,"retry_queue":"r","expires_in":"2m"}
      {"class":"D","in":0,"active_job":true}
      {"class":"E","at":"2033-05-18T03:33:20Z"}
      """#
    let result = try await enqueue("--from-file", "-", input: lines)
    #expect(result.output == "enqueued 5 jobs\n", "\(result.errors)")
    let first = try #require(try stage.call("LINDEX", "queue:q", "0").string)
    #expect(first.hasPrefix(#"{"retry":false,"queue":"q","tags":["x"],"class":"A","args":[1],"jid":"one","created"#))
    #expect(try schedule().map(\.score).suffix(2) == [2_000_000_000, 2_000_000_000.25])
    let retried = try #require(try schedule().first)
    #expect(
      retried.job == #"{"retry":2,"queue":"default","backtrace":true,"retry_for":60,"retry_queue":"r","dead":false,"#
        + #""expires_in":120,"class":"C","args":[]}"#)
    #expect(try queue()[0].contains(#""wrapped":"D","args":[{"job_class":"D""#))
    let again = try await enqueue("--from-file", "-", input: String(lines.prefix { $0 != "\n" }))
    #expect(again.output == "enqueued 0 jobs; 1 had been enqueued before, by token\n")
  }

  @Test(arguments: [
    (#"{"class":"A","retry":"3"}"#, #""retry" should be true, false or a number of retries, got "3""#),
    (#"{"class":"A","tags":"a"}"#, #""tags" should be an array of strings, got "a""#),
    (#"{"class":"A","tags":[1]}"#, #""tags" should be an array of strings, got [1]"#),
    (#"{"class":"A","jid":5}"#, #""jid" should be a string, got 5"#),
    (#"{"class":"A","jid":""}"#, "its jid is empty"),
    (#"{"class":"A","in":1,"at":1}"#, #"give "in" or "at", not both"#),
    (#"{"class":"A","at":true}"#, #""at" should be a time"#), (#"{"class":"A","args":[1e999]}"#, "range of a double"),
    (#"{"class":"A","retry_for":2000000000}"#, "retry_for is 2000000000"),
    (#"{"class":"A","dead":0}"#, #""dead" should be true or false, got 0"#),
  ])
  func `a bad line is named, and what stands before it is enqueued`(line: String, sentence: String) async throws {
    let result = try await enqueue("--from-file", "-", input: "{\"class\":\"Good\"}\n\(line)\n{\"class\":\"C\"}")
    #expect(result.ending == .exited(4))
    #expect(result.errors.contains("standard input, line 2: "), "\(result.errors)")
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(result.errors.contains("enqueued 1 before it, nothing from it on"))
    #expect(try queue() == [#"{"retry":true,"queue":"default","class":"Good","args":[]}"#])
    #expect(try schedule().isEmpty)
  }

  @Test func `the flags of one job do not go with a file`() async throws {
    let result = try await enqueue("--from-file", "-", "--retry", "3", "--in", "1h", input: #"{"class":"A"}"#)
    #expect(result.ending == .exited(2))
    #expect(result.errors == "error: --in, --retry: for one job only; the lines of a file have fields for it\n")
    #expect(try stage.call("DBSIZE").int == 0)
  }
}
