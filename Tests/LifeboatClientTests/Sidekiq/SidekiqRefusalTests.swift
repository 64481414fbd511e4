import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

private struct Ratio: EnqueueableJob {
  static let className = "Ratio"
  var value: Double
}

@Suite(.timeLimit(.minutes(10)))
struct SidekiqRefusalTests {
  private func sentence(_ stage: SidekiqStage, _ change: (inout NewJob) -> Void) async throws -> String {
    var job = NewJob("Archive", arguments: [1], queue: "q")
    change(&job)
    let jobs = [NewJob("Good", queue: "q"), job]
    let error = await #expect(throws: ClientError.self) { try await stage.client.enqueue(contentsOf: jobs) }
    let checked = #expect(throws: ClientError.self) { try stage.client.check(job) }
    #expect(error?.description == checked?.description)
    #expect(try stage.isEmpty)
    return error?.description ?? ""
  }

  @Test func `what Ruby would refuse or lose is refused before the first job is sent`() async throws {
    let stage = try SidekiqStage()
    let head = "a job of Archive cannot be enqueued: "
    #expect(
      try await sentence(stage) { $0.sidekiq = SidekiqJobOptions(retryFor: 2_000_000_000) } == head
        + "retry_for is 2000000000; seconds from 1 to 1000000000 were expected.")
    #expect(
      try await sentence(stage) { $0.jid = "" } == head
        + "its jid is empty; a text of its own was expected, or none for a random one")
    #expect(
      try await sentence(stage) { $0.arguments = Array("[1e999]".utf8) } == head
        + "the arguments have a number beyond the range of a double, which Ruby reads as infinity and cannot write again"
    )
    #expect(
      try await sentence(stage) { $0.arguments = [0x5B, 0x22, 0xFF, 0x22, 0x5D] } == head
        + "the arguments are not strict UTF-8 JSON")
    #expect(try await sentence(stage) { $0.queue = "" } == "a job of Archive needs a queue name, for example default")
    #expect(try await sentence(stage) { $0.className = "" }.hasPrefix("a job needs a class name"))
    #expect(
      try await sentence(stage) { $0.dueAt = ActiveJobTime(seconds: .max) } == head
        + "it is due at second \(Int.max) since 1970; a time up to the year 9999 was expected")
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a number that JSON has not is refused`(value: Double) async throws {
    let stage = try SidekiqStage()
    let error = await #expect(throws: ClientError.self) { try await stage.client.enqueue(Ratio(value: value)) }
    #expect(error?.description.hasPrefix("the arguments of Ratio cannot be enqueued: ") == true)
    #expect(try stage.isEmpty)
  }

  @Test func `a client of Resque refuses what its payloads have no word for`() async throws {
    let stage = try SidekiqStage()
    let resque = Client(redis: stage.server.url)
    var job = NewJob("Archive", queue: "q")
    job.sidekiq = SidekiqJobOptions(retry: .never, tags: ["a"])
    let options = await #expect(throws: ClientError.self) { try await resque.enqueue(job) }
    #expect(
      options?.description
        == "a job of Archive cannot be enqueued: Resque's payloads have no word for retry, tags")
    let later = await #expect(throws: ClientError.self) {
      try await resque.enqueue(NewJob("Archive", queue: "q"), in: .seconds(60))
    }
    #expect(later?.description == "a job of Archive cannot be enqueued: Resque's payloads have no word for a due time")
    #expect(try stage.isEmpty)
    let now = try await resque.enqueue(NewJob("Archive", queue: "q"), in: .zero)
    #expect(now == (try await resque.enqueue(NewJob("Archive", queue: "q"))))
    #expect(now?.jid == nil && now?.queue == "q")
  }

  @Test func `a schedule that is no sorted set is an error, and nothing is lost in it`() async throws {
    let stage = try SidekiqStage()
    try stage.call("SET", "schedule", "text")
    let error = await #expect(throws: ClientError.self) {
      try await stage.client.enqueue(NewJob("A", queue: "q"), in: .seconds(60))
    }
    #expect(error?.description.hasPrefix("Redis refused ZADD: WRONGTYPE ") == true)
    #expect(try stage.call("GET", "schedule").string == "text")
  }

  @Test func `a Redis that is away is an error, and the client goes on once it is back`() async throws {
    let stage = try SidekiqStage()
    stage.server.kill()
    let error = await #expect(throws: ClientError.self) {
      try await stage.client.enqueue(NewJob("A", queue: "q"), in: .seconds(60))
    }
    #expect(error?.description.hasPrefix("Redis cannot be reached: ") == true)
    try stage.server.start()
    #expect(try await stage.client.enqueue(NewJob("A", queue: "q"), in: .seconds(60))?.jid?.count == 24)
    #expect(try stage.schedule().count == 1)
  }

  @Test func `of jobs due later under one id and at one time those that are equal count once`() async throws {
    let stage = try SidekiqStage()
    var job = NewJob("A", queue: "q")
    job.jid = "same"
    job.dueAt = ActiveJobTime(seconds: 2_000_000_000)
    #expect(try await stage.client.enqueue(contentsOf: [job, job, job]) == 1)
    #expect(try stage.schedule().count == 1)
    job.jid = nil
    #expect(try await stage.client.enqueue(contentsOf: [job, job, job]) == 3)
    #expect(try stage.schedule().count == 4)
  }
}
