import Testing

@testable import LifeboatFormat

@Suite struct DelayedJobTests {
  private let dialect = ResqueDialect()
  private let failure = AttemptFailure(
    exception: "NetErr", failedAt: ActiveJobTime(seconds: 1_700_000_000, nanoseconds: 5),
    dueAt: ActiveJobTime(seconds: 1_700_000_060, nanoseconds: 5), isCounted: true)
  private let wrapped =
    #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"A","arguments":[1.50],"#

  @Test(arguments: [
    #"{"class":"A","args":[1.50,"\/"]}"#, #"{"class":"A","args":[]}"#, #"{"class":"A"}"#,
    #"{"x":1,"class":"A","args":null}"#,
  ])
  func `what waits has the queue last and every other byte as it was, and comes back without it`(json: String) throws {
    let record = try dialect.read(bytes(json))
    let next = try #require(dialect.nextAttempt(of: record, queue: "a b:c,😀\"", after: failure))
    #expect(text(next.payload) == json)
    #expect(text(next.delayed) == json.dropLast() + #","queue":"a b:c,😀\""}"#)
    #expect(try dialect.readDelayed(next.delayed) == DelayedJob(resque: next.delayed))
    let job = try dialect.readDelayed(next.delayed)
    #expect(job.queue == "a b:c,😀\"")
    #expect(text(job.payload) == json)
  }

  @Test func `an Active Job counts its attempts in its payload, and not beside it`() throws {
    let rest = #""executions":1,"exception_executions":{"[NetErr]":1},"enqueued_at":"2026-11-21T00:00:00Z"}]}"#
    let record = try dialect.read(bytes(wrapped + rest))
    #expect(dialect.countedJob(record) == nil)
    let again =
      wrapped + #""executions":2,"exception_executions":{"[NetErr]":2},"enqueued_at":"2023-11-14T22:13:20Z"}]}"#
    let next = try #require(dialect.nextAttempt(of: record, queue: "q", after: failure))
    #expect(text(next.payload) == again)
    #expect(text(next.delayed) == again.dropLast() + #","queue":"q"}"#)
    let last =
      wrapped + #""executions":1,"exception_executions":{"[NetErr]":2},"enqueued_at":"2026-11-21T00:00:00Z"}]}"#
    #expect(text(dialect.lastAttempt(of: record, exception: "NetErr")) == last)
  }

  @Test func `an attempt that does not count leaves an Active Job as it was`() throws {
    let json = wrapped + #""executions":1}]}"#
    let uncounted = AttemptFailure(
      exception: "NetErr", failedAt: failure.failedAt, dueAt: failure.dueAt, isCounted: false)
    let next = dialect.nextAttempt(of: try dialect.read(bytes(json)), queue: "q", after: uncounted)
    #expect(next.map { text($0.payload) } == json)
  }

  @Test func `a queue that a payload names already is replaced in its place`() throws {
    let record = try dialect.read(bytes(#"{"class":"A","queue":"old","args":[]}"#))
    #expect(
      dialect.nextAttempt(of: record, queue: "q", after: failure).map { text($0.delayed) }
        == #"{"class":"A","queue":"q","args":[]}"#)
  }

  @Test(arguments: [
    #"{"class":"A","args":[]/*c*/}"#, #"{"class":"A","args":["\q"]}"#, #"{"class":"A","args":["\udc00"]}"#,
  ])
  func `what a stricter parser refuses has no next attempt`(json: String) throws {
    #expect(dialect.nextAttempt(of: try dialect.read(bytes(json)), queue: "q", after: failure) == nil)
  }

  @Test(arguments: [
    (#"{"class":"A","args":[]}"#, MalformedPayload.noQueue), (#"{"class":"A","args":[],"queue":""}"#, .noQueue),
    (#"{"class":"A","args":[],"queue":5}"#, .noQueue), (#"{"args":[],"queue":"q"}"#, .noClass),
    (#"{"class":"","args":[],"queue":"q"}"#, .emptyClass), (#"{"class":7,"queue":"q"}"#, .classNotString(.number)),
    ("[1]", .notObject(.array)), ("", .empty),
  ])
  func `what names no job or no queue is refused`(json: String, error: MalformedPayload) {
    #expect(throws: error) { try dialect.readDelayed(bytes(json)) }
  }

  @Test func `what would end a Ruby scheduler is refused`() {
    let broken = bytes(#"{"class":"A","args":["#) + [0x22, 0xFF, 0x22] + bytes(#"],"queue":"q"}"#)
    #expect(throws: MalformedPayload.invalidUTF8(offset: 22)) { try dialect.readDelayed(broken) }
    #expect(throws: MalformedPayload.self) { try dialect.readDelayed(bytes("{broken")) }
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(throws: MalformedPayload.tooDeep(offset: 119)) {
      try dialect.readDelayed(bytes(#"{"class":"A","args":\#(deep),"queue":"q"}"#))
    }
  }
}
