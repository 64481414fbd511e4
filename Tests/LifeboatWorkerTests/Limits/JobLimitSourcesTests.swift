import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// One count for the whole process, whatever dialect its jobs have.
@Suite(.timeLimit(.minutes(10)))
struct JobLimitSourcesTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try SidekiqHarness() }

  private func job(_ number: Int, _ className: String = "Note") -> String {
    sidekiqJob(className, "[\(number)]", jid: "j\(number)")
  }

  @Test(arguments: [1, 10])
  func `exactly as many of Sidekiq's jobs run as may`(slots: Int) async throws {
    for number in 1...40 { try harness.push("default", job(number)) }
    var configuration = harness.configuration(concurrency: slots)
    configuration.limits = WorkerLimits(jobs: 10)
    let worker = try Worker(configuration)
    try await worker.run()
    #expect(worker.reachedLimit == .jobs(10))
    let ran = Set(harness.runs.all.compactMap(Int.init))
    #expect(harness.runs.all.count == 10 && ran.count == 10)
    let rest = (1...40).filter { !ran.contains($0) }.map { job($0) }
    #expect(try harness.queue("default").sorted() == rest.sorted())
    #expect(try session.text("stat:processed") == "10")
    #expect(try session.run("SCARD", "processes").int == 0)
  }

  @Test func `two sources share the number, and both stop`() async throws {
    for number in 1...30 {
      try harness.push("default", job(number))
      try session.push("default", payload("Note", "[\(number)]"))
    }
    var configuration = harness.configuration(concurrency: 2)
    configuration.otherSources = [Source(redis: harness.server.url, queues: ["default"], concurrency: 3)]
    configuration.limits = WorkerLimits(jobs: 15)
    let worker = try Worker(configuration)
    try await worker.run()
    #expect(worker.reachedLimit == .jobs(15))
    #expect(harness.runs.all.count == 15)
    #expect(try session.length("queue:default") + session.length("resque:queue:default") == 45)
    let processed = try ["stat:processed", "resque:stat:processed"].map { Int(try session.text($0) ?? "0") ?? 0 }
    #expect(processed.reduce(0, +) == 15)
    #expect(try session.keys("*inflight*") == [])
  }

  @Test func `a source with nothing to do stops when another has spent the number`() async throws {
    for number in 1...5 { try harness.push("default", job(number)) }
    var configuration = harness.configuration()
    configuration.otherSources = [Source(redis: harness.server.url, queues: ["empty"])]
    configuration.limits = WorkerLimits(jobs: 5)
    let worker = try Worker(configuration)
    try await worker.run()
    #expect(harness.runs.all == (1...5).map(String.init))
    #expect(try session.keys("*processes") == [])
  }

  @Test func `a job that is retried at once is counted for each attempt`() async throws {
    var configuration = harness.configuration()
    configuration.registry.register(
      "Again", options: JobOptions(retry: RetryPolicy(limit: 10, delays: [.zero])),
      untyped: { [runs = harness.runs] context in
        runs.add("\(context.attempt)")
        throw Refusal()
      })
    configuration.limits = WorkerLimits(jobs: 3)
    try harness.push("default", job(1, "Again"))
    let worker = try Worker(configuration)
    try await worker.run()
    #expect(harness.runs.all == ["1", "2", "3"])
    #expect(worker.reachedLimit == .jobs(3))
  }
}
