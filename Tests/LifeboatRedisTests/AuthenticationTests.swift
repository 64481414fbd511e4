import LifeboatRedis
import LifeboatTestSupport
import Testing

struct AuthenticationTests {
  @Test func `the right password lets us in and a wrong one is told apart without being shown`() throws {
    let server = try RedisServer(RedisServer.Options(password: "right-secret"))
    #expect(try server.session().call(RedisCommand("PING")).string == "PONG")
    for credentials in [":wrong-secret@", "", "nobody:wrong-secret@"] {
      let session = RedisSession(url: try RedisURL("redis://\(credentials)127.0.0.1:\(server.port)"))
      let error = #expect(throws: RedisError.self) { try session.connect() }
      guard case .authentication = error else {
        Issue.record("authentication was expected, \(String(describing: error)) came")
        continue
      }
      #expect(error.map { "\($0)\(String(reflecting: $0))".contains("secret") } == false)
      #expect(!session.isConnected)
    }
  }

  @Test func `a password for a server that has none is an error that does not show it`() throws {
    let server = try RedisServer()
    let session = RedisSession(url: try RedisURL("redis://:my-secret@127.0.0.1:\(server.port)"))
    let error = #expect(throws: RedisError.self) { try session.connect() }
    #expect(error?.isTransient == false)
    #expect(error.map { "\($0)".contains("my-secret") } == false)
  }

  @Test func `a server without AUTH quotes its arguments, and we do not`() throws {
    let server = try RedisServer(RedisServer.Options(configuration: ["rename-command AUTH \"\""]))
    let session = RedisSession(url: try RedisURL("redis://:my-secret@127.0.0.1:\(server.port)"))
    let error = #expect(throws: RedisError.self) { try session.connect() }
    #expect(error.map { "\($0)\(String(reflecting: $0))".contains("my-secret") } == false)
  }

  @Test func `a user of the access list gets in and is held to its rights`() throws {
    let server = try RedisServer(
      RedisServer.Options(configuration: [
        "user mailer on >my-secret ~resque:* +@all -flushall -client",
        "user blind on >my-secret ~* +@all -info",
      ]))
    let session = RedisSession(url: try RedisURL("redis://mailer:my-secret@127.0.0.1:\(server.port)"))
    #expect(try session.call(RedisCommand("SET", "resque:a", "1")).string == "OK")
    let error = #expect(throws: RedisError.self) { try session.call(RedisCommand("FLUSHALL")) }
    #expect(error?.code == "NOPERM")
    let blind = RedisSession(url: try RedisURL("redis://blind:my-secret@127.0.0.1:\(server.port)"))
    let other = #expect(throws: RedisError.self) { try blind.connect() }
    #expect(other?.code == "NOPERM")
  }
}
