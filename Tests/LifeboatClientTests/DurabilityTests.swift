import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Enqueues that count only when replicas have them.
@Suite(.timeLimit(.minutes(10))) struct DurabilityTests {
  private func length(_ server: RedisServer) throws -> Int? {
    try server.session().call(RedisCommand("LLEN", "resque:queue:mail")).int
  }

  private func job(_ number: Int, token: String? = nil) -> NewJob {
    var job = NewJob("A", arguments: [.number(text: "\(number)")], queue: "mail")
    job.token = token
    return job
  }

  @Test func `what no replica confirms is enqueued and says so, and a repeat under its token stays one`() async throws {
    let server = try RedisServer()
    let client = Client(redis: server.url, durability: .replicated(to: 1, within: .milliseconds(20)))
    for expected in [1, 0] {
      let error = await #expect(throws: ClientError.self) { try await client.enqueue(job(1, token: "t")) }
      guard case .notReplicated(let enqueued, 0, 1)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(enqueued == expected)
    }
    #expect(try length(server) == 1)
    let many = await #expect(throws: ClientError.self) { try await client.enqueue(contentsOf: (1...3).map { job($0) }) }
    #expect(many?.description.hasPrefix("enqueued 3 jobs, but 0 of 1 replicas confirmed that in time") == true)
    #expect(try length(server) == 4)
    #expect(try await client.enqueue(contentsOf: []) == 0)
  }

  @Test func `what a replica confirms is there the moment that the call returns`() async throws {
    let stage = try SentinelStage(replicas: 1, sentinels: 0)
    let client = Client(redis: stage.servers[0].url, durability: .replicated(to: 1, within: .seconds(10)))
    let replica = stage.servers[1].session()
    for number in 1...50 {
      try await client.enqueue(job(number))
      #expect(try replica.call(RedisCommand("LLEN", "resque:queue:mail")).int == number)
    }
    #expect(try await client.enqueue(contentsOf: (1...20_500).map { job($0) }) == 20_500)
    #expect(try replica.call(RedisCommand("LLEN", "resque:queue:mail")).int == 20_550)
  }

  @Test func `a wait is bounded by its own time and not by that of commands`() async throws {
    let stage = try SentinelStage(replicas: 1, sentinels: 0)
    stage.servers[1].pause()
    defer { stage.servers[1].resume() }
    let client = Client(redis: stage.servers[0].url, durability: .replicated(to: 1, within: .milliseconds(5_500)))
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(job(1)) }
    guard case .notReplicated(1, 0, 1)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
