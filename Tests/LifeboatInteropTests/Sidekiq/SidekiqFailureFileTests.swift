import Lifeboat
import LifeboatTestSupport
import Testing

/// Failures of Ruby's that leave Redis and come back. See ``SidekiqHarnessTests`` for what these need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqFailureFileTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  private var file: String { stage.ledgerPath + ".jsonl" }

  private func dead() throws -> RedisValue {
    try stage.session.call(RedisCommand("ZRANGE", "dead", 0, -1, "WITHSCORES"))
  }

  @Test func `what Ruby buried comes back from a file as it was, and Ruby reads and retries it`() async throws {
    try await stage.there("3.times { |n| Refuse.set(retry: 0).perform_async(n, 1.0, 'é') }; work('shared', jobs: 3)")
    let before = try dead()
    #expect(before.array?.count == 6)
    try await stage.lifeboat("failed", "export", file)
    try await stage.there("Sidekiq::DeadSet.new.clear")
    try await stage.lifeboat("failed", "import", file, "--yes")
    #expect(try dead() == before)
    let read = try await stage.there(
      """
      set = Sidekiq::DeadSet.new
      answer(set.map { |entry| [entry.display_class, entry.args] }.sort)
      set.each(&:retry)
      answer([Sidekiq::DeadSet.new.size, Sidekiq::Queue.new('shared').map(&:args).sort])
      """)
    #expect(
      read.split(separator: "\n").map(String.init) == [
        #"[["Refuse",[0,1.0,"é"]],["Refuse",[1,1.0,"é"]],["Refuse",[2,1.0,"é"]]]"#,
        #"[0,[[0,1.0,"é"],[1,1.0,"é"],[2,1.0,"é"]]]"#,
      ])
  }

  @Test func `what is removed Ruby sees no more, and what an import puts back it sees again`() async throws {
    try await stage.there("4.times { |n| Refuse.set(retry: 3).perform_async(n) }; work('shared', jobs: 4)")
    try await stage.lifeboat("failed", "rm", "--set", "retry", "--arg", "0=2", "--archive", file)
    let retries = "answer(Sidekiq::RetrySet.new.map { |entry| [entry.args, entry['retry_count']] }.sort)"
    #expect(try await stage.there(retries) == "[[[0],0],[[1],0],[[3],0]]")
    try await stage.lifeboat("failed", "import", file)
    #expect(try await stage.there(retries) == "[[[0],0],[[1],0],[[2],0],[[3],0]]")
  }
}
