import Lifeboat
import LifeboatTestSupport
import Testing

/// Jobs that cross between Sidekiq and us. See ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqJobTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  @Test func `our handler sees every tricky value as Ruby enqueued it`() async throws {
    let written = try await stage.there(
      """
      TRICKY.each_value do |arguments|
        Note.perform_async(*arguments)
        puts JSON.generate(arguments)
      end
      """)
    let payloads = try stage.list("queue:shared").map(text)
    let seen = Seen()
    let asBytes = Seen()
    try await stage.drain("shared") { configuration in
      configuration.registry.register(
        "Note",
        untyped: { context in
          seen.add(text(JSONValue(try #require(context.arguments)).encode()))
          asBytes.add(text(context.payload))
        })
    }
    #expect(seen.all.count == 34)
    #expect(seen.all == written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    // The head of the list is the job that was enqueued last.
    #expect(asBytes.all == payloads.reversed())
  }

  @Test func `what Swift reads from Ruby and enqueues again Ruby reads as the same values`() async throws {
    try await stage.there("TRICKY.each_value { |arguments| Note.set(queue: 'swift').perform_async(*arguments) }")
    let client = stage.client
    try await stage.drain("swift") { configuration in
      configuration.registry.register(
        "Note",
        untyped: { context in
          guard case .array(let arguments) = JSONValue(try #require(context.arguments)) else { throw Refusal() }
          try await client.enqueue(NewJob("Note", arguments: arguments, queue: "shared"))
        })
    }
    try await stage.there("work('shared', jobs: TRICKY.size)")
    let expected = try await stage.there(
      "TRICKY.each_value { |arguments| puts \"ruby #{JSON.generate(JSON.parse(JSON.generate(arguments)))}\" }")
    #expect(stage.ledger.count == 34)
    #expect(stage.ledger == expected.split(separator: "\n").map(String.init))
  }

  @Test func `Sidekiq performs what we enqueue, and counts it`() async throws {
    struct Note: EnqueueableJob {
      static let className = "Note"
      static let queue = "shared"
      var id: UInt64
      var ratio: Double
      var text: String
      var tags: [String?]
    }
    try await stage.client.enqueue(Note(id: .max, ratio: 100, text: "é/<&\u{2028}\0", tags: ["a", nil]))
    try await stage.client.enqueue(NewJob("Note", arguments: [["z": 1, "a": 2.0]], queue: "shared"))
    try await stage.lifeboat("enqueue", "Note", "[1e2, 1.50, \"\\/\"]", "--queue", "shared")
    #expect(
      try await stage.there("answer([Sidekiq::Queue.all.map(&:name), Sidekiq::Stats.new.enqueued])")
        == #"[["shared"],3]"#)
    #expect(
      try await stage.there(
        """
        job = Sidekiq::Queue.new('shared').to_a.last
        answer([job.klass, job.queue, job.jid.match?(/\\A\\h{24}\\z/), job['retry'], Time.now - job.enqueued_at < 60,
                Time.now - job.created_at < 60, Sidekiq::Queue.new('shared').latency.between?(0, 60)])
        """) == #"["Note","shared",true,true,true,true,true]"#)
    try await stage.there("work('shared', jobs: 3)")
    #expect(try await stage.there("answer([Sidekiq::Stats.new.processed, Sidekiq::Stats.new.failed])") == "[3,0]")
    #expect(
      stage.ledger == [
        "ruby [18446744073709551615,100.0,\"é/<&\u{2028}\\u0000\",[\"a\",null]]",
        #"ruby [{"z":1,"a":2.0}]"#,
        #"ruby [100.0,1.5,"/"]"#,
      ])
  }

  @Test func `a program sees the payload that Ruby enqueued, byte for byte`() async throws {
    try await stage.there("Note.set(tags: ['a/b']).perform_async(1.0, 'é')")
    let payload = try text(#require(stage.list("queue:shared").first))
    try await stage.drain(
      "shared",
      handlers: """
        handlers:
          Note:
            command: [sh, -c, 'echo "$LIFEBOAT_DIALECT $LIFEBOAT_QUEUE $LIFEBOAT_CLASS $LIFEBOAT_ATTEMPT" >> "$LEDGER"; cat >> "$LEDGER"']
        """)
    #expect(stage.ledger == ["sidekiq shared Note 1", payload])
  }
}
