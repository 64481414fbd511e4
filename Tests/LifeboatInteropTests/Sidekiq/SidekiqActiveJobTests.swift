import Lifeboat
import LifeboatTestSupport
import Testing

/// Jobs of Rails' Active Job that cross between Sidekiq and us.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq and the activejob gem: scripts/setup installs them") {
    await Partner.sidekiqActiveJob.value != nil
  })
struct SidekiqActiveJobTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiqActiveJob.value) }

  @Test func `what Rails enqueued runs here, under both names of its wrapper`() async throws {
    try await stage.there(
      """
      NoteJob.perform_later(1.0, :sym, Person.new(5), a: 1)
      job = Sidekiq::Queue.new('shared').first.item
      ['ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper', 'Sidekiq::ActiveJob::Wrapper'].each do |wrapper|
        REDIS.lpush('queue:shared', JSON.generate(job.merge('class' => wrapper)))
      end
      """)
    let seen = Seen()
    try await stage.drain("shared") { configuration in
      configuration.registry.register(
        "NoteJob",
        untyped: { seen.add("\($0.className) \($0.attempt) \(text(try #require($0.arguments).bytes))") })
    }
    #expect(seen.all == Array(repeating: #"NoteJob 1 [1.0,"sym","gid://shop/Person/5",{"a":1}]"#, count: 3))
  }

  @Test func `a Rails job that fails here is one for Ruby's lists, and runs there`() async throws {
    try await stage.there("NoteJob.perform_later(1.0)")
    try await stage.drain("shared") { $0.registry.register("NoteJob", untyped: { _ in throw Refusal() }) }
    let shown = try await stage.there(
      """
      job = Sidekiq::RetrySet.new.first
      answer([job.display_class, job.display_args, job['wrapped'], job['retry_count'], job.args.first['executions']])
      make_due('retry')
      promote
      work('shared', jobs: 1)
      """)
    #expect(shown.split(separator: "\n").first == #"["NoteJob",[1.0],"NoteJob",0,0]"#)
    #expect(stage.ledger.count == 1)
    #expect(stage.ledger.first?.firstMatch(of: /^rails 1 [0-9a-f]{24} \[1\.0\]$/) != nil)
  }

  @Test func `Rails performs what we enqueue, and shows it under its own name`() async throws {
    struct Note: EnqueueableJob {
      static let className = "NoteJob"
      static let isActiveJob = true
      static let queue = "shared"
      var person = GlobalID(app: "shop", model: "Person", id: "5")
      var ratio = 1.0
    }
    try await stage.client.enqueue(Note())
    try await stage.lifeboat("enqueue", "--active-job", "NoteJob", #"["x"]"#, "--queue", "shared")
    #expect(
      try await stage.there("answer(Sidekiq::Queue.new('shared').map { |job| [job.display_class, job['wrapped']] })")
        == #"[["NoteJob","NoteJob"],["NoteJob","NoteJob"]]"#)
    try await stage.there("work('shared', jobs: 2)")
    #expect(stage.ledger.count == 2)
    #expect(stage.ledger.first?.hasSuffix(#"[#<struct Person id="5">, 1.0]"#) == true)
    #expect(stage.ledger.last?.hasSuffix(#"["x"]"#) == true)
  }

  @Test func `what Rails itself retries runs here with its count`() async throws {
    try await stage.there("RetriedJob.perform_later; work('shared', jobs: 1)")
    try await stage.there("make_due('schedule'); promote")
    let seen = Seen()
    try await stage.drain("shared") { $0.registry.register("RetriedJob", untyped: { seen.add("\($0.attempt)") }) }
    #expect(seen.all == ["2"])
  }
}
