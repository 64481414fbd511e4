import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Payloads that cannot be run, each through a whole worker.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct BadPayloadTests {
  private static func nested(_ depth: Int) -> [UInt8] {
    let brackets = String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
    return bytes(#"{"class":"Note","args":\#(brackets)}"#)
  }

  private static let cases: [(name: String, payload: [UInt8], error: String)] = [
    ("not JSON", bytes("{broken"), "The payload is not valid JSON: at byte 1 "),
    ("cut off", bytes(#"{"class":"Note","args":[1"#), "The payload is not valid JSON: it ends at byte 25"),
    ("an array", bytes("[1,2]"), "The payload is an array; "),
    ("null", bytes("null"), "The payload is null; "),
    ("no class", bytes(#"{"args":[1]}"#), "The payload has no class"),
    ("a class that is a number", bytes(#"{"class":5,"args":[]}"#), "The payload's class is a number; "),
    ("an empty class", bytes(#"{"class":"","args":[]}"#), "The payload's class is an empty string; "),
    ("args that are an object", bytes(#"{"class":"Note","args":{"a":1}}"#), "The payload's args are an object; "),
    ("args that are a string", bytes(#"{"class":"Note","args":"[]"}"#), "The payload's args are a string; "),
    (
      "invalid UTF-8", bytes(#"{"class":"Note","args":["a"#) + [0xFF, 0xFE] + bytes(#""]}"#),
      "The payload is not valid UTF-8 "
    ),
    ("depth 101", nested(101), "The payload is nested more than 100 levels deep "),
    ("depth 100,000", nested(100_000), "The payload is nested more than 100 levels deep "),
    ("the empty string", [], "The payload is empty; "),
    ("space", bytes(" \n\t"), "The payload is empty; "),
    ("NUL bytes", [0, 0, 0], "The payload is not valid JSON: at byte 0 "),
    (
      "10 MB of garbage", (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) },
      "The payload is not"
    ),
  ]

  private static let rubysKeys = ["failed_at", "payload", "exception", "error", "backtrace", "worker", "queue"]

  @Test(arguments: Array(cases.indices))
  func `what cannot be run is recorded, recoverable, and the worker goes on`(index: Int) async throws {
    let (name, bad, message) = Self.cases[index]
    let harness = try WorkerHarness()
    _ = try harness.session.call(RedisCommand("RPUSH", "resque:queue:default", bad))
    try harness.session.push("default", payload("Note", "[\"next\"]"))
    try await harness.drain(harness.configuration())
    #expect(harness.runs.all == ["\"next\""])
    let entry = try #require(try harness.failures().first)
    let record = try JSONSlice(parsing: entry.bytes)
    #expect(record.findings.isStrict)
    #expect(record.findings.depth <= 100)
    #expect(record.members.map(\.key) == Self.rubysKeys)
    #expect(entry.exception == "Lifeboat::MalformedPayload")
    #expect(entry.error?.hasPrefix(message) == true, "\(name): \(entry.error ?? "")")
    #expect(entry.queue == "default")
    let original = try #require(entry.payload.flatMap(RecordedPayload.original))
    #expect(original == bad)
    #expect(try harness.failures().count == 1)
    #expect(try harness.session.text("resque:stat:failed") == "1")
    #expect(try harness.session.text("resque:stat:processed") == "2")
    #expect(try harness.incarnations() == [])
  }

  @Test func `a class name with escapes and a terminal's control codes is recorded and logged without harm`()
    async throws
  {
    let harness = try WorkerHarness()
    let bad = payload(#"Bad\u001b[31m\nName"#)
    try harness.session.push("default", bad)
    try await harness.drain(harness.configuration())
    let entry = try #require(try harness.failures().first)
    #expect(entry.payload.flatMap(RecordedPayload.original) == bytes(bad))
    #expect(entry.className == "Bad\u{1b}[31m\nName")
    #expect(entry.error?.contains("\u{1b}") == false)
    #expect(harness.log.all.allSatisfy { !$0.contains("\u{1b}") && !$0.contains("\n") })
  }

  @Test func `a good payload of ten megabytes runs`() async throws {
    let harness = try WorkerHarness()
    var configuration = harness.configuration()
    let runs = harness.runs
    configuration.registry.register("Big", untyped: { context in runs.add("\(context.payload.count)") })
    let big = payload("Big", "[\"\(String(repeating: "x", count: 10_000_000))\"]")
    try harness.session.push("default", big, payload("Note", "[2]"))
    try await harness.drain(configuration)
    #expect(runs.all == ["\(big.utf8.count)", "2"])
    #expect(try harness.session.keys("resque:failed") == [])
  }
}
