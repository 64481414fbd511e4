import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat dev` and `--redis embedded`.
@Suite struct DevTests {
  /// Runs the body with a folder for the private Redis, and stops it whatever happens.
  private func withFolder(_ body: (_ lifeboat: (String) async throws -> Finished) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-dev-\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: folder) }
    func lifeboat(_ words: String) async throws -> Finished {
      let arguments = words.split(separator: " ").map(String.init)
      return try await Finished(
        try BuiltProgram("lifeboat", arguments, environment: ["LIFEBOAT_DEV_DIR": folder.path]))
    }
    do {
      try await body(lifeboat)
    } catch {
      _ = try await lifeboat("dev stop")
      throw error
    }
    _ = try await lifeboat("dev stop")
  }

  @Test func `the private Redis is started once, keeps what it holds, and is reset`() async throws {
    try await withFolder { lifeboat in
      #expect(try await lifeboat("dev status").output == "not running\n")
      let start = try await lifeboat("dev start")
      #expect(start.ending == .exited(0))
      #expect(start.output.wholeMatch(of: /redis:\/\/127\.0\.0\.1:\d+\/0\n/) != nil, "\(start.output)\(start.errors)")
      #expect(try await lifeboat("dev start").output == start.output)
      let status = try await lifeboat("dev status").output
      #expect(status.hasPrefix("running at \(start.output.dropLast()) (pid "))

      #expect(try await lifeboat("enqueue Greet [1] --redis embedded").ending == .exited(0))
      #expect(try await lifeboat("dev stop").output == "stopped\n")
      #expect(try await lifeboat("dev status").output == "not running\n")
      // Started by the one who needs it.
      let queues = try await lifeboat("queue ls --redis embedded -o jsonl")
      #expect(queues.output == "{\"name\":\"default\",\"waiting\":1,\"paused\":false}\n")
      #expect(try await lifeboat("dev reset").output == "stopped, and its data deleted\n")
      #expect(try await lifeboat("queue ls --redis embedded").output == "no queues yet\n")
    }
  }
}
