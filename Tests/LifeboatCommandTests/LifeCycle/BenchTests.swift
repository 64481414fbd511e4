#if os(Linux)
  import Foundation
  import Lifeboat
  import LifeboatTestSupport
  import Testing

  /// `scripts/bench` on the programs that were built beside the tests: that it measures and reports, not how fast. It needs
  /// Python 3.
  @Suite(.timeLimit(.minutes(10))) struct BenchTests {
    private struct Report: Decodable {
      struct Measurement: Decodable {
        var topic: String
        var name: String
        var unit: String
        var parameters: [String: String]
        var runs: [Double]
        var low: Double
        var high: Double
      }

      var versions: [String: String?]
      var measurements: [Measurement]
    }

    @Test func `a topic is measured as often as told, and kept as JSON and as Markdown`() async throws {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "lifeboat-bench-\(UUID().uuidString.prefix(8))")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let (json, markdown) = (folder.appending(path: "figures.json"), folder.appending(path: "table.md"))
      let program = try bench(
        "--quick", "--runs", "2", "--only", "schedule", "--json", json.path, "--markdown", markdown.path)
      let ending = try await program.ending(within: .seconds(500))
      #expect(ending == .exited(0), "\(program.outputText)\n\(program.errorText)")

      let report = try JSONDecoder().decode(Report.self, from: Data(contentsOf: json))
      #expect(report.versions["lifeboat"] == LifeboatVersion.current)
      #expect(report.measurements.count == 1)
      let moved = try #require(report.measurements.first)
      #expect([moved.topic, moved.name, moved.unit] == ["schedule", "due scheduled jobs moved", "jobs/s"])
      #expect(moved.parameters == ["dialect": "sidekiq"])
      #expect(moved.runs.count == 2)
      #expect(moved.runs.min() == moved.low && moved.runs.max() == moved.high && moved.low > 0)
      let table = try String(contentsOf: markdown, encoding: .utf8)
      #expect(table.contains("### Schedule\n"))
      #expect(table.contains("| due scheduled jobs moved | sidekiq | "))
      #expect(program.outputText.contains("due scheduled jobs moved  sidekiq"))
    }

    @Test func `a topic that there is not is refused with those that there are`() async throws {
      let program = try bench("--only", "speed")
      #expect(try await program.ending(within: .seconds(180)) == .exited(2))
      #expect(program.errorText.contains("invalid choice: 'speed' (choose from 'throughput'"))
    }

    private func bench(_ arguments: String...) throws -> BuiltProgram {
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../scripts/bench")
      let programs = URL(filePath: try BuiltProgram.path(of: "lifeboat")).deletingLastPathComponent().path
      return try BuiltProgram("/usr/bin/env", ["python3", script.path, "--build", programs] + arguments)
    }
  }
#endif
