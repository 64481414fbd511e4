import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Whom `lifeboat worker prune` waits for, and what it does meanwhile.
@Suite(.timeLimit(.minutes(10))) struct WorkerPruneWaitTests {
  private let stage: Stage

  init() throws { stage = try Stage() }

  /// A dead worker of Ruby's on another host.
  private func registerDead(_ id: String) throws {
    try stage.call("SADD", "resque:workers", id)
    try stage.call("HSET", "resque:workers:heartbeat", id, "2020-01-01T00:00:00+00:00")
  }

  /// A member of another machine that claims a lease which nobody can have.
  private func registerSilent() throws {
    let own = "resque:lifeboat:resque:"
    try stage.call("HSET", own + "processes", "far", "7")
    try stage.call("HSET", own + "process:far", "host", "far", "pid", "9", "lease_ms", "\(Int.max)", "slots", "1")
  }

  @Test func `whoever is dead for sure does not wait for those that are watched`() async throws {
    try registerSilent()
    try registerDead("far:1:q")
    let program = try BuiltProgram("lifeboat", ["worker", "prune", "--yes", "--redis", stage.redis.urlText])
    try await eventually("it says how long it may take") {
      program.errorText == "1 ended; watching 1 Lifeboat process for a beat, for 1h at most\n"
    }
    #expect(try stage.call("EXISTS", "resque:workers").int == 0)
    try stage.call("HINCRBY", "resque:lifeboat:resque:processes", "far", "1")
    let finished = try await Finished(program)
    #expect(finished.ending == .exited(0))
    #expect(finished.output.contains("it beats"))
    #expect(finished.output.contains("pruned"))
  }

  @Test func `without a word that all may go, nobody is ended before all are known`() async throws {
    try registerSilent()
    try stage.call("HSET", "resque:lifeboat:resque:process:far", "lease_ms", "0")
    try registerDead("far:1:q")
    let refused = try await stage.lifeboat("worker", "prune")
    #expect(refused.ending == .exited(7))
    #expect(refused.errors.contains("this would end 2 dead workers, and there is no terminal"))
    #expect(try stage.call("SCARD", "resque:workers").int == 1)
  }

  @Test func `a Redis that goes away in the middle does not hide what was done`() async throws {
    try registerSilent()
    try registerDead("far:1:q")
    let program = try BuiltProgram(
      "lifeboat", ["worker", "prune", "--yes", "-o", "jsonl", "--redis", stage.redis.urlText])
    try await eventually("it watches") { program.errorText.contains("watching") }
    stage.redis.kill()
    let finished = try await Finished(program)
    #expect(finished.ending == .exited(4))
    #expect(finished.output.contains(#""worker":"far:1:q""#) && finished.output.contains(#""pruned":true"#))
    #expect(finished.errors.contains("error: 1 dead worker was ended, then: "), "\(finished.errors)")
  }
}
