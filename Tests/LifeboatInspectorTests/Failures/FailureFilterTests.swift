import LifeboatFormat
import LifeboatInspector
import Testing

@Suite struct FailureFilterTests {
  /// An entry of Resque's failed list.
  private static func entry(
    _ payload: String = #"{"class":"Mail","args":[42]}"#, queue: String = "mail", exception: String = "RuntimeError",
    error: String = "no luck", extra: String = ""
  ) -> StoredFailure {
    let json =
      #"{"failed_at":"2026/11/21 09:00:00 UTC","payload":\#(payload),"exception":"\#(exception)","error":"\#(error)","#
      + #""backtrace":["/app/a.rb:1:in `b'"],"worker":"w","queue":"\#(queue)"\#(extra)}"#
    return StoredFailure(set: "failed", bytes: Array(json.utf8))
  }

  private func isMeant(_ stored: StoredFailure, _ change: (inout FailureSelection) -> Void) throws -> Bool {
    var selection = FailureSelection()
    change(&selection)
    return try FailureFilter(selection).matches(ResqueDialect(namespace: "resque").record(stored))
  }

  @Test func `of several values one will do, and of several conditions all are needed`() throws {
    let stored = Self.entry()
    #expect(try isMeant(stored) { _ in })
    #expect(try isMeant(stored) { $0.classes = ["Other", "Mail"] })
    #expect(try !isMeant(stored) { $0.classes = ["mail", "Mai", "Mail "] })
    #expect(try isMeant(stored) { ($0.queues, $0.errors) = (["mail"], ["RuntimeError"]) })
    #expect(try !isMeant(stored) { ($0.classes, $0.queues) = (["Mail"], ["low"]) })
    #expect(try !isMeant(stored) { ($0.classes, $0.errors) = (["Mail"], ["Runtime"]) })
  }

  @Test func `names are compared by their bytes`() throws {
    let stored = Self.entry(queue: "e\u{301}, 1:🚑")
    #expect(try isMeant(stored) { $0.queues = ["e\u{301}, 1:🚑"] })
    #expect(try !isMeant(stored) { $0.queues = ["é, 1:🚑"] })
  }

  @Test func `a message is matched by a pattern, and one that is missing by none`() throws {
    let stored = Self.entry(error: #"gateway:\ntimed out"#)
    #expect(try isMeant(stored) { $0.message = "^timed" })
    #expect(try !isMeant(stored) { $0.message = "^out" })
    let silent = StoredFailure(set: "failed", bytes: Array(#"{"payload":{"class":"A"},"error":null}"#.utf8))
    #expect(try !isMeant(silent) { $0.message = "" })
    #expect(throws: InspectorError.self) { try isMeant(stored) { $0.message = "(" } }
  }

  @Test func `a text is looked for in the job and not in what is around it`() throws {
    let stored = Self.entry(#"{"class":"Mail","args":["Jos\u00e9"]}"#)
    #expect(try isMeant(stored) { $0.match = "José" })
    #expect(try isMeant(stored) { $0.match = #""class":"Mail""# })
    #expect(try !isMeant(stored) { $0.match = "RuntimeError" })
  }

  @Test func `a job that stands as Base64 is looked into`() throws {
    let job = Array(#"{"class":"Mail","args":["needle",NaN"#.utf8)
    let bytes = ResqueFailure.encode(
      payload: job, queue: "mail", worker: "w", exception: "E", error: "no", failedAt: 0)
    let stored = StoredFailure(set: "failed", bytes: bytes)
    #expect(try isMeant(stored) { $0.match = #"["needle",NaN"# })
    #expect(try !isMeant(stored) { $0.match = RecordedPayload.originalKey })
  }

  @Test func `what Ruby has requeued is meant only when it is asked for`() throws {
    let stored = Self.entry(extra: #","retried_at":"2026/11/21 10:00:00""#)
    #expect(try !isMeant(stored) { _ in })
    #expect(try isMeant(stored) { $0.retried = true })
    #expect(try isMeant(Self.entry(extra: #","retried_at":null"#)) { _ in })
  }

  @Test(arguments: ["nonsense", "[]", #"{"class":"Mail"}"#, #"{"payload":7}"#, "", "{\"payload\":{}"])
  func `what cannot be read is meant by everything, by malformed and by its text`(entry: String) throws {
    let stored = StoredFailure(set: "failed", bytes: Array(entry.utf8))
    #expect(try isMeant(stored) { _ in })
    #expect(try isMeant(stored) { $0.malformed = true })
    #expect(try isMeant(stored) { $0.match = String(entry.prefix(3)) })
    #expect(try !isMeant(stored) { $0.classes = ["Mail"] })
    #expect(try !isMeant(stored) { $0.since = 0 })
    #expect(try !isMeant(Self.entry()) { $0.malformed = true })
  }

  @Test func `times are whole seconds, the first included and the last not`() throws {
    let stored = Self.entry()
    let time = 1_795_251_600
    #expect(try isMeant(stored) { ($0.since, $0.until) = (time, time + 1) })
    #expect(try !isMeant(stored) { $0.since = time + 1 })
    #expect(try !isMeant(stored) { $0.until = time })
    var selection = FailureSelection()
    selection.until = time
    let broken = StoredFailure(set: "failed", bytes: Array(#"{"failed_at":"soon","payload":{}}"#.utf8))
    let record = ResqueDialect(namespace: "resque").record(broken)
    #expect(try !FailureFilter(selection).matches(record))
    #expect(try FailureFilter(selection).missesTime(of: record))
    #expect(try !FailureFilter(FailureSelection()).missesTime(of: record))
  }

  @Test func `ids are whole, and belong to a set`() throws {
    let stored = Self.entry()
    #expect(try isMeant(stored) { $0.ids = [String(repeating: "0", count: 32), stored.id.digits] })
    #expect(try isMeant(stored) { $0.ids = [stored.id.digits.uppercased()] })
    #expect(try !isMeant(StoredFailure(set: "mail_failed", bytes: stored.bytes)) { $0.ids = [stored.id.digits] })
    #expect(try !isMeant(stored) { $0.ids = [] })
    #expect(throws: InspectorError.notAnID("3f9a2c")) { try isMeant(stored) { $0.ids = ["3f9a2c"] } }
    #expect(throws: InspectorError.self) { try isMeant(stored) { $0.ids = ["+" + String(repeating: "0", count: 31)] } }
  }

  @Test func `fingerprints are known by their first digits`() throws {
    let stored = Self.entry()
    let digits = ResqueDialect(namespace: "resque").record(stored).fingerprint.digits
    #expect(try isMeant(stored) { $0.fingerprints = [String(digits.prefix(6))] })
    #expect(try isMeant(stored) { $0.fingerprints = ["ffffffffffffffff", digits] })
    #expect(try !isMeant(stored) { $0.fingerprints = [String(digits.reversed())] })
  }

  @Test func `a job of Sidekiq's that failed again is meant, at its latest time`() throws {
    let job =
      #"{"class":"A","args":[1],"queue":"q","error_class":"E","error_message":"m","failed_at":1000.5,"retried_at":2000.5}"#
    let dead = StoredFailure(set: "dead", bytes: Array(job.utf8), score: "3000")
    let overflow = StoredFailure(set: "overflow", bytes: Array("3000.25:\(job)".utf8))
    for stored in [dead, overflow] {
      var selection = FailureSelection()
      (selection.classes, selection.queues, selection.errors) = (["A"], ["q"], ["E"])
      (selection.message, selection.since, selection.until) = ("^m$", 2_000, 2_001)
      selection.match = #"{"class":"A""#
      #expect(try FailureFilter(selection).matches(SidekiqDialect(namespace: "").record(stored)))
      selection.match = "3000"
      #expect(try !FailureFilter(selection).matches(SidekiqDialect(namespace: "").record(stored)))
    }
  }
}
