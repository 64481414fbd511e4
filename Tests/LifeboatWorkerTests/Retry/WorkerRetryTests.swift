import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Retries, through whole workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct WorkerRetryTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }
  private let counter = "resque:resque-retry:Try:356a192b7913b04c54574d18c28d46e6395428ab"

  init() throws { harness = try WorkerHarness() }

  /// A worker whose class `Try` records its attempt and fails until the given one.
  private func configuration(_ policy: RetryPolicy?, succeedsAt attempt: Int = .max) -> WorkerConfiguration {
    var configuration = harness.configuration()
    let runs = harness.runs
    configuration.registry.register(
      "Try", options: JobOptions(retry: policy),
      untyped: { context in
        runs.add("\(context.attempt)")
        if context.attempt < attempt { throw Refusal() }
      })
    return configuration
  }

  @Test func `a job is tried as often as its policy says, then it is in the failed list, once`() async throws {
    try session.push("default", payload("Try", "[1]"))
    try await harness.drain(configuration(.times(3)))
    #expect(harness.runs.all == ["1", "2", "3", "4"])
    let failures = try harness.failures()
    #expect(failures.map(\.className) == ["Try"])
    #expect(failures.first?.queue == "default")
    #expect(try session.text("resque:stat:failed") == "4")
    #expect(try session.text("resque:stat:processed") == "4")
    #expect(try session.keys("*retry*") == [])
  }

  @Test func `a job that succeeds in the end leaves neither counter nor failure`() async throws {
    try session.push("default", payload("Try", "[1]"))
    try await harness.drain(configuration(.times(5), succeedsAt: 3))
    #expect(harness.runs.all == ["1", "2", "3"])
    #expect(try harness.failures().isEmpty)
    #expect(try session.text("resque:stat:failed") == "2")
    #expect(try session.text("resque:stat:processed") == "3")
    #expect(try session.keys("*retry*") == [])
  }

  @Test func `a policy decides by the job's own error when the failure hook fails too`() async throws {
    var configuration = harness.configuration()
    configuration.register(TwiceFailing.self)
    configuration.use(Lend(harness.runs))
    try session.push("default", payload("TwiceFailing"))
    try await harness.drain(configuration)
    #expect(harness.runs.all == ["hook 1", "hook 2"])
    #expect(try harness.failures().map(\.exception) == ["RuntimeError"])
  }

  @Test func `a counter that Ruby left is counted on from`() async throws {
    try session.run("SET", counter, "2")
    try session.push("default", payload("Try", "[1]"))
    try await harness.drain(configuration(.times(4)))
    #expect(harness.runs.all == ["4", "5"])
    #expect(try session.text(counter) == nil)
    #expect(try harness.failures().count == 1)
  }

  @Test func `a job that waits lies where Ruby's scheduler and retry page look`() async throws {
    try session.push("default", #"{"class":"Try","args":[1],"x":1.50}"#)
    var configuration = configuration(.times(2, after: .seconds(60)))
    configuration.promotesDelayed = false
    try await harness.drain(configuration)
    #expect(try session.text(counter) == "0")
    let due = try #require(try session.run("ZRANGE", "resque:delayed_queue_schedule", "0", "-1").array?.first?.string)
    let waiting = #"{"class":"Try","args":[1],"x":1.50,"queue":"default"}"#
    #expect(try session.list("resque:delayed:\(due)") == [waiting])
    #expect(try session.members("resque:timestamps:\(waiting)") == ["delayed:\(due)"])
    let key = "resque:failure-resque-retry:Try:356a192b7913b04c54574d18c28d46e6395428ab"
    let entry = ResqueFailure.Entry(parsing: bytes(try #require(try session.text(key))))
    #expect(entry.error == Refusal().description)
    #expect(entry.payload.map { text($0.bytes) } == #"{"class":"Try","args":[1],"x":1.50}"#)
    #expect((1...120).contains(try session.run("TTL", key).int ?? 0))
    #expect(try harness.failures().isEmpty)
    #expect(harness.log.containing("job failed; it runs again in 1m attempt=1 class=Try").count == 1)
  }

  @Test(arguments: ["abc", "1.5", ""])
  func `a counter that is no number ends the retries and is removed`(garbage: String) async throws {
    try session.run("SET", counter, garbage)
    try session.push("default", payload("Try", "[1]"))
    try await harness.drain(configuration(.times(9)))
    #expect(harness.runs.all == ["1"])
    #expect(try harness.failures().count == 1)
    #expect(try session.text(counter) == nil)
  }

  @Test func `a counter of another type ends the retries too`() async throws {
    try session.run("RPUSH", counter, "x")
    try session.push("default", payload("Try", "[1]"))
    try await harness.drain(configuration(.times(9)))
    #expect(try harness.failures().count == 1)
    #expect(try session.keys("*retry*") == [])
  }

  @Test func `a policy may give up at once, or let an attempt not count`() async throws {
    let runs = harness.runs
    let policy = RetryPolicy(limit: 1) { error, retries, _ in
      #expect(error is Refusal)
      #expect(retries == 0)
      return runs.all.count < 3 ? .retryUncounted(after: .zero) : .giveUp
    }
    try session.push("default", payload("Try", "[1]"))
    try await harness.drain(configuration(policy))
    #expect(runs.all == ["1", "1", "1"])
    #expect(try harness.failures().count == 1)
    #expect(try session.keys("*retry*") == [])
  }

  @Test func `bytes that Ruby could not read back go to the failed list at once`() async throws {
    try session.push("default", #"{"class":"Try","args":[1]/* why */}"#)
    try await harness.drain(configuration(.times(3, after: .seconds(60))))
    #expect(harness.runs.all == ["1"])
    #expect(try harness.failures().count == 1)
    #expect(try session.keys("resque:delayed*") == [])
  }

  @Test func `a class that is not retried has no counter, and one that is set stays`() async throws {
    try session.run("SET", counter, "2")
    try session.push("default", payload("Try", "[1]"))
    try await harness.drain(configuration(nil))
    #expect(harness.runs.all == ["1"])
    #expect(try session.text(counter) == "2")
    #expect(harness.log.containing("attempt=").isEmpty)
  }

  @Test func `a stop uses no attempt`() async throws {
    var configuration = harness.configuration()
    let runs = harness.runs
    configuration.registry.register(
      "Try", options: JobOptions(retry: .times(3)),
      untyped: { context in
        runs.add("\(context.attempt)")
        try await Task.sleep(for: .seconds(3600))
      })
    try session.run("SET", counter, "1")
    try session.push("default", payload("Try", "[1]"))
    try await harness.working(configuration) { worker in
      try await harness.runs.reach(1)
      worker.stop(within: .zero)
    }
    #expect(try session.text(counter) == "1")
    #expect(try session.list("resque:queue:default") == [payload("Try", "[1]")])
    try await harness.drain(self.configuration(.times(3), succeedsAt: 1))
    #expect(harness.runs.all == ["3", "3"])
  }

  @Test func `retries that wait for nobody go on through a Redis that is killed and started again`() async throws {
    let harness = try WorkerHarness(RedisServer.Options(isDurable: true))
    var configuration = harness.configuration(concurrency: 4)
    let runs = harness.runs
    configuration.registry.register(
      "Try", options: JobOptions(retry: .times(4)),
      untyped: { context in
        runs.add("\(context.argumentsText) \(context.attempt)")
        throw Refusal()
      })
    try harness.session.push("default", (1...100).map { payload("Try", "[\($0)]") })
    try await harness.working(configuration) { _ in
      try await harness.runs.reach(150)
      harness.server.kill()
      try harness.server.start()
      try await eventually("all are given up") { try harness.session.length("resque:failed") == 100 }
    }
    let expected = (1...100).flatMap { job in (1...5).map { "\(job) \($0)" } }
    #expect(Set(runs.all) == Set(expected))
    #expect(try harness.session.text("resque:stat:failed") == "500")
    #expect(try harness.session.keys("*retry*") == [])
  }

  @Test(arguments: [(Duration.zero, "at once"), (.milliseconds(10), "in 2s"), (.seconds(90), "in 1m 30s")])
  func `the log says when a job runs again at the earliest`(delay: Duration, text: String) async throws {
    try session.push("default", payload("Try", "[1]"))
    var configuration = configuration(.times(1, after: delay))
    configuration.promotesDelayed = false
    try await harness.drain(configuration)
    #expect(harness.log.containing("job failed; it runs again \(text) ").count == 1)
  }

  private func wrapped(_ rest: String) -> String {
    #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Try","arguments":[1],"#
      + rest + "}]}"
  }

  @Test func `an Active Job is retried as Rails does: counted in its payload, no failure before the last`() async throws
  {
    try session.push("default", wrapped(#""executions":0,"exception_executions":{}"#))
    try await harness.drain(configuration(.times(2)))
    #expect(harness.runs.all == ["1", "2", "3"])
    #expect(try session.keys("*retry*") == [])
    #expect(try session.text("resque:stat:processed") == "3")
    #expect(try session.text("resque:stat:failed") == "1")
    let failures = try harness.failures()
    let name = "LifeboatWorkerTests.Refusal"
    #expect(
      failures.compactMap(\.payload).map { text($0.bytes) } == [
        wrapped(#""executions":2,"exception_executions":{"[\#(name)]":3}"#)
      ])
  }

  @Test func `an Active Job whose class is not retried stands in the failed list as it came`() async throws {
    let job = wrapped(#""executions":0,"exception_executions":{}"#)
    try session.push("default", job)
    try await harness.drain(configuration(nil))
    #expect(try harness.failures().compactMap(\.payload).map { text($0.bytes) } == [job])
  }

  @Test func `an Active Job that waits for its retry lies where resque-scheduler looks`() async throws {
    try session.push("default", wrapped(#""executions":1,"exception_executions":{"[Other]":1}"#))
    var configuration = configuration(.times(5, after: .seconds(600)))
    configuration.promotesDelayed = false
    try await harness.drain(configuration)
    #expect(harness.runs.all == ["2"])
    let bucket = try #require(try session.keys("resque:delayed:*").first)
    let name = "LifeboatWorkerTests.Refusal"
    let job = wrapped(#""executions":2,"exception_executions":{"[Other]":1,"[\#(name)]":1}"#)
    #expect(try session.list(bucket) == [job.dropLast() + #","queue":"default"}"#])
    #expect(try session.text("resque:stat:failed") == nil)
  }
}

/// Fails, and then its failure hook does.
private struct TwiceFailing: Job {
  static let className = "TwiceFailing"
  static var options: JobOptions {
    JobOptions(retry: RetryPolicy(limit: 1) { error, _, _ in error is Refusal ? .retry(after: .zero) : .giveUp })
  }

  func perform(_ context: JobContext) async throws { throw Refusal() }

  func onFailure(_ error: any Error, _ context: JobContext) async throws {
    context[Runs.self]?.add("hook \(context.attempt)")
    throw CancellationError()
  }
}
