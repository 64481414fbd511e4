import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Finding the master through real sentinels.
struct SentinelDiscoveryTests {
  private func port(_ session: RedisSession) throws -> Int? {
    try session.call(RedisCommand("CONFIG", "GET", "port")).array?.last?.int
  }

  private func sentinels(_ ports: [Int], _ rest: String = "mymaster/0") throws -> RedisURL {
    try RedisURL("redis-sentinel://\(ports.map { "127.0.0.1:\($0)" }.joined(separator: ","))/\(rest)")
  }

  @Test func `the master is found, also when the first sentinels are dead, and by a name of its host`() throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 2)
    let ports = stage.sentinels.map(\.port)
    #expect(try port(RedisSession(url: stage.url())) == stage.servers[0].port)
    let dead = try (0..<2).map { _ in try freePort() }
    #expect(try port(RedisSession(url: sentinels(dead + ports))) == stage.servers[0].port)
    let named = try RedisURL("redis://mymaster/1", sentinels: ["localhost:\(ports[1])"])
    #expect(try port(RedisSession(url: named)) == stage.servers[0].port)
  }

  @Test func `when one sentinel dies the others are asked, also those that only it had told of`() async throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 2)
    try await stage.untilReady()
    let session = RedisSession(url: try sentinels([stage.sentinels[0].port]))
    #expect(try port(session) == stage.servers[0].port)
    stage.sentinels[0].kill()
    session.close()
    #expect(try port(session) == stage.servers[0].port)
    stage.sentinels[1].kill()
    session.close()
    let error = #expect(throws: RedisError.self) { try session.connect() }
    let message = error.map { "\($0)" } ?? ""
    #expect(error?.isTransient == true)
    #expect(message.contains("none of 2 sentinels says where the master is"), "\(message)")
    for sentinel in stage.sentinels { #expect(message.contains("127.0.0.1:\(sentinel.port): Connection refused")) }
  }

  @Test func `a name that no sentinel knows is answered with those that they know`() throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 1)
    let url = try sentinels([stage.sentinels[0].port], "my%1bmaster/0")
    let error = #expect(throws: RedisError.self) { try RedisSession(url: url).connect() }
    #expect(error == .unknownMaster(server: "\(url)", name: "my\u{1b}master", known: ["mymaster"]))
    #expect(error?.isTransient == false)
    #expect(
      error.map { "\($0)" }
        == "The sentinels watch no master called my\\u{1b}master; they watch mymaster (\(url))")
    // Another may know it, once it can be asked.
    let half = try sentinels([stage.sentinels[0].port, try freePort()], "other")
    #expect(#expect(throws: RedisError.self) { try RedisSession(url: half).connect() }?.isTransient == true)
  }

  @Test func `sentinels with a password of their own let nobody in without it, and it is not shown`() throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 1, password: "hunter2")
    let port = stage.sentinels[0].port
    for query in ["", "?sentinel_password=hunter3", "?sentinel_user=nobody&sentinel_password=hunter2"] {
      let url = try sentinels([port], "mymaster/0\(query)")
      let error = #expect(throws: RedisError.self) { try RedisSession(url: url).connect() }
      guard case .authentication(_, let message) = error else {
        Issue.record("authentication was expected, \(String(describing: error)) came")
        continue
      }
      #expect(message.contains("the sentinel 127.0.0.1:\(port)") && message.contains("?sentinel_password="))
      #expect(!message.contains("hunter"))
    }
    for query in ["?sentinel_password=hunter2", "?sentinel_user=default&sentinel_password=hunter2"] {
      #expect(try self.port(RedisSession(url: sentinels([port], "mymaster/0\(query)"))) == stage.servers[0].port)
    }
  }

  @Test func `the URL of a sentinel, and a Redis that is none, are told apart in a sentence`() throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 1)
    let plain = try RedisURL("redis://127.0.0.1:\(stage.sentinels[0].port)")
    let error = #expect(throws: RedisError.self) { try RedisSession(url: plain).connect() }
    #expect(error.map { "\($0)" }?.contains("This is a sentinel, which holds no queues") == true)
    let server = try sentinels([stage.servers[0].port])
    let other = #expect(throws: RedisError.self) { try RedisSession(url: server).connect() }
    #expect(other?.isTransient == false)
    #expect(other.map { "\($0)" }?.contains("unknown command 'SENTINEL'") == true)
  }

  @Test func `a sentinel that stands still is left for the next within moments`() throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 1)
    let silent = try RedisServer()
    silent.pause()
    defer { silent.resume() }
    let start = ContinuousClock.now
    #expect(try port(RedisSession(url: sentinels([silent.port, stage.sentinels[0].port]))) == stage.servers[0].port)
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func `a replica that a sentinel calls the master is not worked on`() throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 1)
    let other = try RedisServer()
    _ = try stage.servers[0].session().call(RedisCommand("REPLICAOF", "127.0.0.1", other.port))
    let error = #expect(throws: RedisError.self) { try RedisSession(url: stage.url()).connect() }
    #expect(error?.isTransient == true)
    #expect(error.map { "\($0)" }?.contains("a failover is under way") == true)
  }

  @Test func `a replica can be read by its own URL, and a write there says what to give instead`() throws {
    let stage = try SentinelStage(replicas: 1, sentinels: 0)
    let session = stage.servers[1].session()
    #expect(try session.call(RedisCommand("GET", "key")) == .null)
    #expect(session.server?.isReplica == true)
    let error = #expect(throws: RedisError.self) { try session.call(RedisCommand("SET", "key", "1")) }
    #expect(error?.code == "READONLY")
    #expect(error.map { "\($0)" }?.contains("give its master's URL, or that of its sentinels") == true)
  }
}
