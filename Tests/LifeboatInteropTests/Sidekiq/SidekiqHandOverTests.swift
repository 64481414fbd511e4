import Lifeboat
import LifeboatTestSupport
import Testing

/// Jobs that fail in one language and go on in the other. See ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqHandOverTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  /// A job as Ruby would spell it, with what a careless library would change: numbers, escapes, an order, keys of others.
  private static let job =
    #"{"retry":true,"queue":"shared","zebra":{"z":1.5,"a":[null,-0.0]},"class":"Refuse","args":[1.0,"#
    + #"1208925819614629174706176,1.0e-07,{"z":[],"a":{}},"é/<\u001b\"\\"],"jid":"5f0c1d2e3f4a5b6c7d8e9fa0","#
    + #""created_at":1795252255.2877436,"trace_id":null,"tags":["a b"],"aardvark":1.0e+20,"enqueued_at":1795252255.5}"#

  /// What an attempt may change.
  private static let changing: Set = [
    "queue", "error_message", "error_class", "failed_at", "retried_at", "retry_count", "enqueued_at",
  ]

  /// What it may not, in order, as it lies in the bytes.
  private func kept(_ bytes: [UInt8]) throws -> [String] {
    try JSONSlice(parsing: bytes).members.filter { !Self.changing.contains($0.key) }
      .map { "\($0.key)=\(text($0.value.bytes))" }
  }

  private func failHere() async throws {
    try await stage.drain("shared") { $0.registry.register("Refuse", untyped: { _ in throw Refusal() }) }
  }

  /// The one entry of a set.
  private func entry(_ set: String = "retry") throws -> JSONSlice {
    let entries = try stage.sortedSet(set)
    try #require(entries.count == 1)
    return try JSONSlice(parsing: entries[0])
  }

  @Test(arguments: [true, false])
  func `five hand-overs change nothing but what an attempt records`(isRubyFirst: Bool) async throws {
    try stage.pushSidekiq(Self.job)
    var failedAt: String?
    for attempt in 0..<5 {
      let isRuby = attempt.isMultiple(of: 2) == isRubyFirst
      if isRuby { try await stage.there("work('shared', jobs: 1)") } else { try await failHere() }
      let failed = try entry()
      #expect(try kept(Array(failed.bytes)) == kept(Array(Self.job.utf8)))
      #expect(failed["retry_count"]?.int == attempt)
      #expect(failed["error_class"]?.string == (isRuby ? "ArgumentError" : "LifeboatInteropTests.Refusal"))
      #expect(failed["error_message"]?.string == (isRuby ? "Ruby refuses é" : Refusal().description))
      #expect((failed["retried_at"] == nil) == (attempt == 0))
      failedAt = failedAt ?? failed["failed_at"]?.numberText
      #expect(failed["failed_at"]?.numberText == failedAt)
      // Who did not fail it moves it back.
      if isRuby { try await promoteHere() } else { try await stage.there("make_due('retry'); promote") }
      #expect(try kept(#require(stage.list("queue:shared").first)) == kept(Array(Self.job.utf8)))
    }
    let seen = Seen()
    try await stage.drain("shared") { $0.registry.register("Refuse", untyped: { seen.add("\($0.attempt)") }) }
    #expect(seen.all == ["6"])
    let left = try await stage.there(
      "stats = Sidekiq::Stats.new; answer([stats.processed, stats.failed, stats.retry_size])")
    #expect(left == "[6,5,0]")
  }

  /// Has our poller move what is in the retry set.
  private func promoteHere() async throws {
    try await stage.there("make_due('retry')")
    try await stage.working(["elsewhere"]) { configuration in
      configuration.registry.discard("Nothing")
    } while: {
      try await eventually("it has moved") { try stage.list("queue:shared").count == 1 }
    }
  }

  @Test func `a job that failed here for the last time is in Ruby's dead set, and Ruby sends it back here`()
    async throws
  {
    try await stage.there("Refuse.set(retry: 0).perform_async(1.0)")
    try await failHere()
    #expect(try stage.sortedSet("retry") == [])
    let dead = try await stage.there(
      """
      job = Sidekiq::DeadSet.new.first
      answer([job.klass, job.args, job['retry_count'], job['error_class'], (Time.now - job.at).between?(0, 60)])
      job.retry
      answer(Sidekiq::Queue.new('shared').map { |job| [job['retry_count'], job['error_class']] })
      """)
    #expect(
      dead == """
        ["Refuse",[1.0],0,"LifeboatInteropTests.Refusal",true]
        [[-1,"LifeboatInteropTests.Refusal"]]
        """)
    try await failHere()
    #expect(try entry("dead")["retry_count"]?.int == 0)
  }

  @Test func `a job that failed in Ruby goes back by our command line and runs here`() async throws {
    try await stage.there("Refuse.perform_async(1.0, 'é'); work('shared', jobs: 1)")
    let listed = try await stage.lifeboat("failed", "ls", "--set", "retry", "-o", "jsonl")
    let shown = try JSONSlice(parsing: Array(listed.utf8))
    #expect(shown["class"]?.string == "Refuse")
    #expect(shown["exception"]?.string == "ArgumentError")
    #expect(shown["error"]?.string == "Ruby refuses é")
    #expect(shown["queue"]?.string == "shared")
    try await stage.lifeboat("failed", "requeue", "--set", "retry", try #require(shown["id"]?.string))
    let seen = Seen()
    try await stage.drain("shared") { configuration in
      configuration.registry.register(
        "Refuse", untyped: { seen.add("\($0.attempt) \(text(try #require($0.arguments).bytes))") })
    }
    #expect(seen.all == [#"1 [1.0,"é"]"#])
    #expect(try await stage.there("answer([Sidekiq::RetrySet.new.size, Sidekiq::DeadSet.new.size])") == "[0,0]")
  }
}
