import Foundation
import LifeboatFormat
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Children are replaced when they have lived long enough, and end with their pool.
@Suite(.timeLimit(.minutes(10)))
struct StreamRecyclingTests {
  @Test func `a child works exactly as many jobs as it may`() async throws {
    let stage = try StreamStage { $0.maxJobs = 3 }
    var pids: [Int?] = []
    for _ in 0..<7 { pids.append(await stage.pid()) }
    #expect(pids[0] == pids[2] && pids[3] == pids[5] && pids[2] != pids[3] && pids[5] != pids[6])
    #expect(!pids.contains(nil))
    #expect(stage.log.containing("warning") == [])
    await stage.pool.close()
  }

  #if os(Linux)
    @Test func `a child that has grown too large is replaced, and works until another can`() async throws {
      let stage = try StreamStage { $0.maxMemory = 64 << 20 }
      let pid = try #require(await stage.pid())
      #expect(await stage.run("grow", 100_000_000) == .succeeded)
      try await eventually { await stage.pid() != pid }
      try await stage.isGone(pid)
      #expect(stage.log.containing("warning") == [])
      await stage.pool.close()
    }
  #endif

  @Test func `a child that has lived long enough is replaced`() async throws {
    let stage = try StreamStage { $0.maxAge = .milliseconds(300) }
    let pid = try #require(await stage.pid())
    try await eventually { await stage.pid() != pid }
    try await stage.isGone(pid)
    #expect(stage.log.containing("warning") == [])
    await stage.pool.close()
  }

  @Test func `no job fails while children are replaced under load`() async throws {
    let stage = try StreamStage {
      $0.processes = 2
      $0.maxJobs = 50
    }
    let pids = await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<1_000 { group.addTask { await stage.pid() } }
      return await group.reduce(into: [Int: Int]()) { $0[$1 ?? 0, default: 0] += 1 }
    }
    #expect(pids[0] == nil)
    #expect((45...50).contains(pids.values.max() ?? 0))
    #expect(pids.values.reduce(0, +) == 1_000)
    await stage.pool.close()
  }

  @Test func `a child that ignores the end of its input and TERM is killed when the pool closes`() async throws {
    let child = StreamStage.child + "\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)\n"
    let stage = try StreamStage(child)
    let pid = try #require(await stage.pid())
    await stage.pool.close()
    #expect(kill(pid_t(pid), 0) != 0)
  }

  @Test func `a pool that closes just when a child has worked its last job ends`() async throws {
    for _ in 0..<30 {
      let stage = try StreamStage { $0.maxJobs = 1 }
      _ = try #require(await stage.pid())
      await stage.pool.close()
    }
  }

  @Test func `a pool that closes gives back what a child works`() async throws {
    let stage = try StreamStage()
    async let held = stage.run("wait", "never")
    try await eventually { stage.exists("never.began") }
    await stage.pool.close()
    #expect(await held == .returned)
  }

  @Test func `a child that leaves by itself between jobs is replaced without a word`() async throws {
    let stage = try StreamStage("import sys\n" + StreamStage.child + "\n    if what == 'pid': sys.exit(0)\n")
    let first = try #require(await stage.pid())
    try await stage.isGone(first)
    let second = try #require(await stage.pid())
    #expect(first != second)
    #expect(stage.log.containing("warning") == [])
    await stage.pool.close()
  }
}
