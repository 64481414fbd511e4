import LifeboatRedis
import LifeboatTestSupport
import Testing

struct OutageTests {
  private func impatient(_ timeout: Duration = .milliseconds(200)) -> RedisOptions {
    var options = RedisOptions()
    options.commandTimeout = timeout
    options.connectTimeout = timeout
    return options
  }

  @Test func `a late reply never answers another command`() throws {
    let server = try RedisServer()
    let session = server.session(impatient())
    try session.connect()
    server.pause()
    #expect(throws: RedisError.timedOut(server: "\(server.url)", command: "ECHO", after: .milliseconds(200))) {
      try session.call(RedisCommand("ECHO", "early"))
    }
    #expect(!session.isConnected)
    server.resume()
    #expect(try session.call(RedisCommand("ECHO", "late"), timeout: .seconds(10)).string == "late")
  }

  @Test func `a server that stands still fails the connect in time`() throws {
    let server = try RedisServer()
    server.pause()
    defer { server.resume() }
    let error = #expect(throws: RedisError.self) { try server.session(impatient()).connect() }
    guard case .unreachable = error else {
      Issue.record("unreachable was expected, \(String(describing: error)) came")
      return
    }
  }

  @Test func `a write that nobody reads ends in time`() throws {
    let server = try RedisServer()
    let session = server.session(impatient())
    try session.connect()
    server.pause()
    defer { server.resume() }
    let start = ContinuousClock.now
    let error = #expect(throws: RedisError.self) {
      try session.call(RedisCommand("SET", "key", [UInt8](repeating: 0, count: 64 << 20)))
    }
    #expect(error == .timedOut(server: "\(server.url)", command: "SET", after: .milliseconds(200)))
    #expect(start.duration(to: .now) < .seconds(60))
  }

  @Test func `a peer that trickles cannot stretch the time`() throws {
    let peer = try TricklingPeer()
    defer { peer.stop() }
    let session = RedisSession(url: try RedisURL("127.0.0.1:\(peer.port)"), options: impatient())
    let start = ContinuousClock.now
    let error = #expect(throws: RedisError.self) { try session.connect() }
    #expect(error?.isTransient == true)
    #expect(start.duration(to: .now) < .seconds(60))
  }

  @Test func `after a restart an idle session finds the new server without an error`() throws {
    let server = try RedisServer(RedisServer.Options(isDurable: true))
    let session = server.session()
    _ = try session.call(RedisCommand("SET", "key", "kept"))
    let before = session.server?.runID
    try server.restart()
    #expect(try session.call(RedisCommand("GET", "key")).string == "kept")
    #expect(session.server?.runID != before)
  }

  @Test func `without a server a session says that nothing was sent`() throws {
    let server = try RedisServer()
    let session = server.session()
    try session.connect()
    server.kill()
    let error = #expect(throws: RedisError.self) { try session.call(RedisCommand("PING")) }
    guard case .unreachable(let text, _) = error else {
      Issue.record("unreachable was expected, \(String(describing: error)) came")
      return
    }
    #expect(text == "\(server.url)")
  }

  @Test(.timeLimit(.minutes(10))) func `a server that dies during a command loses it, and that is said`() async throws {
    let server = try RedisServer()
    let connection = RedisConnection(url: server.url)
    let watcher = server.session()
    async let answer: RedisValue = connection.call(RedisCommand("BLPOP", "queue", 0), timeout: .seconds(60))
    try await waitForBlocked(1, watcher)
    server.kill()
    do {
      _ = try await answer
      Issue.record("the command cannot have been answered")
    } catch let error as RedisError {
      guard case .lost(_, "BLPOP", _) = error else {
        Issue.record("lost was expected, \(error) came")
        return
      }
      #expect(error.isTransient)
    }
  }
}
