import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A session whose bytes go through TLS behaves as one whose bytes don't.
@Suite(.enabled(if: TestAuthority.isAvailable, "these tests need the openssl program"))
struct TLSSessionTests {
  private func server(_ options: RedisServer.Options = RedisServer.Options()) throws -> RedisServer {
    var options = options
    options.tls = try TestAuthority().issue()
    return try RedisServer(options)
  }

  @Test(arguments: ["localhost", "127.0.0.1"])
  func `a server whose certificate names the host is spoken to`(host: String) throws {
    let server = try server()
    let text = server.urlText.replacing("localhost", with: host)
    let session = RedisSession(url: try RedisURL(text))
    #expect(try session.call(RedisCommand("PING")).string == "PONG")
    let clients = try session.call(RedisCommand("CLIENT", "LIST")).string ?? ""
    #expect(clients.contains("name=lifeboat "))
    #expect(session.url.description == "rediss://\(host):\(server.port)/0")
  }

  @Test func `a value of 10 MB goes both ways unchanged`() throws {
    let server = try server()
    let session = server.session()
    let bytes = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    _ = try session.call(RedisCommand("SET", "big", bytes), timeout: .seconds(30))
    #expect(try session.call(RedisCommand("GET", "big"), timeout: .seconds(30)).bytes == bytes)
  }

  @Test func `a pipeline of 50 MB each way does not lock up`() throws {
    let server = try server()
    let session = server.session()
    let bytes = [UInt8](repeating: 0x61, count: 500_000)
    let commands = (0..<100).map { _ in RedisCommand("ECHO", bytes) }
    let replies = try session.pipeline(commands, timeout: .seconds(60))
    #expect(replies.count == 100 && replies.allSatisfy { $0 == .bytes(bytes) })
  }

  @Test func `a reply that nobody reads stays with the server`() async throws {
    let server = try server()
    let session = server.session()
    let subscriber = server.session()
    _ = try subscriber.call(RedisCommand("SUBSCRIBE", "channel"))
    let message = [UInt8](repeating: 1, count: 20_000_000)
    _ = try session.call(RedisCommand("PUBLISH", "channel", message), timeout: .seconds(60))
    var looks: [Int] = []
    // A machine with much else to do takes seconds for each look.
    try await eventually(within: .seconds(300), "what waits in the server stays what it is") {
      let clients = try session.call(RedisCommand("CLIENT", "LIST", "TYPE", "pubsub")).string ?? ""
      looks.append(clients.split(separator: " ").first { $0.hasPrefix("omem=") }.flatMap { Int($0.dropFirst(5)) } ?? 0)
      return looks.count > 5 && Set(looks.suffix(5)).count == 1
    }
    // The kernel's buffers take some of it.
    #expect((looks.last ?? 0) > 8_000_000)
    #expect(try subscriber.nextMessage(within: .seconds(60))?.array?.last == .bytes(message))
  }

  @Test func `a wait is interrupted, and ends in time`() throws {
    let server = try server()
    let session = server.session()
    _ = try session.call(RedisCommand("SUBSCRIBE", "channel"))
    #expect(try session.nextMessage(within: .milliseconds(50)) == nil)
    session.interrupter.interrupt()
    #expect(try session.nextMessage(within: .seconds(60)) == nil)
    #expect(session.isConnected)
  }

  @Test func `a late reply never answers another command`() throws {
    let server = try server()
    var options = RedisOptions()
    options.commandTimeout = .milliseconds(200)
    let session = server.session(options)
    try session.connect()
    server.pause()
    #expect(throws: RedisError.timedOut(server: "\(server.url)", command: "ECHO", after: .milliseconds(200))) {
      try session.call(RedisCommand("ECHO", "early"))
    }
    server.resume()
    #expect(try session.call(RedisCommand("ECHO", "late"), timeout: .seconds(10)).string == "late")
  }

  @Test func `a server that stands still fails the handshake in time`() throws {
    let server = try server()
    server.pause()
    defer { server.resume() }
    var options = RedisOptions()
    options.connectTimeout = .milliseconds(200)
    let start = ContinuousClock.now
    let error = #expect(throws: RedisError.self) { try server.session(options).connect() }
    #expect(error?.isTransient == true)
    #expect("\(error.map(String.init(describing:)) ?? "")".contains("does not shake hands for TLS"))
    #expect(start.duration(to: .now) < .seconds(60))
  }
}
