import Testing

@testable import LifeboatFormat

@Suite struct ResqueFailureTests {
  private static let keys = ["failed_at", "payload", "exception", "error", "backtrace", "worker", "queue"]

  @Test func `every captured entry that plain Ruby wrote in UTC is written the same by us`() throws {
    let entries = Captures.records("failure")
    #expect(entries.count == 181)
    var compared = 0
    for line in entries {
      let entry = ResqueFailure.Entry(parsing: line.bytes)
      guard entry.malformed == nil, try Payload(line.bytes).object.members.map(\.key) == Self.keys,
        let failedAt = entry.failedAt, failedAt.hasSuffix(" UTC"), let time = Timestamp.parse(failedAt),
        let payload = entry.payload, payload.kind == .object, let worker = entry.worker, let queue = entry.queue,
        let exception = entry.exception, let error = entry.error,
        // Active Support escapes < and >; pages were tried with entries that Ruby never writes.
        !line.text.contains("\\u003"), !line.operation.contains("failed_page_with")
      else { continue }
      let ours = ResqueFailure.encode(
        payload: Array(payload.bytes), queue: queue, worker: worker, exception: exception, error: error,
        backtrace: entry.backtrace, failedAt: time.seconds)
      #expect(text(ours) == line.text, "\(line.operation)")
      compared += 1
    }
    #expect(compared >= 20, "\(compared)")
  }

  @Test func `every captured entry can be read, whatever it is`() {
    for line in Captures.records("failure") {
      let entry = ResqueFailure.Entry(parsing: line.bytes)
      #expect(entry.bytes == line.bytes)
      #expect(
        (entry.malformed != nil)
          == (line.text == "{broken" || line.text.isEmpty || line.text == "null" || line.text == "[]"))
    }
  }

  @Test func `an entry gives its parts`() {
    let json =
      #"{"failed_at":"2026/11/21 09:12:18 UTC","payload":{"class":"A","args":[1]},"exception":"RuntimeError","#
      + #""error":"x","backtrace":["a","b",5],"worker":"h:1:*","queue":"q","retried_at":"2026/11/21 09:19:14 UTC"}"#
    let entry = ResqueFailure.Entry(parsing: bytes(json))
    #expect(entry.className == "A")
    #expect(entry.payload.flatMap(RecordedPayload.original).map(text) == #"{"class":"A","args":[1]}"#)
    #expect(entry.exception == "RuntimeError")
    #expect(entry.error == "x")
    #expect(entry.backtrace == ["a", "b"])
    #expect(entry.worker == "h:1:*")
    #expect(entry.queue == "q")
    #expect(entry.retriedAt == "2026/11/21 09:19:14 UTC")
    let odd = ResqueFailure.Entry(parsing: bytes(#"{"failed_at":5,"payload":null,"backtrace":"x","queue":null}"#))
    #expect(odd.malformed == nil)
    #expect(odd.failedAt == nil && odd.queue == nil && odd.className == nil && odd.backtrace.isEmpty)
  }

  @Test func `our entry has Ruby's fields in Ruby's order`() throws {
    let entry = ResqueFailure.encode(
      payload: bytes(#"{"class":"A","args":[1.0]}"#), queue: "q", worker: "h~lifeboat1:1:q", exception: "E",
      error: "line\n\"two\" \u{1b}", backtrace: [], failedAt: 1_795_252_338)
    #expect(
      text(entry) == #"{"failed_at":"2026/11/21 09:12:18 UTC","payload":{"class":"A","args":[1.0]},"exception":"E","#
        + #""error":"line\n\"two\" \u001b","backtrace":[],"worker":"h~lifeboat1:1:q","queue":"q"}"#)
  }
}
