import LifeboatRedis
import LifeboatTestSupport
import Testing

struct RedisSessionTests {
  @Test func `a session connects when first used and knows the server`() throws {
    let server = try RedisServer()
    let session = server.session()
    #expect(!session.isConnected)
    #expect(try session.call(RedisCommand("PING")) == .status("PONG"))
    #expect(session.isConnected)
    let facts = try #require(session.server)
    #expect(facts.version >= ServerFacts.oldestVersion)
    #expect(facts.runID.count == 40)
    #expect(!facts.mayEvict)
    #expect(try session.call(RedisCommand("CLIENT", "GETNAME")).string == "lifeboat")
  }

  @Test func `a session speaks over a socket and in the database of its URL`() throws {
    let server = try RedisServer(RedisServer.Options(usesSocketOnly: true))
    let session = RedisSession(url: try RedisURL("\(server.urlText)?db=3"))
    _ = try session.call(RedisCommand("SET", "key", "value"))
    #expect(try server.session().call(RedisCommand("GET", "key")).isNull)
    #expect(try session.call(RedisCommand("GET", "key")).string == "value")
  }

  @Test func `a server that may evict says so`() throws {
    let server = try RedisServer(
      RedisServer.Options(configuration: ["maxmemory 100mb", "maxmemory-policy allkeys-lru"]))
    let session = server.session()
    try session.connect()
    #expect(session.server?.mayEvict == true)
    #expect(session.server?.evictionPolicy == "allkeys-lru")
    #expect(session.server?.memoryLimit == 100 << 20)
  }

  @Test func `every kind of reply becomes a value`() throws {
    let server = try RedisServer()
    let session = server.session()
    let replies = try session.pipeline([
      RedisCommand("SET", "text", "12"), RedisCommand("GET", "text"), RedisCommand("GET", "none"),
      RedisCommand("INCR", "text"), RedisCommand("LPUSH", "text", "x"),
      RedisCommand("EVAL", "return {1, {'a', false}, redis.error_reply('MINE wrong')}", 0),
    ])
    #expect(
      replies == [
        .status("OK"), .bytes(Array("12".utf8)), .null, .integer(13),
        .error("WRONGTYPE Operation against a key holding the wrong kind of value"),
        .array([.integer(1), .array([.bytes([0x61]), .null]), .error("MINE wrong")]),
      ])
    #expect(replies[1].int == 12)
    #expect(replies[3].int == 13)
    #expect(replies[2].string == nil)
  }

  @Test func `any bytes pass unchanged, NUL and ten megabytes too`() throws {
    let server = try RedisServer()
    let session = server.session()
    let every = (0...255).map { UInt8($0) }
    let large = [UInt8](repeating: 0, count: 10 << 20)
    for value in [every, [], large] {
      _ = try session.call(RedisCommand("SET", every, value))
      #expect(try session.call(RedisCommand("GET", every)) == .bytes(value))
    }
  }

  @Test func `the replies of ten thousand commands come in order`() throws {
    let server = try RedisServer()
    let commands = (0..<10_000).map { RedisCommand("ECHO", $0) }
    let replies = try server.session().pipeline(commands)
    #expect(replies.map(\.int) == Array(0..<10_000))
  }

  @Test func `a pipeline of many megabytes is sent in pieces and answered in order`() throws {
    let server = try RedisServer()
    let padding = String(repeating: "x", count: 50_000)
    let commands = (0..<400).map { RedisCommand("ECHO", "\($0) \(padding)") }
    let replies = try server.session().pipeline(commands)
    #expect(replies.map { $0.string?.prefix { $0 != " " } } == (0..<400).map { "\($0)" })
    #expect(try server.session().pipeline([]).isEmpty)
  }

  @Test func `an error reply is thrown by a call and leaves the connection in use`() throws {
    let server = try RedisServer()
    let session = server.session()
    _ = try session.call(RedisCommand("SET", "text", "x"))
    let error = #expect(throws: RedisError.self) { try session.call(RedisCommand("LPUSH", "text", "secret")) }
    #expect(error?.code == "WRONGTYPE")
    #expect(error?.isTransient == false)
    #expect(error.map { "\($0)".hasPrefix("Redis refused LPUSH: WRONGTYPE") } == true)
    #expect(error.map { "\($0)".contains("secret") } == false)
    #expect(session.isConnected)
  }

  @Test func `a replica is busy, also inside a script, and its connection is given up`() throws {
    let server = try RedisServer(RedisServer.Options(configuration: ["replicaof 127.0.0.1 1"]))
    let session = server.session()
    let write = RedisScript(name: "write", source: "return redis.call('SET', KEYS[1], 1)")
    let plain = #expect(throws: RedisError.self) { try session.call(RedisCommand("SET", "a", 1)) }
    #expect(!session.isConnected)
    let scripted = #expect(throws: RedisError.self) { try session.run(write, keys: ["a"]) }
    #expect(!session.isConnected)
    for error in [plain, scripted] {
      #expect(error?.code == "READONLY")
      #expect(error?.isTransient == true)
    }
  }

  @Test func `a cluster is refused with a sentence`() throws {
    let failure = #expect(throws: RedisError.self) {
      try RedisServer(RedisServer.Options(configuration: ["cluster-enabled yes"]))
    }
    guard case .unsupported(_, let message) = failure else {
      Issue.record("unsupported was expected, \(String(describing: failure)) came")
      return
    }
    #expect(message.contains("Cluster"))
  }

  @Test func `a command is built again in its own memory`() {
    var command = RedisCommand("LPUSH", "queue")
    command.append(each: ["a", "b"])
    command.append { $0 += [0x63, 0x64] }
    #expect(command.count == 5)
    #expect(command.name == "LPUSH")
    #expect(Array(command.argument(4)) == [0x63, 0x64])
    command.removeAll()
    command.append("PING")
    #expect(command == RedisCommand("PING"))
  }
}
