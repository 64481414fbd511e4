import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Incarnations that are lost, jobs that nobody holds, and workers that die.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct WorkerRecoveryTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try WorkerHarness() }

  /// The incarnation of the only worker, once it is a member.
  private func incarnation(besides others: [String] = []) async throws -> String {
    var name = ""
    try await eventually("a worker is a member") {
      name = try harness.incarnations().first { !others.contains($0) } ?? ""
      return !name.isEmpty
    }
    return name
  }

  /// Ends an incarnation under its worker, as an observer does that takes it for dead.
  private func declareDead(_ name: String) throws {
    let call = VacateCall(
      dialect: ResqueDialect(), incarnation: name, endings: ResqueEndings(keys: ResqueKeys(), failures: .list),
      deadAt: try session.hash(harness.own.processes)[name], suspects: 1, poisonLimit: 3)
    guard case .done = try call.run(on: session) else {
      // It has beaten in between; a script would not have let it.
      return try declareDead(name)
    }
  }

  @Test func `a worker that was declared dead starts over, and its late outcome is refused`() async throws {
    try session.push("default", payload("Wait", "[1]"))
    var configuration = harness.configuration(concurrency: 2)
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { _ in
      let first = try await incarnation()
      try await harness.gate.reach(1)
      try declareDead(first)
      // It has the job again, under a new name; the first run of it goes on, since it ignores its cancellation.
      try await harness.gate.reach(2)
      let second = try await incarnation(besides: [first])
      #expect(try harness.incarnations() == [second])
      harness.gate.open()
      try await eventually("it is settled") { try harness.inflight().isEmpty }
      try session.push("default", payload("Note", "[2]"))
      try await harness.runs.reach(3)
    }
    #expect(harness.runs.all == ["1", "1", "2"])
    #expect(try session.text("resque:stat:processed") == "2")
    #expect(try session.keys("resque:failed") == [])
    #expect(try session.keys("resque:queue:*") == [])
    #expect(harness.log.containing("declared dead by another worker").count == 1)
  }

  @Test func `a cancelled job of a lost incarnation is neither failed nor returned twice`() async throws {
    try session.push("default", payload("Nap", "[1]"), payload("Note", "[2]"))
    var configuration = harness.configuration()
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { worker in
      let first = try await incarnation()
      try await harness.runs.reach(1)
      try declareDead(first)
      try await harness.runs.reach(2)
      worker.stop(within: .zero)
    }
    #expect(harness.runs.all == ["1", "1"])
    #expect(try session.list("resque:queue:default") == [payload("Nap", "[1]"), payload("Note", "[2]")])
    #expect(try session.keys("resque:failed") == [])
    #expect(try session.keys("resque:stat:*") == [])
  }

  @Test func `jobs that a lost reply left in flight are adopted and run`() async throws {
    var configuration = harness.configuration()
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { _ in
      let name = try await incarnation()
      try session.run(
        "HSET", harness.own.inflight(name), "1002:default", payload("Note", "[2]"), "1001:default",
        payload("Note", "[1]"), "1003:elsewhere", payload("Note", "[3]"))
      try await harness.runs.reach(3)
      try await eventually("they are settled") { try harness.inflight().isEmpty }
    }
    #expect(harness.runs.all == ["1", "2", "3"])
    #expect(try session.text("resque:stat:processed") == "3")
  }

  /// Registers an incarnation that never beats, with jobs in flight.
  private func deadWorker(_ name: String, queues: [String], leaseMilliseconds: Int = 1000) throws {
    let id = "gone~lifeboat1:1:\(queues.joined(separator: ","))"
    let own = harness.own
    _ = try session.run(
      WorkerScripts(.resque).register,
      keys: [own.processes, own.process(name), own.workers(of: name), "resque:workers", "resque:workers:heartbeat"],
      arguments: [
        name, "3", "host", "gone", "slots", "1", "lease_ms", String(leaseMilliseconds), "1", id,
        Timestamp.heartbeat(1_795_252_338), "started", "resque:worker:",
      ])
    try session.run("SET", "resque:worker:\(id)", "its job")
    try session.run("SET", "resque:stat:processed:\(id)", "7")
  }

  @Test func `a worker that stopped beating is declared dead and its jobs run in order`() async throws {
    try deadWorker("dead", queues: ["a", "b"])
    let inflight = harness.own.inflight("dead")
    for number in 1...12 { try session.run("HSET", inflight, "\(number):a", payload("Note", "[\(number)]")) }
    try session.run("HSET", inflight, "13:b", payload("Note", "[14]"))
    try session.push("a", payload("Wait", "[0]"))
    var configuration = harness.configuration(["a", "b"])
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { _ in
      try await harness.gate.reach(1)
      try session.push("a", payload("Note", "[13]"))
      try await eventually("it is ended") { try session.hash(harness.own.processes)["dead"] == nil }
      harness.gate.open()
      try await harness.runs.reach(15)
    }
    #expect(harness.runs.all == (0...14).map(String.init))
    #expect(try session.keys("resque:failed") == [])
    let kept = [harness.own.poison, harness.own.sequence, "resque:queues", "resque:stat:processed"].sorted()
    #expect(try session.keys().filter { $0 != harness.own.poison } == kept.filter { $0 != harness.own.poison })
    #expect(harness.log.containing("another worker died").count == 1)
  }

  @Test func `a job that was there at three deaths is recorded and its worker is named`() async throws {
    let killer = payload("Note", "[\"killer\"]")
    try session.run(
      "HSET", harness.own.poison, try sha1(killer), "2:\(Int(try session.run("TIME").array?[0].int ?? 0))")
    try deadWorker("dead", queues: ["a"])
    try session.run("HSET", harness.own.inflight("dead"), "1:a", killer)
    var configuration = harness.configuration(["a"])
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { _ in
      try await eventually("it is recorded") { try session.length("resque:failed") == 1 }
    }
    let entry = try #require(try harness.failures().first)
    #expect(entry.exception == "Lifeboat::CrashedWorker")
    #expect(
      entry.error == "its worker (gone, pid ?) died while running it, as did 2 before; it will not be run again until "
        + "somebody requeues it")
    #expect(entry.worker == "gone~lifeboat:0:a")
    #expect(entry.payload.flatMap(RecordedPayload.original) == bytes(killer))
    #expect(harness.runs.all == [])
    #expect(try session.keys("resque:queue:*") == [])
  }

  private func sha1(_ text: String) throws -> String {
    try session.run("EVAL", "return redis.sha1hex(ARGV[1])", "0", text).string ?? ""
  }

  @Test func `a dead worker whose queue is no list keeps no other from being ended`() async throws {
    try deadWorker("dead1", queues: ["odd"])
    try session.run("HSET", harness.own.inflight("dead1"), "1:odd", payload("Note", "[1]"))
    try session.run("SET", "resque:queue:odd", "no list")
    try deadWorker("dead2", queues: ["a"])
    try session.run("HSET", harness.own.inflight("dead2"), "2:a", payload("Note", "[2]"))
    var configuration = harness.configuration(["a", "odd"])
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { _ in
      try await harness.runs.reach(1)
      #expect(harness.runs.all == ["2"])
      try session.run("DEL", "resque:queue:odd")
      try await harness.runs.reach(2)
    }
    #expect(try harness.incarnations() == [])
    #expect(harness.log.containing("error: ").contains { $0.contains("dead1") })
  }

  @Test func `a worker with a longer lease is given its own`() async throws {
    try deadWorker("slow", queues: ["a"], leaseMilliseconds: 3_600_000)
    try deadWorker("dead", queues: ["a"])
    var configuration = harness.configuration(["a"])
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { _ in
      try await eventually("the other is ended") { try session.hash(harness.own.processes)["dead"] == nil }
    }
    #expect(try harness.incarnations() == ["slow"])
  }
}
