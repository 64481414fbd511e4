import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatClient

private struct Receipt: EnqueueableJob {
  static let className = "Receipt"
  static let queue = "bills"
  var order: Int
}

@Suite(.timeLimit(.minutes(10)))
struct EnqueueOnceTests {
  private let server: RedisServer
  private let session: RedisSession
  private let client: Client

  init() throws {
    server = try RedisServer()
    session = server.session()
    client = Client(redis: server.url)
  }

  private func call(_ words: String...) throws -> RedisValue {
    var command = RedisCommand(words[0])
    for word in words.dropFirst() { command.append(word) }
    return try session.call(command)
  }

  private func list(_ queue: String) throws -> [String] {
    try call("LRANGE", "resque:queue:\(queue)", "0", "-1").array?.compactMap(\.string) ?? []
  }

  @Test func `a repeat under the same token does nothing`() async throws {
    #expect(try await client.enqueue(Receipt(order: 1), token: "t") != nil)
    #expect(try await client.enqueue(Receipt(order: 1), token: "t") == nil)
    #expect(try await client.enqueue(NewJob(Receipt(order: 1)), token: "t") == nil)
    #expect(try await client.enqueue(Receipt(order: 1), token: "u") != nil)
    let job = #"{"class":"Receipt","args":[1]}"#
    #expect(try list("bills") == [job, job])
    #expect(try call("SISMEMBER", "resque:queues", "bills").int == 1)
  }

  @Test func `the token decides, whatever the job, its queue and its fate are`() async throws {
    #expect(try await client.enqueue(NewJob("A", queue: "one"), token: "t") != nil)
    #expect(try await client.enqueue(NewJob("B", queue: "two"), token: "t") == nil)
    #expect(try list("one") == [#"{"class":"A","args":[]}"#])
    #expect(try call("EXISTS", "resque:queue:two").int == 0)
    _ = try call("LPOP", "resque:queue:one")
    #expect(try await client.enqueue(NewJob("A", queue: "one"), token: "t") == nil)
    #expect(try list("one") == [])
  }

  @Test func `a token is kept as long as it was said, in the app's namespace`() async throws {
    let other = Client(redis: server.url, dialect: ResqueDialect(namespace: "app:two"))
    try await client.enqueue(NewJob("A", queue: "q"), token: "a b:🛟")
    try await client.enqueue(NewJob("A", queue: "q"), token: "brief", keeping: .seconds(60))
    try await client.enqueue(NewJob("A", queue: "q"), token: "long", keeping: .seconds(Int64.max))
    #expect(try await other.enqueue(NewJob("A", queue: "q"), token: "brief") != nil)
    let key = "resque:lifeboat:resque:token:"
    #expect(try call("GET", key + "a b:🛟").string == "q")
    #expect((86_300_000...86_400_000).contains(try call("PTTL", key + "a b:🛟").int ?? 0))
    #expect((50_000...60_000).contains(try call("PTTL", key + "brief").int ?? 0))
    #expect((try call("PTTL", key + "long").int ?? 0) > 3_000_000_000_000)
    _ = try call("DEL", key + "brief")
    #expect(try await client.enqueue(NewJob("A", queue: "q"), token: "brief") != nil)
  }

  @Test func `an empty token, and one that is not kept, are refused before anything is sent`() async throws {
    let empty = await #expect(throws: ClientError.self) {
      try await client.enqueue(NewJob("A", queue: "q"), token: "")
    }
    #expect(
      empty?.description == "the token of a job of A is empty; expected a name for this one enqueue")
    let brief = await #expect(throws: ClientError.self) {
      try await client.enqueue(NewJob("A", queue: "q"), token: "t", keeping: .zero)
    }
    #expect(brief?.description == "a token has to be kept for at least a millisecond, got 0s")
    #expect(try call("DBSIZE").int == 0)
  }

  @Test(arguments: ["resque:queue:q", "resque:queues"])
  func `a key of the wrong type stops it, and once it is mended the same call enqueues`(key: String) async throws {
    _ = try call("SET", key, "text")
    let error = await #expect(throws: ClientError.self) {
      try await client.enqueue(NewJob("A", queue: "q"), token: "t")
    }
    #expect(error?.description.contains("WRONGTYPE") != nil)
    #expect(try call("EXISTS", "resque:lifeboat:resque:token:t").int == 0)
    _ = try call("DEL", key)
    #expect(try await client.enqueue(NewJob("A", queue: "q"), token: "t") != nil)
    #expect(try list("q").count == 1)
  }

  @Test func `many jobs, some with tokens, keep their order, and a repeat adds those without`() async throws {
    var jobs = (0..<6).map { NewJob("A", arguments: [.integer($0)], queue: "q") }
    for index in [1, 2, 5] { jobs[index].token = "t\(index)" }
    let all = (0..<6).map { #"{"class":"A","args":[\#($0)]}"# }
    #expect(try await client.enqueue(contentsOf: jobs) == 6)
    #expect(try list("q") == all)
    #expect(try await client.enqueue(contentsOf: jobs) == 3)
    #expect(try list("q") == all + [all[0], all[3], all[4]])
  }

  @Test func `a Redis that has forgotten the script enqueues once`() async throws {
    try await client.enqueue(NewJob("A", queue: "q"), token: "t")
    for flush in 0..<2 {
      _ = try call("SCRIPT", "FLUSH")
      let enqueued = try await client.enqueue(NewJob("A", queue: "q"), token: "u")
      #expect((enqueued != nil) == (flush == 0))
    }
    #expect(try list("q").count == 2)
  }

  @Test func `a reply that never came is made good by a repeat`() async throws {
    try await client.enqueue(NewJob("A", queue: "q"), token: "first")
    server.pause()
    let lost = await #expect(throws: ClientError.self) {
      try await client.enqueue(NewJob("B", queue: "q"), token: "t")
    }
    guard case .redis(.timedOut) = lost else {
      Issue.record("the reply should be lost: \(String(describing: lost))")
      return
    }
    server.resume()
    // The command was sent, and Redis runs it although nobody waits for it any more.
    try await eventually("the job is there") { try list("q").count == 2 }
    #expect(try await client.enqueue(NewJob("B", queue: "q"), token: "t") == nil)
    #expect(try list("q").count == 2)
  }

  @Test func `many tasks under one token enqueue one job`() async throws {
    let clients = (0..<4).map { _ in Client(redis: server.url) }
    let count = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<100 {
        group.addTask { try await clients[number % 4].enqueue(NewJob("A", queue: "q"), token: "t") != nil }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(count == 1)
    #expect(try list("q").count == 1)
  }
}
