import Testing

@testable import LifeboatFormat

@Suite struct SidekiqWorkTests {
  @Test func `every captured record is read, and written the same by us`() throws {
    let lines = SidekiqCaptures.lines("work")
    #expect(lines.count == 8)
    for line in lines {
      let work = try #require(SidekiqWork(parsing: line.before))
      let payload = try #require(work.payload)
      let queue = try #require(work.queue)
      let runAt = try #require(work.runAt)
      #expect(try SidekiqPayload(payload).className == "SleepyJob")
      #expect(text(SidekiqWork.encode(payload: payload, queue: queue, runAt: runAt.seconds)) == line.beforeText)
    }
  }

  @Test func `a job that would break a page is not shown`() throws {
    for broken in [
      bytes("{x"), [], bytes("[1]"), bytes(#"{"class":"A"#) + [0xFF] + bytes("\"}"), bytes(#"{"a":"\q"}"#),
    ] {
      let record = SidekiqWork.encode(payload: broken, queue: "a: é", runAt: 5)
      #expect(
        text(record) == #"{"queue":"a: é","payload":"{\"class\":\"(unreadable)\",\"args\":[]}","run_at":5}"#)
    }
  }

  private func brief(_ payload: String, mostBytes: Int) -> String? {
    SidekiqWork(parsing: SidekiqWork.encode(payload: bytes(payload), queue: "q", runAt: 5, mostBytes: mostBytes))?
      .payload
      .map { text($0) }
  }

  @Test func `a long job is shown with its class, its id and its size`() {
    let long = String(repeating: "x", count: 1_000)
    let job = #"{"class":"A","args":["\#(long)"],"jid":"abc"}"#
    #expect(brief(job, mostBytes: job.utf8.count) == job)
    #expect(brief(job, mostBytes: 999) == #"{"class":"A","args":["1037 bytes, not shown"],"jid":"abc"}"#)
    // Pages look into the arguments of a wrapper, so there must be none.
    let wrapper = "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper"
    #expect(
      brief(#"{"class":"\#(wrapper)","wrapped":"Mailer","args":[{"arguments":["\#(long)"]}]}"#, mostBytes: 999)
        == #"{"class":"Mailer","args":["1111 bytes, not shown"]}"#)
    for odd in [#"{"class":"\#(long)"}"#, long, #"{"class":"A","jid":"\#(long)"}"#] {
      #expect(brief(odd, mostBytes: 999) == SidekiqWork.unreadable)
    }
  }

  @Test func `a job stands as a string or as an object`() throws {
    let object = try #require(
      SidekiqWork(parsing: bytes(#"{"queue":"q","payload":{"class":"A","x":1.0},"run_at":7.5}"#)))
    #expect(object.payload.map(text) == #"{"class":"A","x":1.0}"#)
    #expect(object.runAt?.text == "7.5" && object.queue == "q")
    let milliseconds = try #require(SidekiqWork(parsing: bytes(#"{"payload":"{}","run_at":1795252275948}"#)))
    #expect(milliseconds.runAt?.text == "1795252275.948" && milliseconds.queue == nil)
  }

  @Test func `odd parts are nothing, and so is what is no object`() throws {
    let odd = try #require(SidekiqWork(parsing: bytes(#"{"queue":5,"payload":[1],"run_at":"x"}"#)))
    #expect(odd.queue == nil && odd.payload == nil && odd.runAt == nil)
    let empty = try #require(SidekiqWork(parsing: bytes("{}")))
    #expect(empty.queue == nil && empty.payload == nil && empty.runAt == nil)
    for broken in ["", "{x", "[]", "null", "5"] { #expect(SidekiqWork(parsing: bytes(broken)) == nil) }
  }
}
