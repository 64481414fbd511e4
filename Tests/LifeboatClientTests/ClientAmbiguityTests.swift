import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatClient

/// What becomes of an enqueue whose reply is lost.
@Suite(.timeLimit(.minutes(2)))
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
}
