#if os(Linux)
  import Foundation
  import LifeboatRedis
  import LifeboatTestSupport
  import Testing

  /// A machine whose wall clock is set while a worker works.
  @Suite struct ClockTests {
    @Test(arguments: [3_600, -3_600])
    func `a worker whose clock jumps by an hour beats on, settles, and is declared dead by nobody`(
      _ jump: Int64
    ) async throws {
      let stage = try Stage()
      let clock = try await ShiftedClock(in: stage.folder)
      let handlers = #"handlers: { Note: { command: [sh, -c, "cat >> $LEDGER"] } }"#
      let worker = try stage.worker(
        "--queue", "default", "--lease", "1s", environment: clock.environment, handlers: handlers)
      let observer = try stage.worker("--queue", "other", "--lease", "1s", handlers: handlers)
      let processes = "resque:lifeboat:resque:processes"
      try await eventually("both are registered") { try stage.call("HLEN", processes).int == 2 }

      // A wait that a jump prolongs began before it: of several jumps, some meet one.
      for seconds in [jump, 0, jump, 0, jump] {
        try clock.set(seconds)
        let before = try stage.call("HVALS", processes).array?.compactMap(\.string).compactMap(Int.init) ?? []
        try await eventually("both beat on, after \(before)") {
          let now = try stage.call("HVALS", processes).array?.compactMap(\.string).compactMap(Int.init) ?? []
          return now.count == 2 && (now.min() ?? 0) >= (before.max() ?? 0) + 2
        }
      }
      try stage.push("Note", numbers: 0..<20)
      try await eventually("20 jobs are settled") { try stage.stat("processed") == 20 }
      for program in [worker, observer] {
        program.send(SIGTERM)
        #expect(try await program.ending() == .exited(0))
        #expect(!program.errorText.contains("declared dead") && !program.errorText.contains("another worker died"))
      }
      #expect(stage.ledger.count == 20)
    }
  }
#endif
