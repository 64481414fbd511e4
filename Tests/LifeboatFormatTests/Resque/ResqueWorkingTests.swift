import Testing

@testable import LifeboatFormat

@Suite struct ResqueWorkingTests {
  @Test func `every captured working record is written the same by us`() throws {
    var compared = 0
    for line in Captures.records("working") {
      guard let record = try? Payload(line.bytes), record.object.members.map(\.key) == ["queue", "run_at", "payload"],
        let queue = record.slice(of: "queue")?.string, let runAt = record.slice(of: "run_at")?.string,
        let time = Timestamp.parse(runAt), let payload = record.slice(of: "payload"), payload.kind == .object
      else { continue }
      let ours = ResqueWorking.encode(payload: Array(payload.bytes), queue: queue, runAt: time.seconds)
      #expect(text(ours) == line.text, "\(line.operation)")
      compared += 1
    }
    #expect(compared >= 5, "\(compared)")
  }

  @Test func `a broken payload still makes a record that Ruby can read`() throws {
    let record = try Payload(ResqueWorking.encode(payload: bytes("{broken"), queue: "q", runAt: 0))
    #expect(record.slice(of: "payload")?["class"]?.string == "(unreadable)")
    #expect(record.slice(of: "run_at")?.string == "1970-01-01T00:00:00Z")
  }
}
