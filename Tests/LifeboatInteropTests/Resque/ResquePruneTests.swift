import Lifeboat
import LifeboatTestSupport
import Testing

/// `lifeboat worker prune` on Ruby's workers, beside Ruby's own pruning. See ``ResqueJobTests`` for what this needs.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Resque: install the gem, or set RESQUE_HOME to a checkout of it") {
    await Partner.resque.value != nil
  })
struct ResquePruneTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.resque.value) }

  /// A Ruby worker that runs a job which does not end, in its own process.
  private func rubyWorker() async throws -> (program: BuiltProgram, id: String) {
    let program = try stage.startThere(
      """
      ENV['FORK_PER_JOB'] = 'false'
      class Hang; def self.perform(*) = sleep; end
      Resque.enqueue_to('a b', Hang, 1.0, 'é')
      work('a b', 'other')
      """)
    var id = ""
    try await eventually("it runs the job; \(program.errorText)") {
      id = try stage.session.call(RedisCommand("SRANDMEMBER", "resque:workers")).string ?? ""
      return try stage.session.call(RedisCommand("EXISTS", "resque:worker:\(id)")).int == 1
    }
    return (program, id)
  }

  /// Makes the worker's last heartbeat that old.
  private func age(_ id: String, by seconds: Int) throws {
    let now = try stage.session.call(RedisCommand("TIME")).array?.first?.int ?? 0
    let beat = Timestamp.heartbeat(now - seconds)
    _ = try stage.session.call(RedisCommand("HSET", "resque:workers:heartbeat", id, beat))
  }

  /// All keys with their values, as Redis would carry them elsewhere.
  private func dump() throws -> [String: [UInt8]] {
    var dump: [String: [UInt8]] = [:]
    for key in try stage.session.call(RedisCommand("KEYS", "*")).array?.compactMap(\.string) ?? [] {
      dump[key] = try stage.session.call(RedisCommand("DUMP", key)).bytes
    }
    return dump
  }

  /// What there is but for the second in which the job failed.
  private func state() throws -> [String: [UInt8]] {
    var state = try dump().filter { $0.key != "resque:failed" && $0.key != "resque:pruning_dead_workers_in_progress" }
    for entry in try stage.list("resque:failed") { state["failure"] = Array(entry.drop { $0 != UInt8(ascii: ",") }) }
    return state
  }

  /// What is thought of the only worker; `nil` when there is none.
  private func verdict() async throws -> String? {
    let output = try await stage.lifeboat("worker", "prune", "-o", "jsonl", "--dry-run")
    return output.isEmpty ? nil : try JSONSlice(parsing: Array(output.utf8))["verdict"]?.string
  }

  @Test func `a live Ruby worker is left alone, however late its heartbeat`() async throws {
    let (program, id) = try await rubyWorker()
    #expect(try await verdict() == "alive")
    for seconds in [299, 86_400] {
      try age(id, by: seconds)
      let before = try dump()
      try await stage.lifeboat("worker", "prune", "--yes")
      #expect(try dump() == before)
    }
    #expect(program.isRunning)
  }

  @Test func `one that was killed just now may live in another container, and is left to its heartbeat`() async throws {
    let (program, id) = try await rubyWorker()
    program.kill()
    try age(id, by: 100)
    #expect(try await verdict() == "alive")
    try age(id, by: 130)
    #expect(try await verdict() == "dead")
  }

  @Test(arguments: [130, 400])
  func `one that was killed leaves what Ruby's own pruning leaves, to the byte`(age seconds: Int) async throws {
    let (program, id) = try await rubyWorker()
    program.kill()
    try age(id, by: seconds)
    let before = try dump()
    try await stage.lifeboat("worker", "prune")
    let ours = try state()
    #expect(ours["failure"].map { text($0).contains(seconds > 300 ? "PruneDeadWorkerDirtyExit" : "DirtyExit") } == true)
    #expect(try await verdict() == nil)

    try stage.redis.flushAll()
    for (key, value) in before { _ = try stage.session.call(RedisCommand("RESTORE", key, 0, value)) }
    try await stage.there("prune_as_worker_of('*')")
    #expect(try state() == ours)
    #expect(ours.keys.sorted() == ["failure", "resque:queues"])
  }

  @Test func `a heartbeat that makes a Ruby worker exit is reported and left`() async throws {
    let (program, id) = try await rubyWorker()
    program.kill()
    _ = try stage.session.call(RedisCommand("HSET", "resque:workers:heartbeat", id, "soon"))
    let before = try dump()
    let output = try await stage.lifeboat("worker", "prune", "--yes")
    #expect(output.contains("its heartbeat soon is no time; a Ruby worker that cannot read it exits at its start"))
    #expect(try dump() == before)
    await #expect(throws: PartnerFailure.self) { try await stage.there("prune_as_worker_of('*')") }
  }
}
