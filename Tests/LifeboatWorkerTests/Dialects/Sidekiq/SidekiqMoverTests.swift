import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// What a mover does with what is due, without a worker around it.
@Suite(.timeLimit(.minutes(10)))
struct SidekiqMoverTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try SidekiqHarness() }

  private func drain() throws {
    var mover = harness.mover()
    try harness.drain(&mover)
  }

  @Test func `a due job keeps every byte but the time when it was enqueued`() throws {
    let entry = sidekiqJob(
      "Note", #"[1.50,"\/é",18446744073709551616]"#, with: #""x":{"b":1, "a":2},"enqueued_at":1.5,"at":7.0"#)
    try harness.add(entry, to: "schedule")
    try drain()
    let job = try #require(try harness.queue("default").first)
    let enqueuedAt = try #require(try SidekiqPayload(bytes(job)).enqueuedAt)
    #expect(abs(enqueuedAt.double - (try harness.now())) < 10)
    let expected = sidekiqJob(
      "Note", #"[1.50,"\/é",18446744073709551616]"#, with: #""x":{"b":1, "a":2},"enqueued_at":\#(enqueuedAt.text)"#)
    #expect(job == expected)
    #expect(enqueuedAt.text.contains("."))
    #expect(try session.keys() == ["queue:default", "queues"])
  }

  @Test func `what a job lacks is added as Ruby adds it`() throws {
    try harness.add(#"{"class":"Note","args":[1]}"#, to: "retry")
    try drain()
    let job = try SidekiqPayload(bytes(try #require(try harness.queue("default").first)))
    #expect(job.retry == .standard)
    #expect(job.queue == "default")
    #expect(job.jid?.count == 24)
    #expect(job.createdAt != nil && job.createdAt == job.enqueuedAt)
  }

  @Test func `retries and scheduled jobs go to their queues, the oldest first, what is not due waits`() throws {
    let later = String(try harness.now() + 60)
    for index in 1...1200 {
      try harness.add(sidekiqJob("Note", "[\(index)]", queue: "low"), to: "schedule", at: String(index))
    }
    try harness.add(sidekiqJob("Note", "[0]", queue: "o d:,😀"), to: "retry", at: "5")
    try harness.add(sidekiqJob("Note", "[-1]"), to: "schedule", at: later)
    try drain()
    #expect(
      try harness.queue("low").map { try SidekiqPayload(bytes($0)).arguments.map { text($0.bytes) } }
        == (1...1200).map { "[\($0)]" })
    #expect(try session.length("queue:o d:,😀") == 1)
    #expect(try session.keys() == ["queue:low", "queue:o d:,😀", "queues", "schedule"])
    #expect(try session.run("ZCARD", "schedule").int == 1)
  }

  @Test(arguments: [
    (bytes("{broken"), true), (bytes(""), true), (bytes("[1]"), false), (bytes("null"), false),
    (bytes(#"{"class":"Note"}"#), true), (bytes(#"{"args":[]}"#), true),
    (bytes(#"{"class":"Note","args":{"a":1}}"#), true),
    (bytes(#"{"class":"Note","args":[],"queue":""}"#), true), (bytes(#"{"class":"Note","args":[],"tags":"x"}"#), false),
    (bytes(#"{"class":"Note","args":[1e999]}"#), true),
    (bytes(#"{"class":"Note","args":["#) + [0x22, 0xFF, 0x22] + bytes("]}"), true),
  ])
  func `what Ruby would lose is buried as it is, where Ruby can show it, and what is behind it goes on`(
    bad: [UInt8], isShown: Bool
  ) throws {
    try harness.add(bad, to: "schedule", at: "1")
    try harness.add(bad, to: "retry", at: "1")
    try harness.add(sidekiqJob("Note", "[1]"), to: "schedule", at: "2")
    try drain()
    #expect(try harness.entries("dead") == (isShown ? [bad] : []))
    #expect(try harness.overflow() == (isShown ? [bad] : [bad, bad]))
    #expect(try harness.queue("default").count == 1)
    #expect(try session.keys("schedule") == [])
    #expect(harness.log.containing("jobs that are due cannot be enqueued").count == 2)
  }

  @Test func `a job whose queue is no list goes to the dead set with an error, and what is behind it goes on`() throws {
    try session.run("SET", "queue:odd", "x")
    try harness.add(sidekiqJob("Note", "[1]", queue: "odd"), to: "schedule", at: "1")
    try harness.add(sidekiqJob("Note", "[2]"), to: "schedule", at: "2")
    try drain()
    let dead = try SidekiqPayload(try #require(try harness.entries("dead").first))
    #expect(dead.errorClass == "Lifeboat::UnusableQueue")
    #expect(dead.queue == "odd")
    #expect(dead.arguments.map { text($0.bytes) } == "[1]")
    #expect(try harness.queue("default").count == 1)
    #expect(try session.text("queue:odd") == "x")
    #expect(harness.log.containing("the queue of jobs that are due is no list").count == 1)
  }

  @Test func `what not even the dead set takes stays, is passed over, told once, and goes when it can`() throws {
    try session.run("SET", "dead", "x")
    for index in 1...700 { try harness.add("{broken \(index)", to: "schedule", at: "1") }
    try harness.add(sidekiqJob("Note", "[1]"), to: "schedule", at: "2")
    var mover = harness.mover()
    try harness.drain(&mover)
    try harness.drain(&mover)
    #expect(try harness.queue("default").count == 1)
    #expect(try harness.entries("schedule").count == 700)
    #expect(harness.log.containing("they stay and are passed over").count == 1)
    try session.run("DEL", "dead")
    try harness.drain(&mover)
    #expect(try harness.entries("dead").count == 700)
    #expect(try harness.entries("schedule") == [])
  }

  @Test func `a schedule that is no sorted set keeps no retry from its queue, and is told`() throws {
    try session.run("SET", "schedule", "x")
    try harness.add(sidekiqJob("Note"), to: "retry")
    var mover = harness.mover()
    let error = #expect(throws: RedisError.self) { try harness.drain(&mover) }
    #expect(error?.code == "WRONGTYPE")
    #expect(try harness.queue("default").count == 1)
  }

  @Test func `jobs of equal bytes in both sets both run`() throws {
    try harness.add(sidekiqJob("Note"), to: "retry")
    try harness.add(sidekiqJob("Note"), to: "schedule")
    try drain()
    #expect(try harness.queue("default").count == 2)
  }

  @Test func `the keys of a namespace and milliseconds are used where they are told`() throws {
    var configuration = harness.configuration()
    configuration.source.dialect = SidekiqDialect(namespace: "app", times: .milliseconds)
    var mover = SidekiqMover(
      dialect: SidekiqDialect(namespace: "app", times: .milliseconds), configuration: configuration)
    try harness.add(sidekiqJob("Note"), to: "app:schedule")
    try harness.drain(&mover)
    let job = try #require(try session.list("app:queue:default").first)
    #expect(try session.members("app:queues") == ["default"])
    #expect(try Payload(bytes(job)).slice(of: "enqueued_at")?.int.map { $0 > 1_700_000_000_000 } == true)
    _ = try mover.rest(on: session)
    #expect(try session.keys() == ["app:process_cleanup", "app:queue:default", "app:queues"])
  }

  @Test func `before it rests it takes dead processes out of the count`() throws {
    for index in 1...50 { try session.run("SADD", "processes", "box:\(index):dead") }
    var configuration = harness.configuration()
    configuration.pollInterval = .standard
    var mover = SidekiqMover(dialect: harness.dialect, configuration: configuration)
    let rest = try mover.rest(on: session)
    #expect(rest >= .seconds(2.5) && rest <= .seconds(7.5))
    #expect(try session.keys() == ["process_cleanup"])
  }

  @Test func `a Redis that is away is told, and nothing was lost when it is back`() throws {
    let harness = try SidekiqHarness(RedisServer.Options(isDurable: true))
    try harness.add(sidekiqJob("Note"), to: "schedule")
    var mover = harness.mover()
    harness.server.kill()
    let error = #expect(throws: RedisError.self) { try harness.drain(&mover) }
    #expect(error?.isTransient == true)
    try harness.server.restart()
    try harness.drain(&mover)
    #expect(try harness.queue("default").count == 1)
  }
}
