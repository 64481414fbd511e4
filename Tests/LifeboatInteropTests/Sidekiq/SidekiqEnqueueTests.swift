import Lifeboat
import LifeboatTestSupport
import Testing

/// What our client says of a job, as Ruby's client would have said it, and as Ruby's API and workers read it. See
/// ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqEnqueueTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  /// A class that has all of Sidekiq's options, as its Ruby twin in ``twin``.
  private struct Invoice: EnqueueableJob {
    static let className = "Invoice"
    static let queue = "shared"
    static let sidekiqOptions: SidekiqJobOptions? = SidekiqJobOptions(
      retry: .limit(3), tags: ["vip", "é"], backtrace: .lines(2), retryFor: 3600, retryQueue: "slow", dead: false,
      expiresIn: 60)
    var number = 7
    var ratio = 1.0
  }

  private static let twin = """
    class Invoice < Refuse
      sidekiq_options queue: 'shared', retry: 3, tags: ['vip', 'é'], backtrace: 2, retry_for: 3600, retry_queue: 'slow',
                      dead: false, expires_in: 60
    end

    """

  @Test func `our client writes a class's options as Ruby's does`() async throws {
    try await stage.client.enqueue(Invoice())
    let differing = try await stage.there(
      Self.twin + """
        Invoice.perform_async(7, 1.0)
        theirs, ours = Sidekiq::Queue.new('shared').map(&:item)
        answer([theirs['args'], theirs.keys.size > 9, (theirs.keys | ours.keys).reject { |key| theirs[key] == ours[key] }])
        """)
    #expect(differing == #"[[7,1.0],true,["jid","created_at","enqueued_at"]]"#)
  }

  @Test func `what our client enqueues for later is in Ruby's schedule at that time, and runs there`() async throws {
    try await stage.client.enqueue(NewJob("Note", arguments: ["in"], queue: "shared"), in: .seconds(1000))
    try await stage.client.enqueue(
      NewJob("Note", arguments: ["at"], queue: "shared"),
      at: ActiveJobTime(seconds: 4_000_000_000, nanoseconds: 500_000_000))
    try await stage.client.enqueue(NewJob("Note", arguments: ["past"], queue: "shared"), in: .seconds(-1))
    try await stage.lifeboat("enqueue", "Note", #"["flag"]"#, "--queue", "shared", "--in", "30m", "--tag", "é")
    let scheduled = try await stage.there(
      """
      note, at = Sidekiq::ScheduledSet.new.sort_by(&:score).partition { |job| job.at < Time.at(3_000_000_000) }
      answer(note.map { |job| [job.args, job.queue, job.tags, ((job.at - Time.now) / 100).ceil, job['enqueued_at']] })
      answer(at.map { |job| [job.args, job.score, job['at']] })
      answer(Sidekiq::Queue.new('shared').map(&:args))
      """)
    #expect(
      scheduled == """
        [[["in"],"shared",[],10,null],[["flag"],"shared",["é"],18,null]]
        [[["at"],4000000000.5,null]]
        [["past"]]
        """)
    try await stage.there("make_due('schedule'); promote; work('shared', jobs: 4)")
    #expect(stage.ledger.sorted() == ["at", "flag", "in", "past"].map { #"ruby ["\#($0)"]"# })
  }

  @Test func `Ruby treats a job that fails there as our client's options say`() async throws {
    try await stage.client.enqueue(Invoice())
    var job = NewJob("Refuse", queue: "shared")
    job.sidekiq = SidekiqJobOptions(retry: .limit(0), dead: false)
    try await stage.client.enqueue(job)
    job.sidekiq = SidekiqJobOptions(retry: .never)
    try await stage.client.enqueue(job)
    try await stage.there(Self.twin + "work('shared', jobs: 3)")
    let left = try await stage.there(
      """
      answer(Sidekiq::RetrySet.new.map { |job| [job.klass, job.tags, job.queue, job.error_backtrace.size, job['retry']] })
      answer([Sidekiq::DeadSet.new.size, Sidekiq::Stats.new.failed])
      """)
    #expect(left == #"[["Invoice",["vip","é"],"slow",2,3]]"# + "\n[0,3]")
  }
}
