import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Synchronization
import Testing

@testable import LifeboatClient

/// A link that a closure is.
private struct Link: EnqueueMiddleware {
  let body: @Sendable (NewJob) async throws -> NewJob?

  func prepare(_ job: NewJob) async throws -> NewJob? { try await body(job) }
}

private struct Closed: Error, CustomStringConvertible {
  let description = "closed\non Sundays"
}

private struct Archive: EnqueueableJob {
  static let className = "Archive"
  static let queue = "file_serve"
  var id: Int
}

@Suite(.timeLimit(.minutes(10)))
struct EnqueueMiddlewareTests {
  private let server: RedisServer
  private let session: RedisSession

  init() throws {
    server = try RedisServer()
    session = server.session()
  }

  private func client(_ links: (@Sendable (NewJob) async throws -> NewJob?)...) -> Client {
    Client(redis: server.url, middleware: links.map(Link.init))
  }

  private func list(_ queue: String) throws -> [String] {
    let values = try session.call(RedisCommand("LRANGE", "resque:queue:\(queue)", 0, -1)).array ?? []
    return values.map { $0.string ?? "" }
  }

  private var keys: Int? {
    get throws { try session.call(RedisCommand("DBSIZE")).int }
  }

  @Test func `links see a job in their order and may change all of it`() async throws {
    let client = client(
      { job in
        var job = job
        job.className += "::First"
        return job
      },
      { job in
        var job = job
        job.className += "::Then"
        job.queue = "büro 1"
        job.arguments = Array("[1.50]".utf8)
        return job
      })
    #expect(try await client.enqueue(NewJob("A", arguments: [7], queue: "q")) != nil)
    #expect(try list("büro 1") == [#"{"class":"A::First::Then","args":[1.50]}"#])
    #expect(try list("q") == [])
  }

  @Test func `a stopped job is not sent, and later links do not see it`() async throws {
    let seen = Mutex<[String]>([])
    let client = client(
      { job in job.arguments == Array("[2]".utf8) ? nil : job },
      { job in
        seen.withLock { $0.append(String(decoding: job.arguments, as: UTF8.self)) }
        return job
      })
    #expect(try await client.enqueue(Archive(id: 2)) == nil)
    #expect(try keys == 0)
    #expect(try await client.enqueue(contentsOf: (1...3).map { try NewJob(Archive(id: $0)) }) == 2)
    #expect(try list("file_serve") == [#"{"class":"Archive","args":[1]}"#, #"{"class":"Archive","args":[3]}"#])
    #expect(seen.withLock { $0 } == ["[1]", "[3]"])
  }

  @Test func `without links every job is sent, and none of none`() async throws {
    let client = Client(redis: server.url)
    #expect(try await client.enqueue(Archive(id: 1)) != nil)
    #expect(try await client.enqueue(contentsOf: [NewJob]()) == 0)
    #expect(try await client.enqueue(contentsOf: (1...10_001).map { try NewJob(Archive(id: $0)) }) == 10_001)
    #expect(try list("file_serve").count == 10_002)
  }

  @Test func `when a link throws at the last of many none is sent`() async throws {
    let client = client { job in
      if job.arguments == Array("[3]".utf8) { throw Closed() }
      return job
    }
    let error = await #expect(throws: ClientError.self) {
      try await client.enqueue(contentsOf: (1...3).map { try NewJob(Archive(id: $0)) })
    }
    #expect(
      error?.description
        == "a job of Archive was not enqueued, because the middleware refused it: closed\\u{a}on Sundays")
    #expect(try keys == 0)
  }

  @Test func `what a link makes of a job is checked too`() async throws {
    let client = client { job in
      var job = job
      job.queue = ""
      return job
    }
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(Archive(id: 1)) }
    #expect(error?.description == "a job of Archive needs a queue name, for example default")
    #expect(try keys == 0)
  }

  @Test func `links run before Redis is needed, and its errors come as ever`() async throws {
    let client = client { job in job.className == "Stopped" ? nil : job }
    server.stop()
    #expect(try await client.enqueue(NewJob("Stopped", queue: "q")) == nil)
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(NewJob("Sent", queue: "q")) }
    guard case .redis? = error else { return #expect(Bool(false), "\(error?.description ?? "no error")") }
  }
}
