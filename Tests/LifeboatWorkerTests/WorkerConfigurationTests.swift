import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

struct WorkerConfigurationTests {
  private func configuration(_ queues: [String] = ["default"]) throws -> WorkerConfiguration {
    var configuration = WorkerConfiguration(source: Source(redis: try RedisURL("redis://localhost"), queues: queues))
    configuration.registry.discard("A")
    return configuration
  }

  @Test func `the defaults with a queue and a class are fine`() throws {
    let configuration = try configuration()
    try configuration.validate()
    #expect(configuration.concurrency == 10)
    #expect(configuration.lease == .seconds(30))
    #expect(configuration.beatInterval == .seconds(1))
  }

  @Test func `every problem is named at once, and a worker is not made`() throws {
    var configuration = try configuration(["a", ""])
    configuration.registry = JobRegistry()
    configuration.concurrency = 0
    configuration.lease = .milliseconds(999)
    configuration.stopTimeout = .seconds(-1)
    let error = #expect(throws: WorkerConfigurationError.self) { try Worker(configuration) }
    #expect(
      error?.problems == [
        "a queue name is empty; leave it out", "concurrency is 0; expected 1 to 1000",
        "lease is 999ms; expected 1s to 1h", "timeout is negative; expected 0s or more",
        "no job class is registered, so every job would fail; register one, or give a handlers file",
      ])
    #expect(error?.description == error?.problems.joined(separator: "\n"))
  }

  @Test func `no queue at all is a problem`() throws {
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration([]).validate() }
    #expect(error?.problems == ["no queue is given; name at least one, for example --queue default"])
  }

  @Test(arguments: [1, 1000])
  func `the limits themselves are fine`(concurrency: Int) throws {
    var configuration = try configuration()
    configuration.concurrency = concurrency
    configuration.stopTimeout = .zero
    for lease in [Duration.seconds(1), .seconds(3600)] {
      configuration.lease = lease
      try configuration.validate()
      #expect(configuration.beatInterval <= lease / 10)
    }
  }

  @Test(arguments: [1001, -1, .max])
  func `too many slots are a problem`(concurrency: Int) throws {
    var configuration = try configuration()
    configuration.concurrency = concurrency
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    #expect(error?.problems == ["concurrency is \(concurrency); expected 1 to 1000"])
  }

  @Test func `a poison limit below one would condemn every job`() throws {
    var configuration = try configuration()
    configuration.poisonLimit = 0
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    #expect(error?.problems == ["poison limit is 0; expected 1 or more"])
  }

  @Test(arguments: ["*", "mail*", "!mail"])
  func `a queue that Resque would take for a pattern is a problem`(queue: String) throws {
    var configuration = try configuration()
    configuration.source.queues = ["mail", queue]
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    let sentence = "the queue \(queue) looks like a pattern; patterns come with a later release, so name each queue"
    #expect(error?.problems == [sentence])
  }
}
