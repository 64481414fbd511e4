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
    var configuration = try configuration(["a", " "])
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

  @Test func `a limit of retries below none is a problem, no limit is not`() throws {
    var configuration = try configuration()
    configuration.registry.register("Odd", options: JobOptions(retry: RetryPolicy(limit: -1))) { _ in }
    let endless = RetryPolicy(limit: nil, delays: [.seconds(1)])
    configuration.registry.register("Fine", options: JobOptions(retry: endless)) { _ in }
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    #expect(error?.problems == ["Odd has a limit of -1 retries; expected 0 or more, or nil for no limit"])
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

  @Test(arguments: [["*"], ["mail*", "!mail:*"], ["[hl]*"], ["!mail", "*"], ["a:b c", "😀"]])
  func `patterns, exclusions and odd names are fine`(queues: [String]) throws {
    try configuration(queues).validate()
  }

  @Test func `exclusions alone leave nothing to work`() throws {
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration(["!mail", " !a*"]).validate() }
    #expect(
      error?.problems == ["every queue that is given is an exclusion; name what is left, for example --queue '*,!mail'"]
    )
  }

  @Test func `a weight must be one, of a queue that is worked`() throws {
    var configuration = try configuration(["high", "low"])
    configuration.source.weights = [
      QueueWeight(queue: "high", weight: 1000), QueueWeight(queue: "l*", weight: 1),
      QueueWeight(queue: "low", weight: 0),
      QueueWeight(queue: "hihg", weight: 1001),
    ]
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    #expect(
      error?.problems == [
        "the weight of low is 0; expected 1 to 1000", "the weight of hihg is 1001; expected 1 to 1000",
        "hihg has a weight, but is none of the queues; name it there too, or leave its weight out",
      ])
    configuration.source.weights = [QueueWeight(queue: "low", weight: 3), QueueWeight(queue: "low", weight: 4)]
    #expect(throws: WorkerConfigurationError(problems: ["low has two weights; keep one of them"])) {
      try configuration.validate()
    }
    configuration.source.weights = [QueueWeight(queue: "mail", weight: 3)]
    configuration.source.queues = ["*"]
    try configuration.validate()
  }
}
