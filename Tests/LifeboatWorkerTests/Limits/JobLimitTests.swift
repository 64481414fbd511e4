import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A worker that may run so many jobs.
@Suite(.timeLimit(.minutes(10)))
struct JobLimitTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }
  private var queue: String { "resque:queue:default" }

  init() throws { harness = try WorkerHarness() }

  private func noted(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { payload("Note", "[\($0)]") } }

  private func configuration(jobs: Int, slots: Int = 1) -> WorkerConfiguration {
    var configuration = harness.configuration(concurrency: slots)
    configuration.limits = WorkerLimits(jobs: jobs, isSpread: false)
    return configuration
  }

  @Test func `exactly as many jobs run as may, and the rest waits in its order`() async throws {
    try session.push("default", noted(1...40))
    let worker = try Worker(configuration(jobs: 10))
    try await worker.run()
    #expect(worker.reachedLimit == .jobs(10))
    #expect(harness.runs.all == (1...10).map(String.init))
    #expect(try session.list(queue) == noted(11...40))
    #expect(try session.text("resque:stat:processed") == "10")
    #expect(try harness.incarnations() == [])
    #expect(harness.log.containing("a limit is reached") == ["notice: a limit is reached found=10 limit=jobs most=10"])
    #expect(harness.log.containing("limits of this process") == ["notice: limits of this process max_jobs=10"])
  }

  @Test func `the same with ten slots that lease ahead`() async throws {
    try session.push("default", noted(1...2_000))
    let worker = try Worker(configuration(jobs: 1_515, slots: 10))
    try await worker.run()
    let ran = Set(harness.runs.all.compactMap(Int.init))
    #expect(harness.runs.all.count == 1_515 && ran.count == 1_515)
    let rest = (1...2_000).filter { !ran.contains($0) }.map { payload("Note", "[\($0)]") }
    #expect(try session.list(queue).sorted() == rest.sorted())
    #expect(try session.text("resque:stat:processed") == "1515")
    #expect(try session.keys("*inflight*") == [])
  }

  @Test func `jobs that fail or snooze are counted as those that are done`() async throws {
    var configuration = configuration(jobs: 3)
    configuration.registry.register("Later", untyped: { _ in throw Snooze(for: .seconds(3_600)) })
    try session.push("default", [payload("Fail"), payload("Later"), payload("Note", "[1]"), payload("Note", "[2]")])
    let worker = try Worker(configuration)
    try await worker.run()
    #expect(worker.reachedLimit == .jobs(3))
    #expect(harness.runs.all == ["1"])
    #expect(try session.list(queue) == noted(2...2))
    #expect(try session.length("resque:failed") == 1)
  }

  @Test func `the last job is waited for, however long it takes`() async throws {
    var configuration = configuration(jobs: 1)
    configuration.stopTimeout = .zero
    try session.push("default", payload("Wait", "[1]"), payload("Note", "[2]"))
    let worker = try Worker(configuration)
    let run = Task { try await worker.run() }
    try await harness.gate.reach(1)
    try await eventually("what is left is back") { try harness.inflight().count == 1 }
    #expect(worker.reachedLimit == .jobs(1))
    harness.gate.open()
    try await run.value
    #expect(harness.log.containing("the time to finish is over") == [])
    #expect(try session.list(queue) == noted(2...2))
    #expect(try session.text("resque:stat:processed") == "1")
  }

  @Test func `what still runs when the last job has ended is put back after the time to finish`() async throws {
    var configuration = configuration(jobs: 2, slots: 2)
    configuration.stopTimeout = .zero
    try session.push("default", payload("Nap", "[1]"))
    let worker = try Worker(configuration)
    let run = Task { try await worker.run() }
    try await harness.runs.reach(1)
    try session.push("default", noted(2...3))
    try await run.value
    #expect(harness.runs.all == ["1", "2"])
    #expect(try session.list(queue) == [payload("Nap", "[1]")] + noted(3...3))
    #expect(worker.reachedLimit == .jobs(2))
  }

  @Test func `a last job that never ends is ended by another limit, which is not the reason`() async throws {
    var configuration = configuration(jobs: 1)
    configuration.stopTimeout = .zero
    try session.push("default", payload("Nap", "[1]"))
    let worker = try Worker(configuration)
    let run = Task { try await worker.run() }
    try await harness.runs.reach(1)
    worker.end(at: .age(.seconds(7), most: .seconds(6)))
    try await run.value
    #expect(worker.reachedLimit == .jobs(1), "the first that was reached")
    #expect(harness.log.containing("limit=age") == ["notice: a limit is reached found=7s limit=age most=6s"])
    #expect(try session.list(queue) == [payload("Nap", "[1]")])
  }

  @Test func `an endless limit changes nothing`() async throws {
    try session.push("default", noted(1...40))
    var configuration = configuration(jobs: .max, slots: 3)
    configuration.drains = true
    let worker = try Worker(configuration)
    try await worker.run()
    #expect(harness.runs.all.count == 40)
    #expect(worker.reachedLimit == nil)
  }

  @Test func `a worker that drains stops at whichever comes first`() async throws {
    for (count, reached) in [(2, nil), (5, ReachedLimit.jobs(3))] {
      var configuration = configuration(jobs: 3)
      configuration.drains = true
      try session.push("default", noted(1...count))
      let worker = try Worker(configuration)
      try await worker.run()
      #expect(worker.reachedLimit == reached)
    }
    #expect(harness.runs.all == ["1", "2", "1", "2", "3"])
    #expect(try session.list(queue) == noted(4...5))
  }
}
