import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Quiet, resume, stop and drain.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct WorkerStopTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }
  private var queue: String { "resque:queue:default" }

  init() throws { harness = try WorkerHarness() }

  private func noted(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { payload("Note", "[\($0)]") } }

  /// Teaches a worker that `Note` is quick, so that it leases ahead.
  private func warmUp() async throws {
    try session.push("default", noted(1...300))
    try await harness.runs.reach(300)
  }

  @Test func `quiet puts back what has not begun, in order, and resume goes on with it`() async throws {
    try await harness.working(harness.configuration()) { worker in
      try await warmUp()
      try session.push("default", [payload("Wait", "[0]")] + noted(301...330))
      try await harness.gate.reach(1)
      try session.push("default", noted(331...340))
      worker.quiet()
      try await eventually("only the running job is held") { try harness.inflight().count == 1 }
      #expect(try session.list(queue) == noted(301...340))
      harness.gate.open()
      try await eventually("it is settled") { try harness.inflight().isEmpty }
      #expect(try session.length(queue) == 40)
      worker.resume()
      try await harness.runs.reach(341)
    }
    let expected = (1...300).map(String.init) + ["0"] + (301...340).map(String.init)
    #expect(harness.runs.all == expected)
  }

  @Test func `stop waits for what runs, puts the rest back in order, and leaves no trace`() async throws {
    try await harness.working(harness.configuration()) { worker in
      try await warmUp()
      try session.push("default", [payload("Wait", "[0]")] + noted(301...320))
      try await harness.gate.reach(1)
      worker.stop(within: .seconds(60))
      try await eventually("the rest is back") { try session.list(queue) == noted(301...320) }
      #expect(try harness.inflight() == ["301:default": payload("Wait", "[0]")])
      harness.gate.open()
    }
    #expect(try session.list(queue) == noted(301...320))
    #expect(try session.text("resque:stat:processed") == "301")
    // None of the six traces of presence, and nothing of our own but the sequence.
    let kept = [harness.own.sequence, queue, "resque:queues", "resque:stat:processed"].sorted()
    #expect(try session.keys() == kept)
  }

  @Test func `a stop without time cancels what runs and puts it back at the front`() async throws {
    try session.push("default", payload("Nap", "[1]"), payload("Nap", "[2]"), payload("Note", "[3]"))
    try await harness.working(harness.configuration(concurrency: 2)) { worker in
      try await harness.runs.reach(2)
      worker.stop(within: .zero)
    }
    #expect(try session.list(queue) == [payload("Nap", "[1]"), payload("Nap", "[2]"), payload("Note", "[3]")])
    #expect(try session.keys("resque:stat:*") == [])
    #expect(try session.keys("resque:failed") == [])
    #expect(try harness.incarnations() == [])
  }

  @Test func `a later stop may shorten the time of an earlier one`() async throws {
    try session.push("default", payload("Nap", "[1]"))
    try await harness.working(harness.configuration()) { worker in
      try await harness.runs.reach(1)
      worker.stop(within: nil)
      worker.stop(within: .milliseconds(10))
    }
    #expect(try session.list(queue) == [payload("Nap", "[1]")])
  }

  @Test func `a job that ignores its cancellation is put back, and the worker leaves all the same`() async throws {
    try session.push("default", payload("Wait", "[1]"))
    try await harness.working(harness.configuration()) { worker in
      try await harness.gate.reach(1)
      worker.stop(within: .milliseconds(100))
    }
    #expect(harness.gate.count == 1)
    #expect(try session.list(queue) == [payload("Wait", "[1]")])
    #expect(try harness.incarnations() == [])
    #expect(harness.log.containing("a job ignores its cancellation").count == 1)
    harness.gate.open()
  }

  @Test func `cancelling the task of a worker stops it without time`() async throws {
    try session.push("default", payload("Nap", "[1]"))
    let worker = try Worker(harness.configuration())
    let run = Task { try await worker.run() }
    try await harness.runs.reach(1)
    run.cancel()
    try await run.value
    #expect(try session.list(queue) == [payload("Nap", "[1]")])
    #expect(try harness.incarnations() == [])
  }

  @Test func `a worker that drains ends when its queues are empty and nothing runs`() async throws {
    try session.push("default", [payload("Wait", "[1]")] + noted(2...5))
    var configuration = harness.configuration(concurrency: 2)
    configuration.drains = true
    let worker = try Worker(configuration)
    let draining = Task { [runs = harness.runs] in
      try await worker.run()
      runs.add("over")
    }
    try await harness.runs.reach(5)
    try await eventually("only the waiting job is held") { try harness.inflight().count == 1 }
    #expect(!harness.runs.all.contains("over"))
    harness.gate.open()
    try await draining.value
    #expect(try session.text("resque:stat:processed") == "5")
    #expect(try harness.incarnations() == [])
  }

  @Test func `a worker that drains an empty queue ends at once`() async throws {
    try await harness.drain(harness.configuration())
    #expect(try session.keys() == [])
  }

  @Test func `waiting for the end returns when the worker has left`() async throws {
    let worker = try Worker(harness.configuration())
    let run = Task { try await worker.run() }
    try await eventually("it is there") { try harness.incarnations().count == 1 }
    worker.stop(within: .seconds(1))
    #expect(try worker.waitUntilLeft())
    #expect(try harness.incarnations() == [])
    try await run.value
  }
}
