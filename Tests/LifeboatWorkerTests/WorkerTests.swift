import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A worker's ordinary day.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct WorkerTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try WorkerHarness() }

  @Test func `a job runs and is counted, and nothing is left of it`() async throws {
    try session.push("default", payload("Note", "[1.50,\"é\"]"))
    try await harness.drain(harness.configuration())
    #expect(harness.runs.all == [#"1.50,"é""#])
    #expect(try session.text("resque:stat:processed") == "1")
    #expect(try session.text("resque:stat:failed") == nil)
    #expect(try session.keys() == [harness.own.sequence, "resque:stat:processed"])
  }

  @Test func `queues are served in strict order`() async throws {
    try session.push("low", (1...60).map { payload("Note", "[\"l\($0)\"]") })
    try session.push("middle", (1...60).map { payload("Note", "[\"m\($0)\"]") })
    try session.push("high", (1...60).map { payload("Note", "[\"h\($0)\"]") })
    try await harness.drain(harness.configuration(["high", "middle", "low"]))
    let expected = ["h", "m", "l"].flatMap { queue in (1...60).map { "\"\(queue)\($0)\"" } }
    #expect(harness.runs.all == expected)
  }

  @Test func `as many jobs run at once as there are slots, and no more`() async throws {
    try session.push("default", (1...7).map { payload("Wait", "[\($0)]") })
    try await harness.working(harness.configuration(concurrency: 5)) { _ in
      try await harness.gate.reach(5)
      #expect(Set(harness.runs.all) == ["1", "2", "3", "4", "5"])
      #expect(try session.length("resque:queue:default") == 2)
      harness.gate.open()
      try await harness.runs.reach(7)
    }
    #expect(try session.text("resque:stat:processed") == "7")
  }

  @Test func `two equal payloads in flight at once both run`() async throws {
    try session.push("default", payload("Wait", "[1]"), payload("Wait", "[1]"))
    try await harness.working(harness.configuration(concurrency: 2)) { _ in
      try await harness.gate.reach(2)
      #expect(try harness.inflight().count == 2)
      harness.gate.open()
    }
    #expect(harness.runs.all == ["1", "1"])
    #expect(try session.text("resque:stat:processed") == "2")
    #expect(try session.keys("resque:queue:*") == [])
  }

  @Test func `a new job wakes a worker that waits`() async throws {
    try await harness.working(harness.configuration(["a", "b"])) { _ in
      var waits: [Duration] = []
      for number in 1...20 {
        try await waitUntilIdle()
        let start = ContinuousClock.now
        try session.push(number.isMultiple(of: 2) ? "a" : "b", payload("Note", "[\(number)]"))
        try await harness.runs.reach(number)
        waits.append(ContinuousClock.now - start)
      }
      // The safety poll would take five seconds, each time; a busy machine may take them now and then.
      #expect(waits.sorted()[10] < .seconds(4), "\(waits)")
    }
  }

  /// Waits until the worker has nothing in hand and its connection is told of changes.
  private func waitUntilIdle() async throws {
    try await eventually("the worker waits") {
      let clients = try session.run("CLIENT", "LIST").string ?? ""
      let isTracking = clients.split(separator: "\n").contains {
        $0.contains("name=lifeboat-lease") && $0.contains("flags=t")
      }
      return try isTracking && harness.inflight().isEmpty
    }
  }

  @Test func `while all workers are paused none begins a job, and the end of the pause is noticed`() async throws {
    try session.run("SET", "resque:pause-all-workers", " TRUE ")
    try await harness.working(harness.configuration()) { _ in
      try await eventually("the pause is noticed") { !harness.log.containing("paused by the key").isEmpty }
      try await waitUntilIdle()
      try session.push("default", payload("Note", "[1]"))
      // Its presence shows that it had time enough to do the wrong thing.
      let beat = try session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0
      try await eventually("a beat") {
        try (session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0) > beat
      }
      #expect(harness.runs.all == [])
      #expect(try session.length("resque:queue:default") == 1)
      try session.run("DEL", "resque:pause-all-workers")
      try await harness.runs.reach(1)
    }
  }

  @Test func `a failed job lands in the failed list as Ruby writes it, and the next one runs`() async throws {
    try session.push("mail:é", payload("Fail", #"[1.0,"\/"]"#), payload("Note", "[2]"))
    try await harness.drain(harness.configuration(["mail:é"]))
    #expect(harness.runs.all == ["2"])
    let entry = try #require(try harness.failures().first)
    let failedAt = try #require(entry.failedAt)
    #expect(failedAt.wholeMatch(of: /\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d UTC/) != nil)
    let worker = "\(LocalHost.name)~lifeboat1:\(Registration.pid):mail:é"
    #expect(
      text(entry.bytes) == #"{"failed_at":"\#(failedAt)","payload":{"class":"Fail","args":[1.0,"\/"]},"#
        + #""exception":"LifeboatWorkerTests.Refusal","error":"it \"refused\" — on purpose\nin two lines","#
        + #""backtrace":[],"worker":"\#(worker)","queue":"mail:é"}"#)
    #expect(try session.text("resque:stat:processed") == "2")
    #expect(try session.text("resque:stat:failed") == "1")
  }

  @Test func `a class that nobody knows fails, and names like it are listed`() async throws {
    try session.push("default", payload("Nota"), payload("Entirely::Different"))
    try await harness.drain(harness.configuration())
    let failures = try harness.failures()
    #expect(failures.map(\.exception) == ["Lifeboat::UnknownClass", "Lifeboat::UnknownClass"])
    #expect(
      failures.map(\.error) == [
        "no handler is registered for the class Nota; did you mean Note?",
        "no handler is registered for the class Entirely::Different; register it, or leave its queue to a worker that "
          + "knows it",
      ])
  }

  @Test func `a job that snoozes comes back, and counts only when it has run`() async throws {
    var configuration = harness.configuration()
    configuration.lease = .seconds(1)
    let runs = harness.runs
    configuration.registry.register(
      "Later",
      untyped: { context in
        runs.add("\(context.attempt)")
        if runs.all.count == 1 { throw Snooze(for: .milliseconds(300)) }
      })
    try session.push("default", payload("Later"))
    try await harness.working(configuration) { _ in
      try await eventually("it is snoozed") { try session.run("ZCARD", harness.own.snoozed).int == 1 }
      #expect(try session.keys("resque:stat:*").filter { !$0.contains("~lifeboat") } == [])
      #expect(try harness.inflight() == [:])
      try await runs.reach(2)
    }
    #expect(runs.all == ["1", "1"])
    #expect(try session.text("resque:stat:processed") == "1")
    #expect(try session.keys(harness.own.snoozed + "*") == [])
    #expect(try session.keys("resque:failed") == [])
  }

  @Test func `a key that is no list is reported and the other queues are served`() async throws {
    try session.run("SET", "resque:queue:odd", "text")
    try session.push("b", payload("Note", "[1]"))
    try await harness.working(harness.configuration(["odd", "b"])) { _ in
      try await harness.runs.reach(1)
      try await waitUntilIdle()
      try session.push("b", payload("Note", "[2]"))
      try await harness.runs.reach(2)
    }
    let reports = harness.log.containing("a queue cannot be read")
    #expect(reports.count == 1)
    #expect(reports.first?.contains("queue=odd") == true)
    #expect(try session.text("resque:queue:odd") == "text")
  }

  @Test func `a worker drains thousands of jobs with ten slots, each once`() async throws {
    try session.push("default", (1...5000).map { payload("Note", "[\($0)]") })
    try await harness.drain(harness.configuration(concurrency: 10))
    #expect(harness.runs.all.count == 5000)
    #expect(Set(harness.runs.all).count == 5000)
    #expect(try session.text("resque:stat:processed") == "5000")
  }

  @Test func `while a job runs Ruby's tools see it, and then they do not`() async throws {
    try session.push("default", payload("Wait", "[1]"))
    let id = "\(LocalHost.name)~lifeboat1:\(Registration.pid):default"
    try await harness.working(harness.configuration()) { _ in
      try await eventually("the job is shown") { try session.text("resque:worker:\(id)") != nil }
      let record = try JSONSlice(parsing: bytes(try session.text("resque:worker:\(id)") ?? ""))
      #expect(record.members.map(\.key) == ["queue", "run_at", "payload"])
      #expect(record["queue"]?.string == "default")
      #expect(record["payload"].map { text($0.bytes) } == payload("Wait", "[1]"))
      #expect(try session.members("resque:workers") == [id])
      harness.gate.open()
      try await eventually("it is shown no more") { try session.text("resque:worker:\(id)") == nil }
      try await eventually("it is counted") { try session.text("resque:stat:processed:\(id)") == "1" }
    }
  }
}
