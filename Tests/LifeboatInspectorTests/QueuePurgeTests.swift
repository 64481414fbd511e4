import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct QueuePurgeTests {
  @Test func `a purge counts what was there when it happened`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "mail", "other")
    for _ in 0..<3 { try app.call("RPUSH", "resque:queue:mail", "x") }
    let purge = QueuePurge(connection: app.connection, dialect: app.dialect)
    #expect(try await purge.run("mail") == (3, 0))
    #expect(try await purge.run("mail") == (0, 0))
    #expect(try app.call("SMEMBERS", "resque:queues").array?.compactMap(\.string) == ["other"])
    #expect(try app.call("EXISTS", "resque:queue:mail").int == 0)
  }

  @Test func `no more go than were agreed to, from the front, and the queue stays with the others`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "mail")
    for number in 0..<5 { try app.call("RPUSH", "resque:queue:mail", "\(number)") }
    let purge = QueuePurge(connection: app.connection, dialect: app.dialect)
    #expect(try await purge.run("mail", atMost: 3) == (3, 2))
    #expect(try app.texts("resque:queue:mail") == ["3", "4"])
    #expect(try await purge.run("mail", atMost: 0) == (0, 2))
    #expect(try app.call("SISMEMBER", "resque:queues", "mail").int == 1)
    #expect(try await purge.run("mail", atMost: 2) == (2, 0))
    #expect(try app.call("EXISTS", "resque:queue:mail", "resque:queues").int == 0)
  }

  @Test(arguments: ["resque:queues", "resque:queue:mail"])
  func `a key of the wrong type stops it with everything in place`(key: String) async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "mail")
    try app.call("RPUSH", "resque:queue:mail", "x")
    try app.call("SET", key, "text")
    let error = await #expect(throws: InspectorError.self) {
      try await QueuePurge(connection: app.connection, dialect: app.dialect).run("mail")
    }
    #expect(error?.description.contains("WRONGTYPE") == true)
    #expect(try app.call("EXISTS", "resque:queues", "resque:queue:mail").int == 2)
  }
}
