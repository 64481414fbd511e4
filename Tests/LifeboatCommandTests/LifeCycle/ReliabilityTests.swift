#if os(Linux)
  import Foundation
  import LifeboatTestSupport
  import Testing

  /// The short forms of `scripts/chaos` and `scripts/soak`, on the programs that were built beside the tests. What they
  /// check is in `docs/reliability.md`. They need Python 3.
  @Suite(.timeLimit(.minutes(20))) struct ReliabilityTests {
    /// Another run: `CHAOS_SEED=7 scripts/test --filter ReliabilityTests`.
    @Test func `while everything goes wrong each job runs, is in one place, and runs twice only for a reason`()
      async throws
    {
      let seed = ProcessInfo.processInfo.environment["CHAOS_SEED"] ?? "1"
      try await run("chaos", "--short", "--seed", seed)
    }

    @Test func `two minutes of work leave memory, descriptors, threads and keys as they were`() async throws {
      try await run("soak", "--minutes", "2", "--rate", "60")
    }

    private func run(_ script: String, _ arguments: String...) async throws {
      let scripts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../scripts")
      let programs = URL(filePath: try BuiltProgram.path(of: "lifeboat")).deletingLastPathComponent().path
      let program = try BuiltProgram(
        "/usr/bin/env", ["python3", scripts.appending(path: script).path, "--build", programs] + arguments)
      let ending = try await program.ending(within: .seconds(1_100))
      #expect(ending == .exited(0), "\(program.outputText)\n\(program.errorText)")
    }
  }
#endif
