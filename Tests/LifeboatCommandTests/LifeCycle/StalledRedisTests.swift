import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A Redis that is there and answers nothing: everything that is told to end, ends.
@Suite(.timeLimit(.minutes(10)))
struct StalledRedisTests {
  /// In what way nothing is answered.
  enum Stall: CaseIterable, Sendable {
    /// The server's process stands still.
    case stopped
    /// The server keeps every command for later.
    case paused
  }

  private let handlers =
    #"handlers: { Note: { command: [sh, -c, "echo began >> $LEDGER; while [ ! -e $STAGE/go ]; do sleep 0.02; done"] } }"#

  private func stall(_ stage: Stage, _ stall: Stall) throws {
    switch stall {
    case .stopped: stage.redis.pause()
    case .paused: try stage.call("CLIENT", "PAUSE", "600000", "ALL")
    }
  }

  /// The deadline of the stop, ten seconds, and what a busy machine needs.
  private let bound = Duration.seconds(35)

  @Test(arguments: Stall.allCases) func `an idle worker stops`(way: Stall) async throws {
    let stage = try Stage()
    let worker = try stage.worker("--queue", "default", "--timeout", "1s", handlers: handlers)
    try await eventually("it works") { (try? stage.call("HLEN", "resque:lifeboat:resque:processes").int) == 1 }
    try stall(stage, way)
    worker.send(SIGTERM)
    #expect(try await worker.ending(within: bound) == .exited(0))
  }

  @Test(arguments: Stall.allCases) func `a worker with a running job stops`(way: Stall) async throws {
    let stage = try Stage()
    try stage.push("Note", numbers: 0..<1)
    let worker = try stage.worker("--queue", "default", "--timeout", "1s", handlers: handlers)
    try await stage.ledger(reaches: 1)
    try stall(stage, way)
    worker.send(SIGTERM)
    #expect(try await worker.ending(within: bound) == .exited(0))
    #expect(worker.errorText.contains("leaving without"))
    stage.redis.resume()
  }

  @Test func `a worker stops while it tries again and again`() async throws {
    let stage = try Stage()
    let worker = try stage.worker("--queue", "default", "--timeout", "1s", handlers: handlers)
    try await eventually("it works") { (try? stage.call("HLEN", "resque:lifeboat:resque:processes").int) == 1 }
    stage.redis.pause()
    try await eventually { worker.errorText.contains("Redis cannot be used; trying again until it can") }
    worker.send(SIGTERM)
    #expect(try await worker.ending(within: bound) == .exited(0))
  }

  /// One that accepts and never says anything, and one that does not even accept.
  @Test(arguments: [true, false]) func `a worker that never got an answer stops`(accepts: Bool) async throws {
    let stage = try Stage()
    let peer = try SilentPeer(accepts: accepts)
    defer { peer.stop() }
    for words in [["--queue", "default"], ["--queue", "default", "--dialect", "resque"]] {
      let file = try stage.write(handlers, to: "silent.yml")
      let worker = try BuiltProgram(
        "lifeboat", ["work", "--redis", peer.urlText, "--handlers", file, "--timeout", "1s"] + words)
      try await eventually { worker.errorText.contains("Redis cannot be used; trying again until it can") }
      worker.send(SIGTERM)
      #expect(try await worker.ending(within: bound) == .exited(0))
    }
  }

  @Test(arguments: [
    ["failed", "ls"], ["queue", "ls"], ["enqueue", "Mail"], ["worker", "ls"],
    ["failed", "requeue", "--all", "--yes"], ["status"],
  ]) func `Ctrl-C ends a command at once that waits for an answer`(words: [String]) async throws {
    let peer = try SilentPeer(accepts: true)
    defer { peer.stop() }
    let program = try BuiltProgram("lifeboat", words + ["--redis", peer.urlText])
    try await eventually("it is connected") { peer.hasCaller }
    let start = ContinuousClock.now
    program.send(SIGINT)
    let ending = try await program.ending(within: bound)
    #expect(ending == .killed(signal: Int(SIGINT)) || ending == .exited(130), "\(String(describing: ending))")
    #expect(ContinuousClock.now - start < bound)
  }

  @Test func `Ctrl-C ends a mass change whose Redis stands still, the second at once`() async throws {
    let stage = try Stage()
    for number in 0..<500 {
      try stage.call(
        "RPUSH", "resque:failed", #"{"payload":{"class":"Mail","args":[\#(number)]},"queue":"mail","error":"no"}"#)
    }
    let program = try BuiltProgram(
      "lifeboat", ["failed", "requeue", "--all", "--yes", "--rate", "50/s", "--redis", stage.redis.urlText])
    try await eventually("some are sent") { try stage.call("LLEN", "resque:queue:mail").int ?? 0 > 0 }
    stage.redis.pause()
    let start = ContinuousClock.now
    while program.isRunning, ContinuousClock.now - start < bound {
      program.send(SIGINT)
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(try await program.ending(within: bound) == .exited(130))
    #expect(ContinuousClock.now - start < bound)
    #expect(program.errorText.contains("stands still"))
    stage.redis.resume()
  }
}
