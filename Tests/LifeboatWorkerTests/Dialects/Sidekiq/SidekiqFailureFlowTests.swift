import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// What becomes of jobs of Sidekiq's that fail, through whole workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SidekiqFailureFlowTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try SidekiqHarness() }

  /// Where the only job is once nothing runs: `retry`, `dead`, or nowhere.
  private func place(after configuration: WorkerConfiguration? = nil) async throws -> String {
    try await harness.worker.drain(configuration ?? harness.configuration())
    #expect(try harness.inflight().isEmpty)
    let places = try ["retry", "dead", harness.own.overflow].filter { try session.run("EXISTS", $0).int == 1 }
    return places.joined(separator: " ")
  }

  @Test(arguments: [
    ("true", "", "retry"), ("null", "", "retry"), (nil, "", "retry"), ("25", "", "retry"), ("1", "", "retry"),
    (#""3""#, "", "retry"), (#""false""#, "", "retry"), ("1.0", "", "retry"), ("0", "", "dead"), ("-3", "", "dead"),
    ("false", "", ""), ("1", #""retry_count":0,"failed_at":1795252255.5"#, "dead"),
    ("2", #""retry_count":0,"failed_at":1795252255.5"#, "retry"),
    ("1", #""retry_count":-1,"failed_at":1795252255.5"#, "retry"),
    ("true", #""retry_count":23,"failed_at":1795252255.5"#, "retry"),
    ("true", #""retry_count":24,"failed_at":1795252255.5"#, "dead"), ("true", #""retry_count":-1000"#, "retry"),
    ("true", #""retry_count":"garbage""#, "dead"), ("true", #""retry_count":99999999999999999999"#, "dead"),
    ("0", #""dead":false"#, ""), ("0", #""dead":null"#, "dead"), ("true", #""retry_for":60"#, "retry"),
    ("true", #""retry_for":60,"retry_count":3,"failed_at":1000.5"#, "dead"),
    ("true", #""retry_for":60,"retry_count":3,"failed_at":1000.5,"dead":false"#, ""),
    ("true", #""retry_for":1e9,"retry_count":3,"failed_at":1795252255500"#, "retry"),
    ("true", #""retry_for":"soon","retry_count":3"#, "retry"),
  ])
  func `the payload says whether a job that failed runs again`(retry: String?, rest: String, expected: String)
    async throws
  {
    try harness.push("default", sidekiqJob("Fail", retry: retry, with: rest))
    #expect(try await place() == expected)
    #expect(try session.text("stat:processed") == "1")
    #expect(try session.text("stat:failed") == "1")
  }

  @Test func `a job that failed waits as long as Sidekiq's do, with Ruby's fields behind its own bytes`() async throws {
    let job = sidekiqJob("Fail", #"[1.50,"\/é"]"#, with: #""x":{"b":1, "a":2}"#)
    try harness.push("default", job)
    let before = try harness.now()
    #expect(try await place() == "retry")
    let entry = text(try harness.entries("retry")[0])
    #expect(entry.hasPrefix(String(job.dropLast()) + #","error_message":"it \"refused\" — on purpose\nin two lines","#))
    let read = try SidekiqPayload(bytes(entry))
    #expect(read.errorClass == "LifeboatWorkerTests.Refusal")
    #expect(read.retryCount == 0)
    #expect(try #require(read.failedAt).double >= before - 1)
    #expect(read.retriedAt == nil)
    #expect(read.errorBacktrace == nil)
    let due = try #require(try session.run("ZSCORE", "retry", entry).string.flatMap(Double.init))
    #expect((before + 14.9...(try harness.now()) + 25).contains(due))
  }

  @Test func `another failure raises the count, keeps the first time, and notes the last`() async throws {
    try harness.push(
      "default", sidekiqJob("Fail", with: #""retry_count":1,"failed_at":1795252255.5,"error_message":"old""#))
    #expect(try await place() == "retry")
    let entry = try SidekiqPayload(try harness.entries("retry")[0])
    #expect(entry.retryCount == 2)
    #expect(entry.failedAt?.text == "1795252255.5")
    #expect(entry.retriedAt != nil)
    #expect(entry.errorMessage?.hasPrefix("it \"refused\"") == true)
  }

  @Test func `a retry goes to its retry queue, whatever queue it came from`() async throws {
    try harness.push("default", sidekiqJob("Fail", with: #""retry_queue":"o d,😀""#))
    #expect(try await place() == "retry")
    #expect(try SidekiqPayload(try harness.entries("retry")[0]).queue == "o d,😀")
  }

  @Test(arguments: [
    (bytes("{broken"), true), (bytes(""), true), (bytes("[1]"), false), (bytes("null"), false), (bytes("\"x\""), true),
    (bytes("1"), false), (bytes("{}"), true), (bytes(#"{"class":5,"args":[]}"#), true),
    (bytes(#"{"class":"Note","args":{"a":1}}"#), true),
    (bytes(#"{"class":"Fail","args":["#) + [0x22, 0xFF, 0x22] + bytes("]}"), true),
    (bytes(#"{"class":"Fail","retry":true,"args":[1e999]}"#), true),
  ])
  func `what Ruby would lose, or cannot read, is buried as it is, where Ruby can show it`(
    bad: [UInt8], isShown: Bool
  ) async throws {
    _ = try session.call(RedisCommand("LPUSH", "queue:default", bad))
    try harness.push("default", sidekiqJob("Note", "[1]"))
    #expect(try await place() == (isShown ? "dead" : harness.own.overflow))
    #expect(try harness.entries("dead") + harness.overflow() == [bad])
    #expect(harness.runs.all == ["1"])
  }

  @Test func `a job without id, queue, times and arguments gets what Ruby needs to find it`() async throws {
    try harness.push("default", #"{"class":"Fail"}"#)
    #expect(try await place() == "retry")
    let entry = try SidekiqPayload(try harness.entries("retry")[0])
    #expect(entry.jid?.count == 24)
    #expect(entry.queue == "default")
    #expect(entry.arguments.map { text($0.bytes) } == "[]")
    #expect(entry.retry == .standard)
  }

  @Test(arguments: [
    ("Nobody", "true", "", "retry", "Lifeboat::UnknownClass"),
    ("Nobody", "false", "", "dead", "Lifeboat::UnknownClass"),
    ("Nobody", "0", #""dead":false"#, "dead", "Lifeboat::UnknownClass"),
    ("Note", "true", #""bid":"b""#, "retry", "Lifeboat::UnfitPayload"),
    ("Note", "false", #""bid":"b""#, "dead", "Lifeboat::UnfitPayload"),
    ("Note", "true", #""encrypt":true"#, "retry", "Lifeboat::UnfitPayload"),
    ("Note", "false", #""encrypt":true"#, "dead", "Lifeboat::UnfitPayload"),
  ])
  func `a job that is not ours to run is never dropped`(
    className: String, retry: String, rest: String, expected: String, error: String
  ) async throws {
    try harness.push("default", sidekiqJob(className, "[1]", retry: retry, with: rest))
    #expect(try await place() == expected)
    let entry = try #require(try harness.entries(expected).first)
    #expect(try SidekiqPayload(entry).errorClass == error)
    #expect(harness.runs.all == [])
  }

  @Test func `a job that Ruby has run a part of waits for Ruby, and Ruby's notes stay`() async throws {
    let job = sidekiqJob("Note", with: #""enqueued_at":1795259999.5"#)
    try session.run("HSET", "it-6b17e5a2cf8b2a1f1f0f37c1", "ex", "1")
    try harness.push("default", job)
    #expect(try await place() == "retry")
    #expect(try session.hash("it-6b17e5a2cf8b2a1f1f0f37c1") == ["ex": "1"])
    #expect(harness.runs.all == [])
  }

  @Test func `a retry is looked up even where it was pushed by a clock that is behind`() async throws {
    let job = sidekiqJob("Note", with: #""retry_count":0,"failed_at":1795252256.5,"enqueued_at":1795252200.5"#)
    try session.run("HSET", "it-6b17e5a2cf8b2a1f1f0f37c1", "ex", "1")
    try harness.push("default", job)
    #expect(try await place() == "retry")
    #expect(harness.runs.all == [])
  }

  @Test func `a job that would break the page of retries goes where no page looks`() async throws {
    let job = sidekiqJob("Sidekiq::ActiveJob::Wrapper", "[]", with: #""wrapped":"Note""#)
    try harness.push("default", job)
    #expect(try await place() == harness.own.overflow)
    let entry = try SidekiqPayload(try #require(try harness.overflow().first))
    #expect(entry.errorClass == "Lifeboat::MalformedPayload")
    #expect(entry.retryCount == 0)
  }

  @Test func `an Active Job that cannot be unwrapped is retried as its payload says, and says why`() async throws {
    try harness.push("default", sidekiqJob("Sidekiq::ActiveJob::Wrapper", #"[{"arguments":[]}]"#))
    #expect(try await place() == "retry")
    let entry = try SidekiqPayload(try harness.entries("retry")[0])
    #expect(entry.errorClass == "Lifeboat::MalformedPayload")
  }

  @Test func `a long message is cut at 10,000 characters`() async throws {
    var configuration = harness.configuration()
    configuration.registry.register(
      "Long", untyped: { _ in throw Said(description: String(repeating: "😀", count: 10_001)) })
    try harness.push("default", sidekiqJob("Long"))
    #expect(try await place(after: configuration) == "retry")
    let message = try SidekiqPayload(try harness.entries("retry")[0]).errorMessage
    #expect(message == String(repeating: "😀", count: 10_000))
  }
}

/// An error that says what a test wants.
struct Said: Error, CustomStringConvertible {
  let description: String
}
