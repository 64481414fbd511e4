import Foundation
import LifeboatRedis
import Synchronization

/// A real sentinel (`redis-server --sentinel`) of a test, gone with its folder when the object goes.
public final class SentinelServer: Sendable {
  /// Where it listens.
  public let port: Int
  private let master: String
  private let password: String?
  private let folder: URL
  private let process: Mutex<WatchedProcess?>

  /// Starts it and waits until it answers.
  ///
  /// - Parameter master: what it calls the server at `watched`.
  init(of master: String, port watched: Int, quorum: Int, password: String?) throws {
    port = try freePort()
    self.master = master
    self.password = password
    folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-sentinel-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var lines = [
      "bind 127.0.0.1", "port \(port)", "dir \(folder.path)", "logfile \(folder.appending(path: "log.txt").path)",
      "sentinel monitor \(master) 127.0.0.1 \(watched) \(quorum)", "sentinel down-after-milliseconds \(master) 700",
      "sentinel failover-timeout \(master) 3000",
    ]
    if let password { lines += ["requirepass \(password)", "sentinel sentinel-pass \(password)"] }
    let file = folder.appending(path: "sentinel.conf")
    try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
    process = Mutex(
      try WatchedProcess(
        program: try RedisRelease.ofThisRun.program(), arguments: [file.path, "--sentinel"],
        errors: folder.appending(path: "errors.txt").path))
    try untilAnswering()
    // They tell each other of themselves every two seconds unless told; Redis 6.2 cannot be told.
    _ = try? ask("SENTINEL", "DEBUG", "publish-period", "200")
    _ = try? ask("SENTINEL", "DEBUG", "info-period", "500")
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Whether it was not killed.
  public var isRunning: Bool { process.withLock { $0 != nil } }

  /// Kills it. May come twice.
  public func kill() {
    process.withLock { process in
      process?.release()
      process = nil
    }
  }

  /// What it says of the master, such as `port` or `num-slaves`.
  public func fact(_ name: String) throws -> String? {
    let reply = try ask("SENTINEL", "master", master).split(separator: "\n", omittingEmptySubsequences: false)
    return reply.firstIndex(of: Substring(name)).map { String(reply[$0 + 1]) }
  }

  /// Asks it by `redis-cli`, since a session refuses to talk to a sentinel.
  ///
  /// - Returns: the reply, an element a line.
  @discardableResult
  public func ask(_ words: String...) throws -> String {
    let program = Process()
    program.executableURL = URL(filePath: "/usr/bin/env")
    program.arguments = ["redis-cli", "-p", "\(port)"] + words
    if let password { program.environment = ["REDISCLI_AUTH": password, "PATH": Self.path] }
    let output = Pipe()
    program.standardOutput = output
    program.standardError = FileHandle.nullDevice
    try program.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    program.waitUntilExit()
    guard program.terminationStatus == 0 else { throw RedisServerFailure("sentinel \(port) does not answer: \(text)") }
    return text
  }

  private static var path: String { ProcessInfo.processInfo.environment["PATH"] ?? "" }

  private func untilAnswering() throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while (try? ask("PING"))?.hasPrefix("PONG") != true {
      guard ContinuousClock.now < deadline else {
        let log = try? String(contentsOf: folder.appending(path: "log.txt"), encoding: .utf8)
        throw RedisServerFailure("the sentinel at \(port) did not start: \(log ?? "")")
      }
      usleep(5_000)
    }
  }
}
