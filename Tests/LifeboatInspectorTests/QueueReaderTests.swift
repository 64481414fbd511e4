import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct QueueReaderTests {
  @Test func `queues are sorted by bytes, with their lengths`() async throws {
    let app = try App()
    for (name, length) in [("b", 2), ("a b", 1), ("Z", 3), ("🛟", 1), ("é", 1), ("empty", 0)] {
      try app.call("SADD", "resque:queues", name)
      for _ in 0..<length { try app.call("RPUSH", "resque:queue:\(name)", "x") }
    }
    let queues = try await app.queues.list()
    #expect(queues.map(\.name) == ["Z", "a b", "b", "empty", "é", "🛟"])
    #expect(queues.map(\.length) == [3, 1, 2, 0, 1, 1])
  }

  @Test func `one broken queue does not hide the others`() async throws {
    let app = try App()
    for name in ["a", "b"] { try app.call("SADD", "resque:queues", name) }
    try app.call("SET", "resque:queue:a", "x")
    try app.call("RPUSH", "resque:queue:b", "x")
    let queues = try await app.queues.list()
    #expect(queues.map(\.name) == ["a", "b"])
    #expect(queues.last?.length == 1)
    let error = await #expect(throws: InspectorError.self) { try await app.queues.jobs(of: "a", limit: 1) }
    #expect(error?.description.contains("LRANGE resque:queue:a: WRONGTYPE ") == true)
  }

  @Test func `a name that is no text is not shown as an empty queue, nor is a pause`() async throws {
    let app = try App()
    let bytes: [UInt8] = [0xFF, 0x61]
    _ = try app.session.call(RedisCommand("SADD", "resque:queues", bytes, "mail"))
    _ = try app.session.call(RedisCommand("RPUSH", Array("resque:queue:".utf8) + bytes, "x"))
    try await QueuePauses(connection: app.connection, dialect: app.dialect).pause(["slow"])
    let queues = try await app.queues.list()
    #expect(queues.map(\.name) == ["mail", "slow", "\u{FFFD}a"])
    #expect(queues.map(\.length) == [0, 0, nil])
    #expect(queues.map(\.isText) == [true, true, false])
    #expect(queues.map { $0.isQueue($0.name) } == [true, false, false])
  }

  @Test(arguments: ["resque:queues", "resque:lifeboat:resque:paused"])
  func `a key of the wrong type is named`(key: String) async throws {
    let app = try App()
    try app.call("SET", key, "text")
    let error = await #expect(throws: InspectorError.self) { try await app.queues.list() }
    #expect(error?.description.contains("Redis refused SMEMBERS \(key): WRONGTYPE ") == true)
  }

  @Test func `jobs are read from the front, byte for byte`() async throws {
    let app = try App()
    let texts = [#"{ "class":"A","args":[1.0]}"#, "junk", #"{"class":"B","args":[]}"#, #"{"args":[]}"#]
    for text in texts { try app.call("RPUSH", "resque:queue:mail", text) }
    let jobs = try await app.queues.jobs(of: "mail", limit: 10)
    #expect(jobs.map(\.position) == [0, 1, 2, 3])
    #expect(jobs.map { String(decoding: $0.bytes, as: UTF8.self) } == texts)
    #expect(jobs.map { try? $0.record.get().className } == ["A", nil, "B", nil])
    let page = try await app.queues.jobs(of: "mail", offset: 2, limit: 1)
    #expect(page.map(\.position) == [2])
    #expect(try await app.queues.jobs(of: "mail", offset: 9, limit: 1).isEmpty)
    #expect(try await app.queues.jobs(of: "mail", limit: 0).isEmpty)
  }
}
