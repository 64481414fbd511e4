import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatClient

/// What becomes of an enqueue whose reply is lost.
@Suite(.timeLimit(.minutes(10)))
struct ClientAmbiguityTests {
  /// How jobs are enqueued.
  enum Way: CaseIterable, Sendable {
    case one, many, later
  }

  @Test(arguments: ["resque", "sidekiq"], Way.allCases)
  func `with a token a repeat after any lost reply enqueues once`(name: String, way: Way) async throws {
    guard name == "sidekiq" || way != .later else { return }
    var lost = try LostExchanges()
    lost.neutral = { $0.replacing(#/[0-9]{10}\.[0-9]+/#, with: "TIME") }
    let dialect: any Dialect = name == "resque" ? ResqueDialect() : SidekiqDialect()
    let (broken, differences) = try await lost.run(
      prepare: {},
      change: { relay in
        let client = Client(redis: try RedisURL(relay.urlText), dialect: dialect)
        do {
          try await enqueue(way, with: client)
        } catch ClientError.redis(let error) {
          #expect(error.isTransient)
          try await enqueue(way, with: client)
        }
        await client.close()
      })
    #expect(broken >= 3)
    #expect(differences.isEmpty, "\(differences)")
  }

  private func enqueue(_ way: Way, with client: Client) async throws {
    var jobs = (0..<5).map { number in
      var job = NewJob("Mail", queue: number.isMultiple(of: 2) ? "a" : "b")
      job.token = "t\(number)"
      if client.dialect.name == "sidekiq" { job.jid = "00000000000000000000000\(number)" }
      return job
    }
    switch way {
    case .one: try await client.enqueue(jobs[0])
    case .many: try await client.enqueue(contentsOf: jobs)
    case .later:
      jobs[0].dueAt = ActiveJobTime(seconds: 4_102_444_800, nanoseconds: 0)
      try await client.enqueue(jobs[0])
    }
  }

  @Test(arguments: [Relay.Fault.loseReply, .truncateReply, .cutBefore])
  func `without a token the error says that nobody knows`(fault: Relay.Fault) async throws {
    let server = try RedisServer()
    let relay = try Relay(to: server.port)
    let client = Client(redis: try RedisURL(relay.urlText))
    relay.arm(fault, at: 1)
    do {
      try await client.enqueue(NewJob("Mail", queue: "a"))
      Issue.record("its reply cannot have come")
    } catch {
      guard case .inDoubt(let cause) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(cause.mayHaveRun)
      #expect(
        error.description.hasSuffix(
          "; a repeat may enqueue twice what was enqueued already: look into the queue first, or give jobs a token,"
            + " under which a repeat is safe"))
    }
    let length = try server.session().call(RedisCommand("LLEN", "resque:queue:a")).int
    #expect(length == (fault == .cutBefore ? 0 : 1))
  }

  @Test func `where nothing was sent the error says only that`() async throws {
    let server = try RedisServer()
    let client = Client(redis: server.url)
    server.kill()
    do {
      try await client.enqueue(NewJob("Mail", queue: "a"))
      Issue.record("there is no Redis")
    } catch {
      guard case .redis(.unreachable) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  /// What a queue's key holds instead of a list is refused by Redis, and only that.
  @Test(arguments: [
    (["a", "b"], false, true), (["b", "a"], false, true), (["b", "b"], false, false), (["a", "b"], true, false),
  ])
  func `an error behind what was enqueued says so, unless a repeat is safe`(
    queues: [String], hasTokens: Bool, isInDoubt: Bool
  ) async throws {
    let server = try RedisServer()
    _ = try server.session().call(RedisCommand("SET", "resque:queue:b", "no list"))
    let client = Client(redis: server.url)
    let jobs = queues.enumerated().map { number, queue in
      var job = NewJob("Mail", queue: queue)
      job.token = hasTokens ? "t\(number)" : nil
      return job
    }
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(contentsOf: jobs) }
    switch error {
    case .inDoubt(.refused): #expect(isInDoubt)
    case .redis(.refused): #expect(!isInDoubt)
    default: Issue.record("\(String(describing: error))")
    }
    let length = try server.session().call(RedisCommand("LLEN", "resque:queue:a")).int
    #expect(length == (queues.contains("a") ? 1 : 0))
  }

  @Test func `a later flush that fails leaves what the first enqueued, and says so`() async throws {
    let server = try RedisServer()
    _ = try server.session().call(RedisCommand("SET", "resque:queue:b", "no list"))
    let client = Client(redis: server.url)
    let jobs = (0...10_000).map { NewJob("Mail", queue: $0 < 10_000 ? "a" : "b") }
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(contentsOf: jobs) }
    guard case .inDoubt? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try server.session().call(RedisCommand("LLEN", "resque:queue:a")).int == 10_000)
  }

  @Test func `a user who may not wait for replicas is told that the job is enqueued`() async throws {
    let server = try RedisServer()
    let session = server.session()
    _ = try session.call(RedisCommand("ACL", "SETUSER", "default", "-wait"))
    let client = Client(redis: server.url, durability: .replicated(to: 1, within: .milliseconds(20)))
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(NewJob("Mail", queue: "a")) }
    guard case .inDoubt? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try session.call(RedisCommand("LLEN", "resque:queue:a")).int == 1)
  }
}
