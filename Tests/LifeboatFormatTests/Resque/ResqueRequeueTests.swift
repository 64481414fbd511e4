import Testing

@testable import LifeboatFormat

@Suite struct ResqueRequeueTests {
  @Test func `a plain job stays as it is whatever is asked`() throws {
    for json in [#" {"class" : "A","args":[1.50,"\/"]} "#, #"{"class":"A"}"#, #"{"class":"A","args":null}"#] {
      let job = try ResquePayload(bytes(json))
      #expect(text(job.requeued()) == json)
      #expect(text(job.requeued(movedTo: "slow", startsOver: true)) == json)
    }
  }

  @Test(arguments: ["6.1", "7.1", "7.2", "8.1"])
  func `an Active Job that starts over counts from nothing, in every version of Rails`(version: String) throws {
    let operation = "worker:retry_on_3_attempts:after-attempts-3"
    let line = try #require(Captures.activeJob("failure", operation)[version]?.first)
    let failed = Array(try #require(ResqueFailure.Entry(parsing: line.bytes).payload).bytes)
    let fresh = text(failed).replacing(
      #""executions":2,"exception_executions":{"[NetErr]":3}"#, with: #""executions":0,"exception_executions":{}"#)
    #expect(fresh != text(failed))
    #expect(text(try ResquePayload(failed).requeued(startsOver: true)) == fresh)
    let moved = text(failed).replacing(#""queue_name":"aj""#, with: #""queue_name":"a b,\""}"#.dropLast())
    #expect(moved != text(failed))
    #expect(text(try ResquePayload(failed).requeued(movedTo: "a b,\"")) == moved)
    #expect(text(try ResquePayload(failed).requeued()) == text(failed))
  }

  @Test func `a job in a bucket has its queue last, and one that is no strict JSON cannot wait`() throws {
    let job = try Payload(bytes(#"{"class":"A","args":[1.50,"\/"] }"#))
    #expect(DelayedJob.encode(job, queue: "a b").map(text) == #"{"class":"A","args":[1.50,"\/"],"queue":"a b" }"#)
    for loose in [#"{"class":"A"/*x*/}"#, #"{"class":"\q"}"#] {
      #expect(try DelayedJob.encode(Payload(bytes(loose)), queue: "q") == nil)
    }
  }

  @Test func `the mark on an entry is that of Ruby's requeue`() throws {
    var count = 0
    for line in Captures.records("failure") {
      let entry = ResqueFailure.Entry(parsing: line.bytes)
      // Older Rubies left the zone out; in the captures it is UTC.
      guard let mark = entry.retriedAt,
        let seconds = Timestamp.parse(mark.hasSuffix(" UTC") ? mark : mark + " UTC")?.seconds
      else { continue }
      let expected = text(line.bytes).replacing("\"\(mark)\"", with: "\"\(Timestamp.resqueFailedAt(seconds))\"")
      let unmarked = try Payload(line.bytes).removing("retried_at").bytes
      #expect(text(try ResqueFailure.marked(unmarked, retriedAt: seconds)) == expected)
      #expect(text(try ResqueFailure.marked(line.bytes, retriedAt: seconds)) == expected)
      count += 1
    }
    #expect(count > 25)
    #expect(throws: MalformedPayload.notObject(.array)) { try ResqueFailure.marked(bytes("[]"), retriedAt: 0) }
  }
}
