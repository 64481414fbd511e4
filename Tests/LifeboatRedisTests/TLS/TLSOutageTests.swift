import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What the end of a connection through TLS looks like from our side, and what it leaves.
@Suite(.enabled(if: TestAuthority.isAvailable, "these tests need the openssl program"))
struct TLSOutageTests {
  private func server(isDurable: Bool = false) throws -> RedisServer {
    try RedisServer(RedisServer.Options(isDurable: isDurable, tls: try TestAuthority().issue()))
  }

  @Test func `a connection that the server cuts says so, and the next call opens another`() throws {
    let server = try server()
    let session = server.session()
    let other = server.session()
    try session.connect()
    let id = try #require(try session.call(RedisCommand("CLIENT", "ID")).int)
    _ = try session.call(RedisCommand("SUBSCRIBE", "channel"))
    _ = try other.call(RedisCommand("CLIENT", "KILL", "ID", "\(id)"))
    let error = #expect(throws: RedisError.self) { try session.nextMessage(within: .seconds(60)) }
    guard case .lost(let url, _, let reason) = error else {
      Issue.record("lost was expected, \(String(describing: error)) came")
      return
    }
    #expect(url == "\(server.url)")
    #expect(reason.contains("closed the connection") || reason == "Connection reset by peer", "\(reason)")
    #expect(try session.call(RedisCommand("PING")).string == "PONG")
  }

  @Test func `after kill -9 and a start an idle session finds the new server`() async throws {
    let server = try server(isDurable: true)
    let session = server.session()
    _ = try session.call(RedisCommand("SET", "key", "kept"))
    let before = session.server?.runID
    server.kill()
    #expect(throws: RedisError.self) { try session.call(RedisCommand("GET", "key")) }
    try server.start()
    #expect(try session.call(RedisCommand("GET", "key")).string == "kept")
    #expect(session.server?.runID != before)
  }

  @Test func `no connection leaves a descriptor behind`() async throws {
    let server = try server()
    let session = server.session()
    try session.connect()
    let before = openDescriptors(to: server.port)
    for _ in 0..<500 {
      session.close()
      try session.connect()
    }
    try await eventually("the sockets of 500 connections are closed") { openDescriptors(to: server.port) <= before }
    session.close()
    try await eventually("the last socket is closed") { openDescriptors(to: server.port) == 0 }
    #expect(try server.session().call(RedisCommand("CLIENT", "LIST")).string?.split(separator: "\n").count == 1)
  }

  @Test func `a refused connection leaves no descriptor either`() async throws {
    let server = try server()
    var url = server.url
    url.tls = RedisTLS()
    for _ in 0..<50 {
      #expect(throws: RedisError.self) { try RedisSession(url: url).connect() }
    }
    try await eventually("their sockets are closed") { openDescriptors(to: server.port) == 0 }
  }

  /// This process's sockets to a port of 127.0.0.1; other tests open and close descriptors meanwhile.
  private func openDescriptors(to port: Int) -> Int {
    let remote = "0100007F:" + String(port + 0x10000, radix: 16, uppercase: true).dropFirst()
    let table = (try? String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8)) ?? ""
    let inodes = Set(
      table.split(separator: "\n").compactMap { line -> Substring? in
        let fields = line.split(separator: " ")
        return fields.count > 9 && fields[2] == remote ? fields[9] : nil
      })
    let folder = "/proc/self/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.count { name in
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)") else {
        return false
      }
      return target.hasPrefix("socket:[") && inodes.contains(target.dropFirst(8).dropLast())
    }
  }
}
