import Lifeboat
import LifeboatTestSupport
import Testing

/// Jobs that cross between Resque itself and us.
///
/// Needs Resque: `RESQUE_HOME=<a checkout of resque/resque> swift test --filter Resque`, or the gem. Its mono_logger
/// gem may be given by `RUBYLIB`.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Resque: install the gem, or set RESQUE_HOME to a checkout of it") {
    await Partner.resque.value != nil
  })
struct ResqueJobTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.resque.value) }

  @Test func `our handler sees every tricky value as Ruby enqueued it`() async throws {
    try await handlerSeesTrickyValues(engine: "json_gem")
  }

  @Test(.enabled("needs Ruby's oj gem, which writes other bytes") { await Partner.resqueWithOj.value != nil })
  func `our handler sees every tricky value as Ruby with Oj enqueued it`() async throws {
    try await handlerSeesTrickyValues(engine: "oj")
  }

  private func handlerSeesTrickyValues(engine: String) async throws {
    let written = try await stage.there(
      """
      TRICKY.each_value do |arguments|
        Resque::Job.create(:swift, 'Note', *arguments)
        puts Resque.encode(arguments)
      end
      """, environment: ["JSON_ENGINE": engine])
    let payloads = try stage.list("resque:queue:swift")
    let seen = Seen()
    let asBytes = Seen()
    try await stage.drain("swift") { configuration in
      configuration.registry.register(
        "Note",
        untyped: { context in
          seen.add(text(JSONValue(try #require(context.arguments)).encode()))
          asBytes.add(text(context.payload))
        })
    }
    #expect(seen.all.count == 34)
    // A line separator inside a value is no end of line here.
    #expect(seen.all == written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    #expect(asBytes.all == payloads.map(text))
  }

  @Test func `what Swift reads from Ruby and enqueues again Ruby reads as the same values`() async throws {
    // A Ruby worker cannot run the deepest job that Ruby enqueues: its own record of it would be one level too deep.
    let values = "TRICKY.except(:deep).each_value"
    try await stage.there("\(values) { |arguments| Resque::Job.create(:swift, 'Note', *arguments) }")
    let client = stage.client
    try await stage.drain("swift") { configuration in
      configuration.registry.register(
        "Note",
        untyped: { context in
          let value = JSONValue(try #require(context.arguments))
          guard case .array(let arguments) = value else { throw Refusal() }
          try await client.enqueue(NewJob("Note", arguments: arguments, queue: "ruby"))
        })
    }
    try await stage.there("work('ruby')")
    let expected = try await stage.there(
      "\(values) { |arguments| puts JSON.generate(Resque.decode(Resque.encode(arguments))) }")
    #expect(stage.ledger.count == 33)
    #expect(stage.ledger == expected.split(separator: "\n").map(String.init))
  }

  @Test func `Resque performs what we enqueue`() async throws {
    struct Note: EnqueueableJob {
      static let className = "Note"
      static let queue = "ruby"
      var id: UInt64
      var ratio: Double
      var text: String
      var tags: [String?]
    }
    try await stage.client.enqueue(Note(id: .max, ratio: 100, text: "é/<&\u{2028}\0", tags: ["a", nil]))
    try await stage.client.enqueue(NewJob("Note", arguments: [["z": 1, "a": 2.0]], queue: "ruby"))
    try await stage.lifeboat("enqueue", "Note", "[1e2, 1.50, \"\\/\"]", "--queue", "ruby")
    let info = try await stage.there(
      "work('*'); answer(Resque.info.slice(:pending, :processed, :failed, :workers, :queues))")
    #expect(info == #"{"pending":0,"processed":3,"failed":0,"workers":0,"queues":1}"#)
    #expect(
      stage.ledger == [
        "[18446744073709551615,100.0,\"é/<&\u{2028}\\u0000\",[\"a\",null]]",
        #"[{"z":1,"a":2.0}]"#,
        #"[100.0,1.5,"/"]"#,
      ])
  }

  @Test func `a job that failed here and is requeued by Ruby runs here, and its entry is not sent twice`() async throws
  {
    try await stage.there("Resque::Job.create(:swift, 'Note', 1.0, 'é')")
    try await stage.drain("swift") { $0.registry.register("Note", untyped: { _ in throw Refusal() }) }
    try await stage.there("Resque::Failure.requeue(0)")
    let seen = Seen()
    try await stage.drain("swift") { $0.registry.register("Note", untyped: { seen.add(text($0.payload)) }) }
    #expect(seen.all == [#"{"class":"Note","args":[1.0,"é"]}"#])
    // Ruby keeps the entry, marked.
    let shown = try JSONSlice(parsing: Array(try await stage.lifeboat("failed", "ls", "-o", "jsonl").utf8))
    let id = try #require(shown["id"]?.string)
    // Resque 2 writes no zone.
    #expect(shown["retried_at_text"]?.string?.firstMatch(of: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d( UTC)?$/) != nil)
    try await stage.lifeboat("failed", "requeue", id, expecting: 7)
    #expect(try stage.list("resque:queue:swift") == [])
    try await stage.lifeboat("failed", "requeue", id, "--retried")
    #expect(try await stage.there("answer([Resque::Failure.count, Resque.size(:swift)])") == "[0,1]")
  }

  @Test func `a job that failed here and is requeued by Ruby runs there`() async throws {
    try await stage.client.enqueue(NewJob("Note", arguments: [1.0, ["é": nil]], queue: "mixed"))
    try await stage.drain("mixed") { $0.registry.register("Note", untyped: { _ in throw Refusal() }) }
    try await stage.there("Resque::Failure.requeue(0); work('mixed')")
    #expect(stage.ledger == [#"[1.0,{"é":null}]"#])
  }

  @Test func `a job that failed in Ruby goes back by our command line and runs here`() async throws {
    try await stage.there("Resque.enqueue(Refuse, 1.0, 'é', [nil]); work('ruby')")
    let shown = try JSONSlice(parsing: Array(try await stage.lifeboat("failed", "ls", "-o", "jsonl").utf8))
    #expect(shown["class"]?.string == "Refuse")
    #expect(shown["exception"]?.string == "ArgumentError")
    #expect(shown["error"]?.string == "Ruby refuses é")
    #expect(shown["queue"]?.string == "ruby")
    #expect(shown["failed_at"]?.string?.hasSuffix("Z") == true)
    #expect(shown["requeueable"]?.bool == true)
    try await stage.lifeboat("failed", "requeue", try #require(shown["id"]?.string))
    let seen = Seen()
    try await stage.drain("ruby") { $0.registry.register("Refuse", untyped: { seen.add(text($0.payload)) }) }
    #expect(seen.all == [#"{"class":"Refuse","args":[1.0,"é",[null]]}"#])
    #expect(
      try await stage.there("answer([Resque::Failure.count, Resque.info[:processed], Resque::Stat[:failed]])")
        == "[0,2,1]")
  }
}
