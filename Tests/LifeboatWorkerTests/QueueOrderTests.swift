import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Which queues a worker works: patterns, exclusions, weights, pauses.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct QueueOrderTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try WorkerHarness() }

  /// Pushes as Ruby does: the name, then the job.
  private func enqueue(_ queue: String, _ jobs: String...) throws {
    try session.run("SADD", harness.keys.queues, queue)
    try session.push(queue, jobs)
  }

  private func note(_ text: String) -> String { payload("Note", "[\"\(text)\"]") }

  @Test func `a star works every queue in the order of its bytes`() async throws {
    for queue in ["b", "a: c", "Z", "😀", "a,d"] { try enqueue(queue, note("\(queue) 1"), note("\(queue) 2")) }
    try await harness.drain(harness.configuration(["*"]))
    let order = ["Z", "a,d", "a: c", "b", "😀"]
    #expect(harness.runs.all == order.flatMap { ["\"\($0) 1\"", "\"\($0) 2\""] })
  }

  @Test(arguments: [["*"], ["caf\u{E9}", "cafe\u{301}"]])
  func `names that only look equal are two queues`(queues: [String]) async throws {
    try enqueue("caf\u{E9}", note("one"))
    try enqueue("cafe\u{301}", note("two"))
    try await harness.drain(harness.configuration(queues))
    #expect(Set(harness.runs.all) == ["\"one\"", "\"two\""])
  }

  @Test func `what comes first in the list comes first, and exclusions stay`() async throws {
    for queue in ["mail:b", "mail:a", "high", "other"] { try enqueue(queue, note(queue)) }
    try await harness.drain(harness.configuration(["high", "mail*", "!mail:b"]))
    #expect(harness.runs.all == ["\"high\"", "\"mail:a\""])
    #expect(try session.keys("resque:queue:*") == ["resque:queue:mail:b", "resque:queue:other"])
  }

  @Test func `queues that come later are worked without a restart`() async throws {
    try await harness.working(harness.configuration(["new*"])) { _ in
      try await eventually("it waits") { harness.log.containing("no queue matches yet; waiting for one").count == 1 }
      for number in 1...10 {
        try enqueue("new\(number)", note("\(number)"))
        try await harness.runs.reach(number)
      }
    }
    #expect(harness.runs.all == (1...10).map { "\"\($0)\"" })
  }

  @Test func `a new queue of higher rank is served before what a busy worker still has to do`() async throws {
    try enqueue("b", payload("Wait", "[]"))
    try await harness.working(harness.configuration(["*"])) { _ in
      try await harness.gate.reach(1)
      // The look at the queues is at most a second old while the worker is busy.
      let jobs = (1...3).map { note("b\($0)") }
      try session.push("b", jobs)
      try enqueue("a", note("a"))
      try await wait(beats: 2)
      harness.gate.open()
      try await harness.runs.reach(5)
    }
    #expect(harness.runs.all == ["", "\"a\"", "\"b1\"", "\"b2\"", "\"b3\""])
  }

  @Test func `with weights no queue starves, and each gets about its share`() async throws {
    var configuration = harness.configuration(["heavy", "light"])
    configuration.source.weights = [QueueWeight(queue: "heavy", weight: 9)]
    try session.push("heavy", (1...3000).map { _ in payload("Fail", "[\"h\"]") })
    try session.push("light", (1...3000).map { _ in payload("Fail", "[\"l\"]") })
    try await harness.drain(configuration)
    let order = try harness.failures().compactMap(\.queue)
    #expect(order.count == 6000)
    // About a tenth is light. A lease may bring fifty of one queue, so the share of three thousand is within a hundred of
    // 300 two times out of three; with equal weights it would be 1500.
    let light = order.prefix(3000).count { $0 == "light" }
    #expect((1...900).contains(light), "\(light)")
  }

  @Test func `a worker that drains says that paused queues were left`() async throws {
    try session.run("SADD", harness.own.pausedQueues, "a")
    try session.push("a", note("a"))
    try await harness.drain(harness.configuration(["a"]))
    #expect(harness.log.containing("the queues are empty but for paused ones").count == 1)
    #expect(try session.length("resque:queue:a") == 1)
  }

  @Test func `a paused queue rests until it is resumed, and the others go on`() async throws {
    try session.run("SADD", harness.own.pausedQueues, "a")
    try session.push("a", note("a"))
    try await harness.working(harness.configuration(["a", "b"])) { _ in
      try session.push("b", note("b"))
      try await harness.runs.reach(1)
      try await eventually("the pause to be noted") {
        harness.log.containing("a queue is paused queue=a").count == 1
      }
      try session.run("SREM", harness.own.pausedQueues, "a")
      try await harness.runs.reach(2)
    }
    #expect(harness.runs.all == ["\"b\"", "\"a\""])
    #expect(harness.log.containing("a queue is no longer paused").count == 1)
  }

  @Test func `a queue that is paused while a worker waits for it gives nothing more`() async throws {
    try await harness.working(harness.configuration(["a", "b"])) { _ in
      try session.push("a", note("1"))
      try await harness.runs.reach(1)
      try session.run("SADD", harness.own.pausedQueues, "a")
      try session.push("a", note("2"))
      try session.push("b", note("3"))
      try await harness.runs.reach(2)
    }
    #expect(harness.runs.all == ["\"1\"", "\"3\""])
    #expect(try session.length("resque:queue:a") == 1)
  }

  @Test func `a worker whose queue is paused costs Redis next to nothing`() async throws {
    try session.run("SADD", harness.own.pausedQueues, "a")
    try session.push("a", note("a"))
    try await harness.working(harness.configuration(["a"])) { _ in
      try await eventually("the pause to be noted") { !harness.log.containing("a queue is paused").isEmpty }
      let before = try scriptCalls()
      // A worker that spun would have looked thousands of times.
      try await wait(beats: 3)
      #expect(try scriptCalls() - before < 50)
    }
    #expect(harness.runs.all == [])
  }

  /// Waits until the one worker has beaten so often; it does so every second.
  private func wait(beats: Int) async throws {
    func number() throws -> Int { try session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0 }
    let before = try number()
    try await eventually("\(beats) beats") { try number() >= before + beats }
  }

  private func scriptCalls() throws -> Int {
    let stats = try session.call(RedisCommand("INFO", "commandstats")).string ?? ""
    let line = stats.split(whereSeparator: \.isNewline).first { $0.hasPrefix("cmdstat_evalsha:") } ?? ""
    return line.split(separator: ",").first.flatMap { Int($0.split(separator: "=").last ?? "") } ?? 0
  }
}
