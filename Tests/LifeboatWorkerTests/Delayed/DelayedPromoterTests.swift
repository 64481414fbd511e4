import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Delayed jobs that are due, moved by whole workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DelayedPromoterTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try WorkerHarness() }

  private func configuration() -> WorkerConfiguration {
    var configuration = harness.configuration()
    configuration.promotesDelayed = true
    return configuration
  }

  private func delay(_ entry: [UInt8], at second: Int = 1000) throws {
    _ = try session.call(RedisCommand("RPUSH", harness.keys.delayed(at: second), entry))
    try session.run("ZADD", harness.keys.delayedSchedule, String(second), String(second))
  }

  private func note(_ argument: Int, queue: String = "default") -> [UInt8] {
    bytes(#"{"class":"Note","args":[\#(argument)],"queue":"\#(queue)"}"#)
  }

  private var isEmpty: Bool { get throws { try session.keys("resque:delayed*").isEmpty } }

  @Test func `what is due runs, oldest first, what is not waits`() async throws {
    for index in 1...250 { try delay(note(index)) }
    try delay(note(0), at: 900)
    try delay(note(-1), at: 4_102_444_800)
    try await harness.working(configuration()) { _ in try await harness.runs.reach(251) }
    #expect(harness.runs.all == (0...250).map { "\($0)" })
    #expect(try session.keys("resque:delayed*") == ["resque:delayed:4102444800", "resque:delayed_queue_schedule"])
  }

  @Test func `a job's bytes arrive as they were before they waited`() async throws {
    let entry = #"{"class":"Note","args":[1.50,"\/é"],"x":{"b":1,"a":2},"queue":"o d,d:😀"}"#
    try delay(bytes(entry))
    try await harness.working(configuration()) { _ in
      try await eventually("it moved") { try session.length("resque:queue:o d,d:😀") == 1 }
    }
    #expect(try session.list("resque:queue:o d,d:😀") == [#"{"class":"Note","args":[1.50,"\/é"],"x":{"b":1,"a":2}}"#])
    #expect(try session.members("resque:queues").contains("o d,d:😀"))
  }

  @Test(arguments: [
    bytes("{broken"), bytes(""), bytes("[1]"), bytes(#"{"class":"Note","args":[]}"#),
    bytes(#"{"args":[],"queue":"q"}"#),
    bytes(#"{"class":"Note","queue":"q","args":["#) + [0x22, 0xFF, 0x22] + bytes("]}"),
  ])
  func `what would end a Ruby scheduler goes to the failed list, and what is behind it runs`(bad: [UInt8]) async throws
  {
    try delay(bad)
    try delay(note(1))
    try await harness.working(configuration()) { _ in try await harness.runs.reach(1) }
    let failure = try #require(try harness.failures().first)
    #expect(failure.exception == "Lifeboat::MalformedPayload")
    #expect(failure.payload.flatMap(RecordedPayload.original) == bad)
    #expect(try isEmpty)
    #expect(harness.log.containing("a delayed job cannot be read").count == 1)
  }

  @Test func `a job whose queue is no list goes to the failed list, and what is behind it runs`() async throws {
    try session.run("SET", "resque:queue:odd", "x")
    try delay(note(1))
    try delay(note(7, queue: "odd"))
    try delay(note(2))
    try await harness.working(configuration()) { _ in try await harness.runs.reach(2) }
    let failure = try #require(try harness.failures().first)
    #expect(failure.exception == "Lifeboat::UnusableQueue")
    #expect(failure.queue == "odd")
    #expect(failure.payload.map { text($0.bytes) } == #"{"class":"Note","args":[7]}"#)
    #expect(harness.runs.all == ["1", "2"])
    #expect(try isEmpty)
  }

  @Test func `jobs of several buckets whose queues are no lists are each filed by themselves`() async throws {
    try session.run("SET", "resque:queue:odd", "x")
    for second in 1000...1002 {
      try delay(note(second, queue: "odd"), at: second)
      try delay(note(-second), at: second)
    }
    try await harness.working(configuration()) { _ in try await harness.runs.reach(3) }
    let payloads = try harness.failures().map { $0.payload.map { text($0.bytes) } }
    #expect(payloads == [1000, 1001, 1002].map { #"{"class":"Note","args":[\#($0)]}"# })
    #expect(harness.runs.all.sorted() == ["-1000", "-1001", "-1002"])
    #expect(try isEmpty)
  }

  @Test func `a worker that is told to stop does not move all the rest first`() async throws {
    for _ in 1...100 {
      var command = RedisCommand("RPUSH", harness.keys.delayed(at: 1000))
      for _ in 1...1000 { command.append(note(1, queue: "other")) }
      _ = try session.call(command)
    }
    try session.run("ZADD", harness.keys.delayedSchedule, "1000", "1000")
    try await harness.working(configuration()) { _ in
      try await eventually("some have moved") { try session.length("resque:queue:other") > 0 }
    }
    let left = try session.length(harness.keys.delayed(at: 1000))
    #expect(left > 0)
    #expect(try session.length("resque:queue:other") == 100_000 - left)
  }

  @Test func `while the failed list takes nothing, what cannot be read stays, and that is said once`() async throws {
    try session.run("SET", "resque:failed", "x")
    try delay(bytes("{broken"))
    try await harness.working(configuration()) { _ in
      try await eventually("it says so") { !harness.log.containing("cannot be moved").isEmpty }
      try session.run("DEL", "resque:failed")
      try await eventually("it is filed") { try isEmpty }
    }
    #expect(try harness.failures().count == 1)
    #expect(harness.log.containing("cannot be moved").count == 1)
  }

  @Test func `a scheduler that holds its lock keeps its jobs until it is gone, and its lock is never touched`()
    async throws
  {
    let lock = harness.keys.schedulerLock
    try session.run("SET", lock, "box:1")
    try delay(note(1))
    try await harness.working(configuration()) { _ in
      let beats = try await beat()
      try await eventually("some beats") { try await beat() > beats + 2 }
      #expect(harness.runs.all == [])
      #expect(try session.text(lock) == "box:1")
      try session.run("DEL", lock)
      try await harness.runs.reach(1)
    }
    #expect(try session.text(lock) == nil)
  }

  private func beat() async throws -> Int {
    try session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0
  }

  @Test func `several workers move each job once`() async throws {
    for index in 1...1000 { try delay(note(index), at: 1000 + index / 300) }
    try await harness.working(configuration()) { _ in
      try await harness.working(configuration()) { _ in
        try await harness.working(configuration()) { _ in try await harness.runs.reach(1000) }
      }
    }
    #expect(harness.runs.all.count == 1000)
    #expect(Set(harness.runs.all).count == 1000)
    #expect(try isEmpty)
  }

  @Test func `a schedule that lists what is no bucket, and buckets of another type, harm nothing`() async throws {
    try session.run("HSET", "resque:delayed:last_enqueued_at", "a", "b")
    try session.run("HSET", "resque:delayed:800", "a", "b")
    try session.run("ZADD", harness.keys.delayedSchedule, "1", "garbage", "800", "800", "900", "900")
    try delay(note(1))
    try await harness.working(configuration()) { _ in try await harness.runs.reach(1) }
    let left = try session.run("ZRANGE", harness.keys.delayedSchedule, "0", "-1").array?.map(\.string)
    #expect(left == ["garbage", "800"])
  }

  @Test func `a member that is no second keeps its bucket, and what is behind it runs`() async throws {
    let members = ["99999999999999999999", "007", "+5", "1000.7", " 1000", "1e3", "-1", "٣"]
    for member in members {
      _ = try session.call(RedisCommand("RPUSH", "resque:delayed:\(member)", note(0)))
      try session.run("ZADD", harness.keys.delayedSchedule, "1", member)
    }
    try delay(note(1))
    try await harness.working(configuration()) { _ in try await harness.runs.reach(1) }
    #expect(harness.runs.all == ["1"])
    let left = try session.run("ZRANGE", harness.keys.delayedSchedule, "0", "-1").array?.compactMap(\.string)
    #expect(left?.sorted() == members.sorted())
    for member in members { #expect(try session.length("resque:delayed:\(member)") == 1) }
  }

  @Test func `any number of members that are no seconds hold up nothing behind them`() async throws {
    var command = RedisCommand("ZADD", harness.keys.delayedSchedule)
    for index in 1...2500 { command.append(each: ["1", "bad\(index)"]) }
    _ = try session.call(command)
    try delay(note(1))
    try await harness.working(configuration()) { _ in try await harness.runs.reach(1) }
    #expect(try session.run("ZCARD", harness.keys.delayedSchedule).int == 2500)
  }

  @Test func `many small buckets are moved at one look, in few questions`() async throws {
    for index in 1...1000 { try delay(note(index), at: 1000 + index) }
    try await harness.working(configuration()) { _ in try await harness.runs.reach(1000) }
    #expect(harness.runs.all == (1...1000).map { "\($0)" })
    // Ten find something; one a second finds nothing.
    #expect(try calls(of: "zrangebyscore") < 100)
  }

  private func calls(of command: String) throws -> Int {
    let lines = try session.run("INFO", "commandstats").string?.split(whereSeparator: \.isNewline) ?? []
    let line = lines.first { $0.hasPrefix("cmdstat_\(command):calls=") }
    return line.flatMap { Int($0.drop { $0 != "=" }.dropFirst().prefix { $0 != "," }) } ?? 0
  }

  @Test
  func `delayed jobs are moved on a connection of their own, which leaves with the worker, and that is said once`()
    async throws
  {
    func names() throws -> String { try session.run("CLIENT", "LIST").string ?? "" }
    try delay(note(1))
    try await harness.working(configuration()) { _ in
      try await harness.runs.reach(1)
      let promoters = try names().split(separator: "\n").filter { $0.contains(" name=lifeboat-delay ") }
      #expect(promoters.count == 1)
      #expect(promoters.allSatisfy { $0.contains(" cmd=evalsha ") })
      #expect(harness.log.containing("moves delayed jobs").count == 1)
    }
    try await eventually("it is gone") { try !names().contains("lifeboat-delay") }
    try await harness.working(harness.configuration()) { _ in
      try await eventually("some beats") { try await beat() > 3 }
      #expect(try !names().contains("lifeboat-delay"))
    }
    #expect(harness.log.containing("moves delayed jobs").count == 1)
  }

  @Test func `a worker whose classes wait for no retry asks nothing`() async throws {
    try delay(note(1))
    try await harness.working(harness.configuration()) { _ in
      try await eventually("some beats") { try await beat() > 3 }
    }
    #expect(harness.runs.all == [])
    #expect(try session.run("INFO", "commandstats").string?.contains("zrangebyscore") == false)
  }

  @Test func `a worker moves delayed jobs by itself once a class waits for its retry`() async throws {
    var configuration = harness.configuration()
    #expect(!configuration.isPromoting)
    configuration.registry.register("Try", options: JobOptions(retry: .times(1)), untyped: { _ in })
    #expect(!configuration.isPromoting)
    configuration.registry.register("Try", options: JobOptions(retry: .exponential), untyped: { _ in })
    #expect(configuration.isPromoting)
    configuration.promotesDelayed = false
    #expect(!configuration.isPromoting)
  }

  @Test func `a retry with a delay runs without any scheduler, and counts`() async throws {
    var configuration = harness.configuration()
    let runs = harness.runs
    configuration.registry.register(
      "Try", options: JobOptions(retry: .times(2, after: .milliseconds(10))),
      untyped: { context in
        runs.add("\(context.attempt) \(text(context.payload))")
        throw Refusal()
      })
    try session.push("default", payload("Try", "[1]"))
    try await harness.working(configuration) { _ in
      try await eventually("it is given up") { try session.length("resque:failed") == 1 }
    }
    let bytes = payload("Try", "[1]")
    #expect(runs.all == ["1 \(bytes)", "2 \(bytes)", "3 \(bytes)"])
    #expect(try session.keys("*retry*") + session.keys("*delayed*") + session.keys("*timestamps*") == [])
  }
}
