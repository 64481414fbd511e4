import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SidekiqOnceTests {
  private let stage: SidekiqStage
  private let later: NewJob

  init() throws {
    stage = try SidekiqStage()
    var job = NewJob("Receipt", arguments: [1], queue: "bills")
    job.dueAt = ActiveJobTime(seconds: 2_000_000_000)
    later = job
  }

  @Test func `a token makes a repeat harmless, now and later`() async throws {
    let job = try await stage.client.enqueue(NewJob("Receipt", queue: "bills"), token: "now")
    #expect(try stage.queue("bills").map(\.payload.jid) == [job?.jid])
    #expect(try await stage.client.enqueue(NewJob("Receipt", queue: "bills"), token: "now") == nil)
    let due = try await stage.client.enqueue(later, token: "later")
    #expect(due?.dueAt == later.dueAt)
    #expect(try await stage.client.enqueue(later, token: "later") == nil)
    #expect(try await stage.client.enqueue(NewJob("Other", queue: "q"), token: "later") == nil)
    #expect(try stage.schedule().map(\.payload.jid) == [due?.jid])
    #expect(try stage.schedule().map(\.score) == [2_000_000_000])
    #expect(try stage.call("GET", "lifeboat:sidekiq:token:later").string == "bills")
    #expect((86_300_000...86_400_000).contains(try stage.call("PTTL", "lifeboat:sidekiq:token:later").int ?? 0))
    #expect(try stage.queue("bills").count == 1)
    #expect(try stage.queues == ["bills"])
  }

  @Test(arguments: ["schedule", "queues", "queue:bills"])
  func `a key of the wrong type stops it, and once it is mended the same call enqueues`(key: String) async throws {
    try stage.call("SET", key, "text")
    var job = later
    if key != "schedule" { job.dueAt = nil }
    let error = await #expect(throws: ClientError.self) { try await stage.client.enqueue(job, token: "t") }
    #expect(error?.description.contains("WRONGTYPE") == true)
    #expect(try stage.call("EXISTS", "lifeboat:sidekiq:token:t").int == 0)
    try stage.call("DEL", key)
    #expect(try await stage.client.enqueue(job, token: "t") != nil)
    #expect(try stage.schedule().count + stage.queue("bills").count == 1)
  }

  @Test func `many jobs, some with tokens, some due later, keep their order`() async throws {
    let jobs = (0..<300).map { number in
      var job = NewJob("A", arguments: [.integer(number)], queue: "q")
      if number % 3 == 0 { job.dueAt = later.dueAt?.advanced(by: .seconds(number)) }
      if number % 2 == 0 { job.token = "t\(number)" }
      return job
    }
    #expect(try await stage.client.enqueue(contentsOf: jobs) == 300)
    #expect(try stage.queue("q").map(\.arguments) == (0..<300).filter { $0 % 3 != 0 }.map { "[\($0)]" })
    #expect(try stage.schedule().map(\.arguments) == stride(from: 0, to: 300, by: 3).map { "[\($0)]" })
    #expect(try await stage.client.enqueue(contentsOf: jobs) == 150)
  }

  @Test func `a Redis that has forgotten the scripts enqueues once`() async throws {
    for flush in 0..<2 {
      try stage.call("SCRIPT", "FLUSH")
      let job = try await stage.client.enqueue(later, token: "t")
      #expect((job != nil) == (flush == 0))
    }
    #expect(try stage.schedule().count == 1)
  }

  @Test func `many tasks under one token enqueue one job`() async throws {
    let clients = (0..<4).map { _ in Client(redis: stage.server.url, dialect: SidekiqDialect()) }
    let count = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<100 {
        group.addTask { [later] in try await clients[number % 4].enqueue(later, token: "t") != nil }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(count == 1)
    #expect(try stage.schedule().count == 1)
  }
}
