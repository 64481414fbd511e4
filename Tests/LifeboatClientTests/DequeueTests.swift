import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatClient

@Suite(.timeLimit(.minutes(10)))
struct DequeueTests {
  private let server: RedisServer
  private let session: RedisSession
  private let client: Client

  init() throws {
    server = try RedisServer()
    session = server.session()
    client = Client(redis: server.url)
  }

  private func push(_ payloads: [String], to queue: String = "q") throws {
    var command = RedisCommand("RPUSH", "resque:queue:\(queue)")
    for payload in payloads { command.append(payload) }
    _ = try session.call(command)
  }

  private func list(_ queue: String = "q") throws -> [String] {
    try session.call(RedisCommand("LRANGE", "resque:queue:\(queue)", 0, -1)).array?.compactMap(\.string) ?? []
  }

  @Test(arguments: ["q", "a b", "a:b", "🛟"])
  func `a job is taken back by its exact bytes, every copy`(queue: String) async throws {
    let job = #"{"class":"A","args":[1,"<"]}"#
    let others = [#"{"class":"A","args":[1.0,"<"]}"#, #"{"class":"A","args":[1,"\u003c"]}"#, "junk"]
    try push([job] + others + [job], to: queue)
    #expect(try await client.dequeue(NewJob("A", arguments: [1, "<"], queue: queue)) == 2)
    #expect(try list(queue) == others)
    #expect(try await client.dequeue(NewJob("A", arguments: [1, "<"], queue: queue)) == 0)
    #expect(try await client.dequeue(Array("junk".utf8), from: queue) == 1)
  }

  @Test func `every job of a class is taken back, and nothing else`() async throws {
    let mine = [#"{"class":"A","args":[1]}"#, #"{ "args":[], "class":"\u0041" }"#]
    let others = [#"{"class":"B","args":["A"]}"#, "junk", #"{"class":"AA","args":[]}"#, #"{"class":"A""#]
    try push(mine + others + mine)
    #expect(try await client.dequeue(every: "A", from: "q") == 4)
    #expect(try list() == others)
  }

  @Test func `class names that Swift takes for equal are different classes`() async throws {
    let composed = "{\"class\":\"\u{E9}\",\"args\":[]}"
    let decomposed = "{\"class\":\"e\u{301}\",\"args\":[]}"
    try push([composed, decomposed])
    #expect(try await client.dequeue(every: "e\u{301}", from: "q") == 1)
    #expect(try list().map { Array($0.utf8) } == [Array(composed.utf8)])
  }

  @Test func `an Active Job is not looked for by bytes that no job has`() async throws {
    let job = NewJob(activeJob: "WelcomeJob", arguments: [1], queue: "q")
    try await client.enqueue(job)
    let error = await #expect(throws: ClientError.self) { try await client.dequeue(job) }
    #expect(error?.description.hasPrefix("an Active Job such as WelcomeJob has other bytes each time") == true)
    #expect(try await client.dequeue(from: "q") { $0.className == "WelcomeJob" } == 1)
  }

  @Test func `a Redis whose memory is full gives jobs back all the same`() async throws {
    try push((0..<50).map { #"{"class":"\#($0 % 2 == 0 ? "A" : "B")","args":[\#($0)]}"# })
    _ = try session.call(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
    #expect(throws: RedisError.self) { try session.call(RedisCommand("RPUSH", "resque:queue:q", "x")) }
    #expect(try await client.dequeue(every: "A", from: "q") == 25)
    #expect(try list().count == 25)
  }

  @Test func `of thousands of jobs those picked go, and the others keep their order`() async throws {
    let all = (0..<5_000).map { #"{"class":"\#($0 % 3 == 0 ? "A" : "B")","args":[\#($0 / 7)]}"# }
    try push(all)
    #expect(try await client.dequeue(every: "A", from: "q") == 1_667)
    #expect(try list() == all.filter { $0.contains("B") })
  }

  @Test func `what workers take and others push meanwhile hides none`() async throws {
    let all = (0..<3_000).map { #"{"class":"\#($0 % 2 == 0 ? "A" : "B")","args":[\#($0)]}"# }
    try push(all)
    let busy = Task { [server] in
      let session = server.session()
      for number in 0..<400 {
        _ = try session.call(RedisCommand("LPOP", "resque:queue:q"))
        _ = try session.call(RedisCommand("RPUSH", "resque:queue:q", #"{"class":"C","args":[\#(number)]}"#))
      }
    }
    let removed = try await client.dequeue(every: "A", from: "q")
    try await busy.value
    #expect(removed <= 1_500 && removed >= 1_100)
    #expect(try list().filter { $0.contains(#""A""#) } == [])
  }

  @Test func `a queue that is not there has nothing, and one that is no list is an error`() async throws {
    #expect(try await client.dequeue(every: "A", from: "none") == 0)
    _ = try session.call(RedisCommand("SET", "resque:queue:q", "text"))
    let byBytes = await #expect(throws: ClientError.self) { try await client.dequeue(NewJob("A", queue: "q")) }
    #expect(byBytes?.description.contains("WRONGTYPE") == true)
    let byClass = await #expect(throws: ClientError.self) { try await client.dequeue(every: "A", from: "q") }
    #expect(byClass?.description.contains("WRONGTYPE") == true)
    server.kill()
    let gone = await #expect(throws: ClientError.self) { try await client.dequeue(every: "A", from: "q") }
    #expect(gone?.description.hasPrefix("Redis cannot be reached: ") == true)
  }

  @Test func `large jobs are taken back among small ones`() async throws {
    let big = #"{"class":"Big","args":[""# + String(repeating: "0123456789", count: 1_000_000) + #""]}"#
    let small = (0..<50).map { #"{"class":"A","args":[\#($0)]}"# }
    try push([big] + small + [big])
    #expect(try await client.dequeue(every: "Big", from: "q") == 2)
    #expect(try list() == small)
  }
}
