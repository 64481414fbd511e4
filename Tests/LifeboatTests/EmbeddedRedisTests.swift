import Foundation
import Testing

@testable import Lifeboat

/// Starts the system's redis-server, each test in a folder of its own.
@Suite(.timeLimit(.minutes(10)))
struct EmbeddedRedisTests {
  private func withFolder(_ body: (String, EmbeddedRedis) async throws -> Void) async throws {
    // A space, because people have those.
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lifeboat dev \(UUID().uuidString)").path
    let redis = EmbeddedRedis(folder: folder)
    var failure: (any Error)?
    do { try await body(folder, redis) } catch { failure = error }
    try await redis.stop()
    try? FileManager.default.removeItem(atPath: folder)
    if let failure { throw failure }
  }

  private func command(_ text: String, port: Int) -> String {
    guard let socket = LoopbackSocket(), socket.connect(port: port), socket.send(text + "\r\n") else { return "" }
    defer { socket.close() }
    return String(decoding: socket.receive() ?? [], as: UTF8.self)
  }

  @Test func `it starts once, answers, and is the same for the next who starts it`() async throws {
    try await withFolder { folder, redis in
      #expect(try redis.status() == .stopped)
      let address = try await redis.start()
      #expect(address.url == "redis://127.0.0.1:\(address.port)/0")
      #expect(command("PING", port: address.port) == "+PONG\r\n")
      let status = try redis.status()
      #expect(try await EmbeddedRedis(folder: folder).start() == address)
      #expect(try redis.status() == status)
      #expect(command("CONFIG GET appendfsync", port: address.port).contains("everysec"))
      let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
  }

  @Test func `data and port survive a stop`() async throws {
    try await withFolder { _, redis in
      let address = try await redis.start()
      #expect(command("SET a 1", port: address.port) == "+OK\r\n")
      try await redis.stop()
      #expect(try redis.status() == .stopped)
      #expect(RedisProbe.ask(port: address.port) == .refused)
      #expect(try await redis.start() == address)
      #expect(command("GET a", port: address.port) == "$1\r\n1\r\n")
    }
  }

  @Test func `a reset deletes its data and nothing else`() async throws {
    try await withFolder { folder, redis in
      let address = try await redis.start()
      #expect(command("SET a 1", port: address.port) == "+OK\r\n")
      try "mine".write(toFile: "\(folder)/notes.txt", atomically: true, encoding: .utf8)
      try await redis.reset()
      #expect(try redis.status() == .stopped)
      #expect(FileManager.default.fileExists(atPath: "\(folder)/notes.txt"))
      let again = try await redis.start()
      #expect(command("GET a", port: again.port) == "$-1\r\n")
    }
  }

  @Test func `many who start it at once start one`() async throws {
    try await withFolder { _, redis in
      let addresses = try await withThrowingTaskGroup(of: RedisAddress.self) { group in
        for _ in 0..<5 { group.addTask { try await redis.start() } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(addresses.count == 5)
      #expect(addresses.allSatisfy { $0 == addresses[0] })
    }
  }

  @Test func `a server killed with -9 is started again with its data`() async throws {
    try await withFolder { _, redis in
      let address = try await redis.start()
      #expect(command("SET a 1", port: address.port) == "+OK\r\n")
      guard case .running(_, let pid) = try redis.status() else {
        Issue.record("not running")
        return
      }
      kill(pid_t(pid), SIGKILL)
      while RedisProbe.ask(port: address.port) != .refused { try await Task.sleep(for: .milliseconds(5)) }
      let again = try await redis.start()
      #expect(command("GET a", port: again.port) == "$1\r\n1\r\n")
    }
  }

  @Test func `a port that somebody else has taken is given up`() async throws {
    try await withFolder { folder, redis in
      try await withFolder { _, other in
        let taken = try await other.start()
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try "\(taken.port)\n".write(toFile: "\(folder)/port", atomically: true, encoding: .utf8)
        let address = try await redis.start()
        #expect(address != taken)
        #expect(command("PING", port: address.port) == "+PONG\r\n")
      }
    }
  }

  @Test func `a recorded process that is not our server is never signalled`() async throws {
    try await withFolder { folder, redis in
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try "\(getpid())\n".write(toFile: "\(folder)/redis.pid", atomically: true, encoding: .utf8)
      try "1\n".write(toFile: "\(folder)/port", atomically: true, encoding: .utf8)
      try "".write(toFile: "\(folder)/lock", atomically: true, encoding: .utf8)
      try await redis.stop()
      #expect(try redis.status() == .stopped)
    }
  }

  @Test func `a folder that others can read and that is not ours is refused`() async throws {
    try await withFolder { folder, redis in
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
      try "mine".write(toFile: "\(folder)/notes.txt", atomically: true, encoding: .utf8)
      await #expect(throws: EmbeddedRedisError.notPrivate(folder)) { try await redis.start() }
    }
  }

  @Test func `the standard folder follows the environment`() {
    func path(_ variables: [String: String]) -> String? { PrivateFolder.standard { variables[$0] }?.path }
    #expect(path(["LIFEBOAT_DEV_DIR": "/a/", "HOME": "/h"]) == "/a")
    #expect(path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/lifeboat/dev")
    #expect(path(["LIFEBOAT_DEV_DIR": "", "HOME": "/h"]) == "/h/.local/state/lifeboat/dev")
    #expect(path([:]) == nil)
  }
}
