import Testing

@testable import LifeboatFormat

/// Retries by hand that change more than Ruby's own.
@Suite struct SidekiqRequeueTests {
  private let now = SidekiqTime(microseconds: 1_795_252_255_250_000)
  private let wrapper = #""class":"ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper","wrapped":"A","#
  private let counts = #""executions":4,"exception_executions":{"[E]":3}"#

  private func retried(
    _ json: String, to queue: String? = nil, isScheduled: Bool = false, startsOver: Bool = false
  ) throws -> String {
    let entry = try SidekiqDueEntry(bytes(json), movedTo: queue)
    return text(entry.retriedByHand(at: now, isScheduled: isScheduled, startsOver: startsOver, jid: "made"))
  }

  @Test func `a job that starts over is the one that was enqueued, in every version`() throws {
    var count = 0
    for line in SidekiqCaptures.lines("failure") where line.operation == "jobs_fail_first" {
      guard let failed = line.after, let again = try? SidekiqDueEntry(failed) else { continue }
      // A failure may correct these two.
      var first = try Payload(line.before)
      let (queue, retry) = (try Payload(failed).slice(of: "queue"), try Payload(failed).slice(of: "retry"))
      first = try first.replacing("queue", with: Array(try #require(queue).bytes))
      if let retry { first = try first.replacing("retry", with: Array(retry.bytes)) }
      let expected = try first.replacing("enqueued_at", with: bytes(now.text(.seconds)))
      #expect(text(again.retriedByHand(at: now, startsOver: true)) == text(expected.bytes))
      count += 1
    }
    #expect(count > 50)
  }

  @Test func `what waits in the schedule has neither the time when it was enqueued nor that when it is due`() throws {
    let json =
      #"{"at":5,"class":"A","args":[1.0],"enqueued_at":1.5,"jid":"j","created_at":1,"retry":1,"queue":"q","retry_count":2}"#
    #expect(
      try retried(json, isScheduled: true)
        == #"{"class":"A","args":[1.0],"jid":"j","created_at":1,"retry":1,"queue":"q","retry_count":1}"#)
    #expect(
      try retried(#"{"class":"A","args":[]}"#, isScheduled: true)
        == #"{"class":"A","args":[],"retry":true,"queue":"default","jid":"made","created_at":1795252255.25}"#)
  }

  @Test(arguments: ["slow", "a b:c,😀\"", "default"])
  func `another queue is named in the payload, and nothing else changes`(queue: String) throws {
    let json =
      #"{"queue":"q","zz" : 1.50,"class":"A","args":["\/"],"jid":"j","created_at":1,"retry":1,"enqueued_at":2}"#
    let name = text(JSONValue.string(queue).encode())
    #expect(
      try retried(json, to: queue)
        == json.replacing(#""q""#, with: name).replacing(#""enqueued_at":2"#, with: #""enqueued_at":1795252255.25"#))
  }

  @Test func `a queue that nobody could use is no obstacle to another`() throws {
    for queue in ["null", "5", #""""#] {
      let json = #"{"queue":\#(queue),"class":"A","args":[],"jid":"j","created_at":1,"retry":1}"#
      #expect(throws: MalformedPayload.self) { try SidekiqDueEntry(bytes(json)) }
      #expect(try retried(json, to: "q").hasPrefix(#"{"queue":"q","class""#))
    }
    let mine = #"{"queue":"q","class":"A","args":[],"jid":"j","created_at":1,"retry":1}"#
    #expect(try retried(mine, to: "q") == retried(mine))
  }

  @Test func `an Active Job takes its own queue and counts along`() throws {
    func json(_ queue: String, _ counts: String) -> String {
      #"{"retry":true,"queue":"q",\#(wrapper)"args":[ {"job_class":"A","queue_name":"\#(queue)","x":1.0,\#(counts)} ],"#
        + #""jid":"j","created_at":1,"enqueued_at":1795252255.25}"#
    }
    let moved = json("slow", counts).replacing(#""queue":"q""#, with: #""queue":"slow""#)
    #expect(try retried(json("q", counts), to: "slow") == moved)
    let fresh = #""executions":0,"exception_executions":{}"#
    #expect(try retried(json("q", counts), startsOver: true) == json("q", fresh))
    let old = #""exception_executions":null"#
    #expect(try retried(json("q", old), startsOver: true) == json("q", old))
    #expect(try retried(json("q", counts)) == json("q", counts))
  }

  @Test(arguments: ["[]", "[5]", #"[{"job_class":7,"queue_name":"q"}]"#, #"[{"job_class":"A"},2]"#])
  func `an Active Job that cannot be read keeps its bytes`(args: String) throws {
    let json =
      #"{"retry":true,"queue":"q",\#(wrapper)"args":\#(args),"jid":"j","created_at":1,"enqueued_at":1795252255.25}"#
    #expect(try retried(json, to: "q", startsOver: true) == json)
  }
}
