import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A worker that may work so long; and what becomes of a limit where something else stops the worker.
@Suite(.timeLimit(.minutes(10)))
struct AgeLimitTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try WorkerHarness() }

  private func configuration(_ limits: WorkerLimits = WorkerLimits(age: .seconds(1))) -> WorkerConfiguration {
    var configuration = harness.configuration()
    configuration.limits = limits
    configuration.stopTimeout = .milliseconds(100)
    return configuration
  }

  private func isAge(_ limit: ReachedLimit?) -> Bool {
    guard case .age(let found, let most) = limit else { return false }
    return found >= most && most > .milliseconds(900) && most <= .seconds(1)
  }

  @Test func `an idle worker stops when it is old enough`() async throws {
    let worker = try Worker(configuration())
    try await worker.run()
    #expect(isAge(worker.reachedLimit))
    #expect(try harness.incarnations() == [])
    #expect(harness.log.containing("stopping: waiting up to 100ms for running jobs jobs=0").count == 1)
  }

  @Test func `a quiet one does too`() async throws {
    let worker = try Worker(configuration())
    worker.quiet()
    try session.push("default", payload("Note", "[1]"))
    try await worker.run()
    #expect(isAge(worker.reachedLimit))
    #expect(try session.list("resque:queue:default") == [payload("Note", "[1]")])
  }

  @Test func `a job that does not end in time is put back at the front`() async throws {
    try session.push("default", payload("Nap", "[1]"), payload("Note", "[2]"))
    let worker = try Worker(configuration())
    try await worker.run()
    #expect(isAge(worker.reachedLimit))
    #expect(try session.list("resque:queue:default") == [payload("Nap", "[1]"), payload("Note", "[2]")])
    #expect(try session.keys("resque:failed") == [])
  }

  @Test func `one that ignores it is put back all the same`() async throws {
    try session.push("default", payload("Wait", "[1]"))
    let worker = try Worker(configuration())
    try await worker.run()
    #expect(isAge(worker.reachedLimit))
    #expect(try session.list("resque:queue:default") == [payload("Wait", "[1]")])
    harness.gate.open()
  }

  @Test func `a Redis that was never there does not keep it`() async throws {
    harness.server.kill()
    let worker = try Worker(configuration())
    try await worker.run()
    #expect(isAge(worker.reachedLimit))
  }

  @Test func `a Redis that goes away does not keep it either, and has the job when it is back`() async throws {
    let harness = try WorkerHarness(RedisServer.Options(isDurable: true))
    var configuration = harness.configuration()
    configuration.limits = WorkerLimits(jobs: 1)
    try harness.session.push("default", payload("Wait", "[1]"))
    let worker = try Worker(configuration)
    let run = Task { try await worker.run() }
    try await harness.gate.reach(1)
    harness.server.kill()
    harness.gate.open()
    try await run.value
    #expect(worker.reachedLimit == .jobs(1))
    #expect(harness.log.containing("leaving without Redis").count == 1)
    try harness.server.start()
    #expect(try harness.inflight() == ["1:default": payload("Wait", "[1]")])
  }

  @Test func `who stops the worker first is the reason`() async throws {
    let worker = try Worker(configuration(WorkerLimits(jobs: 1, age: .seconds(3_600))))
    let run = Task { try await worker.run() }
    try await eventually("it is there") { try harness.incarnations().count == 1 }
    worker.stop(within: .seconds(60))
    try await run.value
    #expect(worker.reachedLimit == nil)
  }

  @Test func `who stops it while it stops at a limit is the reason too, and may shorten the time`() async throws {
    let worker = try Worker(configuration(WorkerLimits(jobs: 1)))
    try session.push("default", payload("Nap", "[1]"))
    let run = Task { try await worker.run() }
    try await harness.runs.reach(1)
    #expect(worker.reachedLimit == .jobs(1))
    worker.stop(within: .zero)
    try await run.value
    #expect(worker.reachedLimit == nil)
    #expect(try session.list("resque:queue:default") == [payload("Nap", "[1]")])
  }

  @Test func `a limit that is reached while somebody waits for it to stop says and shortens nothing`() async throws {
    try session.push("default", payload("Wait", "[1]"))
    let worker = try Worker(configuration(WorkerLimits()))
    let run = Task { try await worker.run() }
    try await harness.gate.reach(1)
    worker.stop(within: nil)
    worker.end(at: .age(.seconds(2), most: .seconds(1)))
    harness.gate.open()
    try await run.value
    #expect(worker.reachedLimit == nil)
    #expect(harness.log.containing("a limit is reached") == [])
    #expect(try session.text("resque:stat:processed") == "1")
  }

  @Test func `limits that cannot be are refused with the rest`() throws {
    let limits = WorkerLimits(jobs: 0, memory: 1, age: .zero)
    let error = #expect(throws: WorkerConfigurationError.self) { try Worker(configuration(limits)) }
    #expect(error?.problems.count == 3)
  }
}
