import Lifeboat
import LifeboatTestSupport
import Testing

/// Sidekiq by itself, as the other tests of this folder use it: what they expect of us, it does too.
///
/// Needs Sidekiq: `scripts/setup` installs Debian's; `SIDEKIQ_HOME=<a checkout of sidekiq/sidekiq> swift test --filter
/// Sidekiq` takes another.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq with its pages: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiqWeb.value != nil
  })
struct SidekiqHarnessTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.sidekiqWeb.value) }

  @Test func `Ruby runs what Ruby enqueued, and what fails comes back`() async throws {
    try await stage.there(
      "Note.perform_async(1.0, 2**80, 'é'); Refuse.perform_async; work('shared', jobs: 2)")
    #expect(stage.ledger == [#"ruby [1.0,1208925819614629174706176,"é"]"#])
    let sets = try await stage.there(
      """
      answer(Sidekiq::RetrySet.new.map { |job| [job.klass, job['error_class'], job['retry_count']] })
      make_due('retry')
      promote
      answer([Sidekiq::RetrySet.new.size, Sidekiq::Queue.new('shared').size])
      """)
    #expect(sets == "[[\"Refuse\",\"ArgumentError\",0]]\n[0,1]")
  }

  @Test func `Ruby's pages show Ruby's process, and its buttons reach it`() async throws {
    let worker = try stage.startThere("work('shared', concurrency: 2)")
    try await eventually("it has registered") { try await stage.there("puts Sidekiq::ProcessSet.new.size") == "1" }
    try await stage.there("Refuse.perform_in(100, '<b>')")
    let identity = try await stage.there("puts Sidekiq::ProcessSet.new.first['identity']")
    #expect(
      try await stage.sidekiqPages([
        "/": ["no such text"], "/busy": [identity, "shared"], "/queues": [], "/retries": [],
        "/scheduled": ["Refuse", "&lt;b&gt;"],
        "/morgue": [], "/nothing": [],
      ]) == [
        "/ 200 no such text", "/busy 200", "/queues 200", "/retries 200", "/scheduled 200", "/morgue 200",
        "/nothing 404",
      ])
    #expect(try await stage.there("puts BROWSER.post('/busy', 'identity' => '\(identity)', 'stop' => '1')") == "302")
    // It asks for its orders every few seconds.
    #expect(try await worker.ending() == .exited(0))
    #expect(try await stage.there("puts Sidekiq::ProcessSet.new.size") == "0")
  }
}
