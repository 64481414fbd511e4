import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// How many jobs a whole worker holds that it does not run yet.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct PrefetchTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try WorkerHarness() }

  private func jobs(_ className: String, _ numbers: ClosedRange<Int>) -> [String] {
    numbers.map { payload(className, "[\($0)]") }
  }

  @Test func `of a class that was never measured none is held beyond the free slots`() async throws {
    try session.push("default", jobs("Wait", 1...50))
    try await harness.working(harness.configuration(concurrency: 3)) { _ in
      try await harness.gate.reach(3)
      try await aBeat()
      #expect(try harness.inflight().count == 3)
      harness.gate.open()
      try await harness.runs.reach(50)
    }
  }

  @Test func `a command is never held beyond the free slots, however quick it is`() async throws {
    var configuration = harness.configuration(concurrency: 1)
    let runner = CommandRunner(guardian: ProcessGuardian())
    configuration.registry.register("Shell", command: CommandHandler(CommandSpec(arguments: ["true"]), runner: runner))
    try session.push("default", jobs("Shell", 1...20) + jobs("Wait", 1...1) + jobs("Shell", 21...30))
    try await harness.working(configuration) { _ in
      try await harness.gate.reach(1)
      try await aBeat()
      #expect(try harness.inflight().count == 1)
      #expect(try session.list("resque:queue:default") == jobs("Shell", 21...30))
      harness.gate.open()
      try await eventually("all are done") { try session.text("resque:stat:processed") == "31" }
    }
  }

  @Test func `quick jobs are held ahead, never more than fifty beyond the slot`() async throws {
    try await harness.working(harness.configuration()) { _ in
      let held = try await holdAhead("default", waiting: 200)
      #expect(held <= 1 + PrefetchBudget.mostInHand)
      #expect(try session.length("resque:queue:default") == 201 - held)
      let before = harness.runs.all.count
      harness.gate.open()
      try await harness.runs.reach(before + 200)
    }
    #expect(harness.runs.all.suffix(201) == (0...200).map(String.init)[...])
  }

  @Test func `slow jobs are not held ahead`() async throws {
    var configuration = harness.configuration()
    let runs = harness.runs
    configuration.registry.register(
      "Slow",
      untyped: { context in
        runs.add(context.argumentsText)
        try await Task.sleep(for: .milliseconds(60))
      })
    try session.push("default", jobs("Slow", 1...3) + jobs("Wait", 0...0) + jobs("Slow", 4...6))
    try await harness.working(configuration) { _ in
      try await harness.gate.reach(1)
      try await aBeat()
      #expect(try session.list("resque:queue:default") == jobs("Slow", 4...6))
      harness.gate.open()
      try await runs.reach(7)
    }
  }

  @Test func `a trusted queue that is empty is not asked again and again while slots are busy`() async throws {
    let configuration = harness.configuration(["critical", "default"])
    try await harness.working(configuration) { _ in
      try session.push("critical", jobs("Note", 1...300))
      try await harness.runs.reach(300)
      try session.push("default", jobs("Wait", 1...3))
      try await harness.gate.reach(1)
      try await aBeat()
      try session.run("CONFIG", "RESETSTAT")
      for _ in 1...3 { try await aBeat() }
      let statistics = try session.run("INFO", "commandstats").string ?? ""
      let scripts = statistics.firstMatch(of: /cmdstat_evalsha:calls=(\d+)/).flatMap { Int($0.1) } ?? 0
      // Its beats are scripts too.
      #expect(scripts < 30)
      harness.gate.open()
      try await harness.runs.reach(303)
    }
  }

  @Test func `a slow job behind quick ones is not leased and given back again and again`() async throws {
    // The one that waits comes from another queue: of one that gave an unmeasured job nothing is taken ahead.
    var configuration = harness.configuration(["hold", "default"])
    configuration.lease = .seconds(1)
    configuration.registry.register("Slow", untyped: { _ in try await Task.sleep(for: .milliseconds(200)) })
    try session.push("default", payload("Slow"))
    try await harness.working(configuration) { _ in
      try await eventually("it is measured") { try session.text("resque:stat:processed") == "1" }
      try session.push("default", jobs("Note", 1...300))
      try await harness.runs.reach(300)
      // One lease finds them all: the one that waits, and behind it five that may be held and one that may not.
      try session.run("SET", "resque:pause-all-workers", "true")
      try session.push("hold", payload("Wait", "[0]"))
      try session.push("default", jobs("Note", 1...5) + [payload("Slow")] + jobs("Note", 6...20))
      try session.run("DEL", "resque:pause-all-workers")
      try await harness.gate.reach(1)
      try await aBeat()
      try session.run("CONFIG", "RESETSTAT")
      for _ in 1...5 { try await aBeat() }
      let statistics = try session.run("INFO", "commandstats").string ?? ""
      let scripts = statistics.firstMatch(of: /cmdstat_evalsha:calls=(\d+)/).flatMap { Int($0.1) } ?? 0
      // Its beats are scripts too.
      #expect(scripts < 50)
      let before = harness.runs.all.count
      harness.gate.open()
      try await harness.runs.reach(before + 20)
    }
  }

  @Test func `a job of a higher queue overtakes what waits of a lower one`() async throws {
    var before = 0
    try await harness.working(harness.configuration(["high", "low"])) { _ in
      _ = try await holdAhead("low", waiting: 200)
      before = harness.runs.all.count
      try session.push("high", jobs("Note", 1000...1000))
      harness.gate.open()
      try await harness.runs.reach(before + 201)
    }
    let place = harness.runs.all.dropFirst(before).prefix { $0 != "1000" }.count
    // What is in hand is at most one lease.
    #expect(place <= PrefetchBudget.mostInHand)
  }

  /// Lets one job wait at the gate, and quick ones behind it, some of which the worker holds. A machine that stalls
  /// makes quick jobs look slow, so this is tried until they do not.
  ///
  /// - Returns: how many it holds, the one that waits included.
  private func holdAhead(_ queue: String, waiting: Int) async throws -> Int {
    for _ in 1...20 {
      harness.gate.close()
      var before = harness.runs.all.count
      try session.push(queue, jobs("Note", 1...300))
      try await harness.runs.reach(before + 300)
      before += 300
      try session.push(queue, jobs("Wait", 0...0) + jobs("Note", 1...waiting))
      try await harness.gate.reach(1)
      try await aBeat()
      let held = try harness.inflight().count
      if held > 1 { return held }
      harness.gate.open()
      try await harness.runs.reach(before + waiting + 1)
      try await eventually("all are settled") { try harness.inflight().isEmpty }
    }
    Issue.record("quick jobs are never held ahead")
    return 0
  }

  /// Waits until the worker has done all that it would do by itself: it has beaten again.
  private func aBeat() async throws {
    func number() throws -> Int { try session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0 }
    let before = try number()
    try await eventually("a beat") { try number() > before }
  }
}
