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
    #expect(try await purge.run("mail") == 3)
    #expect(try await purge.run("mail") == 0)
    #expect(try app.call("SMEMBERS", "resque:queues").array?.compactMap(\.string) == ["other"])
    #expect(try app.call("EXISTS", "resque:queue:mail").int == 0)
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
