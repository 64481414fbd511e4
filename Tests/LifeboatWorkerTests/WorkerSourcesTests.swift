import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Several sources in one process.
@Suite struct WorkerSourcesTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }
  private let sidekiq = SidekiqDialect()

  init() throws {
    harness = try WorkerHarness()
  }

  private func both() -> WorkerConfiguration {
    var configuration = harness.configuration()
    configuration.otherSources = [Source(redis: harness.server.url, dialect: sidekiq, queues: ["default"])]
    return configuration
  }

  /// Pushes as Sidekiq's client does: what is pushed first is fetched first.
  private func perform(_ className: String, _ arguments: String, jid: String) throws {
    try session.run("SADD", "queues", "default")
    try session.run(
      "LPUSH", "queue:default",
      #"{"retry":true,"queue":"default","class":"\#(className)","args":\#(arguments),"jid":"\#(jid)"}"#)
  }

  @Test func `one process works a Resque app's and a Sidekiq app's queues, each in its order`() async throws {
    for number in 1...3 {
      try session.push("default", payload("Note", "[\(number)]"))
      try perform("Note", "[\(number + 10)]", jid: "j\(number)")
    }
    try await harness.drain(both())
    let runs = harness.runs.all
    #expect(runs.filter { $0.utf8.count == 1 } == ["1", "2", "3"])
    #expect(runs.filter { $0.utf8.count == 2 } == ["11", "12", "13"])
    #expect(try session.text("resque:stat:processed") == "3")
    #expect(try session.text("stat:processed") == "3")
    #expect(try session.keys("*queue:*") == [])
    #expect(try session.keys("*inflight*") == [])
  }

  @Test func `what a source fails to do is recorded in its own way`() async throws {
    try session.push("default", payload("Fail"))
    try perform("Fail", "[]", jid: "j1")
    try await harness.drain(both())
    #expect(try session.length("resque:failed") == 1)
    #expect(try session.run("ZCARD", "retry").int == 1)
    #expect(try session.text("stat:failed") == "1")
  }

  @Test func `a source whose slots are busy does not hold up another`() async throws {
    try session.push("default", payload("Wait", "[1]"))
    try await harness.working(both()) { _ in
      try await harness.gate.reach(1)
      try perform("Note", "[2]", jid: "j1")
      try await harness.runs.reach(2)
      harness.gate.open()
    }
    #expect(harness.runs.all == ["1", "2"])
  }

  @Test func `sources of one app may share it, each with its queues and slots`() async throws {
    var configuration = harness.configuration(["slow"])
    configuration.otherSources = [
      Source(redis: harness.server.url, queues: ["quick"], concurrency: 3, name: "quick")
    ]
    try session.push("slow", payload("Wait", "[1]"), payload("Note", "[2]"))
    try await harness.working(configuration) { _ in
      try await harness.gate.reach(1)
      try session.push("quick", payload("Wait", "[3]"), payload("Wait", "[4]"), payload("Wait", "[5]"))
      try await harness.gate.reach(4)
      #expect(try session.length("resque:queue:slow") == 1)
      harness.gate.open()
      try await harness.runs.reach(5)
    }
    #expect(harness.runs.all.sorted() == ["1", "2", "3", "4", "5"])
  }

  @Test func `a stop puts back what each of the sources holds, in front`() async throws {
    try session.push("default", payload("Nap", "[1]"), payload("Note", "[2]"))
    try perform("Nap", "[3]", jid: "j3")
    try perform("Note", "[4]", jid: "j4")
    try await harness.working(both()) { worker in
      try await harness.runs.reach(2)
      worker.stop(within: .zero)
    }
    #expect(harness.runs.all.sorted() == ["1", "3"])
    #expect(try session.list("resque:queue:default") == [payload("Nap", "[1]"), payload("Note", "[2]")])
    // The right end is Sidekiq's front.
    #expect(try session.list("queue:default").map { $0.contains("Nap") } == [false, true])
    #expect(try session.run("ZCARD", "retry").int == 0)
  }

  @Test func `a source that cannot begin ends the others, and its error is told`() async throws {
    var options = RedisServer.Options()
    options.password = "secret"
    let closed = try RedisServer(options)
    let stranger = try RedisURL("redis://127.0.0.1:\(closed.port)")
    var configuration = harness.configuration()
    configuration.otherSources = [Source(redis: stranger, dialect: sidekiq, queues: ["default"])]
    await #expect(throws: RedisError.self) { try await Worker(configuration).run() }
    #expect(try harness.incarnations() == [])
  }

  @Test func `what is wrong with a source is said with its number`() throws {
    var configuration = both()
    configuration.otherSources[0].queues = []
    configuration.otherSources[0].concurrency = 0
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    #expect(
      error?.problems == [
        "source 2 (sidekiq): no queue is given; name at least one, for example --queue default",
        "source 2 (sidekiq): concurrency is 0; expected 1 to 1000",
      ])
  }

  @Test func `sources of one app have names of their own`() throws {
    var configuration = both()
    configuration.otherSources.append(Source(redis: harness.server.url, dialect: sidekiq, queues: ["low"]))
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    #expect(error?.problems == ["two sources of one app are called default; give each a name of its own"])
    configuration.otherSources[1].name = "low"
    try configuration.validate()
  }
}
