import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatClient

private struct Archive: EnqueueableJob {
  static let className = "Archive"
  static let queue = "file_serve"
  var id = 42
  var kind: String? = "tar"
}

private struct OkJob<Value: Encodable & Sendable>: EnqueueableJob {
  static var className: String { "OkJob" }
  var value: Value
}

private struct NoName: EnqueueableJob {
  static let className = ""
}

@Suite(.timeLimit(.minutes(10)))
struct ClientTests {
  private let server: RedisServer
  private let session: RedisSession
  private let client: Client

  init() throws {
    server = try RedisServer()
    session = server.session()
    client = Client(redis: server.url)
  }

  private func list(_ queue: String) throws -> [String] {
    let values = try session.call(RedisCommand("LRANGE", "resque:queue:\(queue)", 0, -1)).array ?? []
    return values.map { $0.string ?? "" }
  }

  private func queues() throws -> [String] {
    let values = try session.call(RedisCommand("SMEMBERS", "resque:queues")).array ?? []
    return values.map { $0.string ?? "" }.sorted()
  }

  /// What the client sends, as MONITOR prints it, without times and connections.
  private func commands(_ enqueue: () async throws -> Void) async throws -> [String] {
    let monitor = server.session()
    #expect(try monitor.call(RedisCommand("MONITOR")).string == "OK")
    try await enqueue()
    _ = try session.call(RedisCommand("ECHO", "the end"))
    var lines: [String] = []
    while let line = try monitor.nextMessage(within: .seconds(30))?.string, !line.hasSuffix(#""the end""#) {
      guard let bracket = line.firstRange(of: "] ") else { continue }
      let command = String(line[bracket.upperBound...])
      if command.hasPrefix(#""SADD""#) || command.hasPrefix(#""RPUSH""#) { lines.append(command) }
    }
    return lines
  }

  @Test func `a job goes out as Ruby sends it: the queue is made known, then the job is pushed`() async throws {
    let sent = try await commands { try await client.enqueue(Archive()) }
    #expect(
      sent == [
        #""SADD" "resque:queues" "file_serve""#,
        #""RPUSH" "resque:queue:file_serve" "{\"class\":\"Archive\",\"args\":[42,\"tar\"]}""#,
      ])
    #expect(try list("file_serve") == [#"{"class":"Archive","args":[42,"tar"]}"#])
    #expect(try queues() == ["file_serve"])
  }

  @Test func `typed jobs are the bytes that Ruby's json writes`() async throws {
    try await client.enqueue(OkJob(value: [1.0, 0.5, -1.5, 1e100]), queue: "q")
    try await client.enqueue(OkJob(value: [Int.max, Int.min, 0]), queue: "q")
    try await client.enqueue(
      OkJob(value: ["a/b", "</script>", "it's", "\"quoted\"", "back\\slash", "a\u{0}b"]), queue: "q")
    try await client.enqueue(OkJob(value: "  a\tb\nc\r\n "), queue: "q")
    try await client.enqueue(OkJob(value: ["héllo wörld", "日本語", "👨‍👩‍👧", "\u{2028}"]), queue: "q")
    try await client.enqueue(OkJob<Int?>(value: nil), queue: "q")
    try await client.enqueue(OkJob(value: true), queue: "q")
    #expect(
      try list("q") == [
        #"{"class":"OkJob","args":[[1.0,0.5,-1.5,1.0e+100]]}"#,
        #"{"class":"OkJob","args":[[9223372036854775807,-9223372036854775808,0]]}"#,
        #"{"class":"OkJob","args":[["a/b","</script>","it's","\"quoted\"","back\\slash","a\u0000b"]]}"#,
        #"{"class":"OkJob","args":["  a\tb\nc\r\n "]}"#,
        "{\"class\":\"OkJob\",\"args\":[[\"héllo wörld\",\"日本語\",\"👨‍👩‍👧\",\"\u{2028}\"]]}",
        #"{"class":"OkJob","args":[null]}"#,
        #"{"class":"OkJob","args":[true]}"#,
      ])
  }

  @Test func `a typed job goes to its own queue unless told, and to default where the type names none`() async throws {
    try await client.enqueue(Archive(kind: nil))
    try await client.enqueue(Archive(), queue: "other")
    try await client.enqueue(OkJob(value: 1))
    #expect(try queues() == ["default", "file_serve", "other"])
    #expect(try list("file_serve") == [#"{"class":"Archive","args":[42]}"#])
  }

  @Test func `a job by name takes any values, and JSON byte for byte`() async throws {
    try await client.enqueue(
      NewJob("Any", arguments: [1, 2.5, "x", nil, true, ["z": 1, "a": [[]]], .number(text: "1e400")], queue: "q"))
    try await client.enqueue(NewJob("Any", json: Array(#"[ 1.50, {"b":"\/","b":2} ]"#.utf8), queue: "q"))
    try await client.enqueue(NewJob("None", queue: "q"))
    #expect(
      try list("q") == [
        #"{"class":"Any","args":[1,2.5,"x",null,true,{"z":1,"a":[[]]},1e400]}"#,
        #"{"class":"Any","args":[ 1.50, {"b":"\/","b":2} ]}"#, #"{"class":"None","args":[]}"#,
      ])
  }

  @Test func `a namespace is kept to`() async throws {
    let client = Client(redis: server.url, dialect: ResqueDialect(namespace: "app:two"))
    try await client.enqueue(Archive())
    #expect(try session.call(RedisCommand("LLEN", "app:two:queue:file_serve")).int == 1)
    #expect(try session.call(RedisCommand("SISMEMBER", "app:two:queues", "file_serve")).int == 1)
    #expect(try queues() == [])
  }

  @Test func `twenty thousand jobs across three queues keep their order`() async throws {
    let jobs = (0..<20_000).map { NewJob("A", arguments: [.integer($0)], queue: "q\($0 / 7 % 3)") }
    try await client.enqueue(contentsOf: jobs)
    for queue in 0...2 {
      let expected = (0..<20_000).filter { $0 / 7 % 3 == queue }.map { #"{"class":"A","args":[\#($0)]}"# }
      #expect(try list("q\(queue)") == expected)
    }
    #expect(try queues() == ["q0", "q1", "q2"])
  }

  @Test func `many jobs of one queue go out in few pushes`() async throws {
    let sent = try await commands {
      try await client.enqueue(contentsOf: (0..<2000).map { NewJob("A", arguments: [.integer($0)], queue: "q") })
    }
    #expect(sent.filter { $0.hasPrefix(#""SADD""#) }.count == 1)
    #expect(sent.filter { $0.hasPrefix(#""RPUSH""#) }.count == 4)
    #expect(try list("q").count == 2000)
  }

  @Test func `nothing is sent for no jobs`() async throws {
    try await client.enqueue(contentsOf: [NewJob]())
    #expect(try session.call(RedisCommand("DBSIZE")).int == 0)
  }

  @Test func `a job without a class or a queue is refused before the first is sent`() async throws {
    let good = NewJob("A", queue: "q")
    let noClass = await #expect(throws: ClientError.self) {
      try await client.enqueue(contentsOf: [good, NewJob("", queue: "q")])
    }
    #expect(noClass?.description == "a job needs a class name, the one that its Ruby class has")
    let noQueue = await #expect(throws: ClientError.self) {
      try await client.enqueue(contentsOf: [good, NewJob("A", queue: "")])
    }
    #expect(noQueue?.description == "a job of A needs a queue name, for example default")
    await #expect(throws: ClientError.self) { try await client.enqueue(NoName()) }
    await #expect(throws: ClientError.self) { try await client.enqueue(Archive(), queue: "") }
    #expect(try session.call(RedisCommand("DBSIZE")).int == 0)
  }

  @Test func `a queue that is no list is an error`() async throws {
    _ = try session.call(RedisCommand("SET", "resque:queue:q", "text"))
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(NewJob("A", queue: "q")) }
    #expect(error?.description.hasPrefix("Redis refused RPUSH: WRONGTYPE ") == true)
  }

  @Test func `an unreachable Redis is an error of one line, and the client works again once it is there`() async throws
  {
    server.kill()
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(Archive()) }
    let sentence = try #require(error?.description)
    #expect(sentence.hasPrefix("Redis cannot be reached: "))
    #expect(sentence.hasSuffix("(redis://127.0.0.1:\(server.port)/0)"))
    #expect(!sentence.contains("\n"))
    try server.start()
    try await client.enqueue(Archive())
    #expect(try list("file_serve").count == 1)
  }

  @Test func `many tasks share a client`() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<100 {
        group.addTask { [client] in
          try await client.enqueue(NewJob("A", arguments: [.integer(number)], queue: "q"))
        }
      }
      try await group.waitForAll()
    }
    await client.close()
    try await client.enqueue(NewJob("A", arguments: [100], queue: "q"))
    #expect(Set(try list("q")) == Set((0...100).map { #"{"class":"A","args":[\#($0)]}"# }))
  }
}
