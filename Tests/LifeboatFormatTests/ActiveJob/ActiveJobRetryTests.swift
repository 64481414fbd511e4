import Testing

@testable import LifeboatFormat

@Suite struct ActiveJobRetryTests {
  private static let versions = ["6.1", "7.1", "7.2", "8.1"]

  private func envelope(_ payload: [UInt8]) throws -> ActiveJobEnvelope {
    try #require(try ResqueDialect().read(payload).activeJob)
  }

  /// A captured payload as a worker gets it: what is delayed names its queue, too.
  private func captured(_ operation: String, _ version: String) throws -> [UInt8] {
    let line = try #require(Captures.activeJob("payload", operation)[version]?.first)
    return try Payload(line.bytes).removing("queue").bytes
  }

  /// The payload in a captured failed entry.
  private func failed(_ operation: String, _ version: String, index: Int = 0) throws -> [UInt8] {
    let line = try #require(Captures.activeJob("failure", operation)[version]?[index])
    return Array(try #require(ResqueFailure.Entry(parsing: line.bytes).payload).bytes)
  }

  /// What we make of a payload at the times that Rails wrote into the next.
  private func retried(_ payload: [UInt8], counting errors: String, like next: [UInt8]) throws -> [UInt8] {
    let times = try envelope(next)
    return try envelope(payload).retried(
      counting: errors, enqueuedAt: try #require(times.enqueuedAt),
      scheduledAt: times.scheduledAt ?? ActiveJobTime(seconds: 0))
  }

  @Test(arguments: versions)
  func `a retry's payload is the one that Rails wrote`(version: String) throws {
    let first = try captured("worker:retry_on_3_attempts:after-attempts-1", version)
    let second = try captured("worker:retry_on_3_attempts:after-attempts-2", version)
    #expect(text(try retried(first, counting: "[NetErr]", like: second)) == text(second))
    let last = try envelope(second).exhausted(counting: "[NetErr]")
    #expect(text(last) == text(try failed("worker:retry_on_3_attempts:after-attempts-3", version)))
  }

  @Test(arguments: versions)
  func `a first retry begins to count`(version: String) throws {
    for (operation, counts) in [
      ("worker:retry_on_3_attempts:after-attempts-1", #"{"[NetErr]":1}"#),
      ("worker:retry_on_two_lists:after-attempts-1", #"{"[NetErr, DeadErr]":1}"#),
    ] {
      let first = try captured(operation, version)
      let errors = try #require(try envelope(first).exceptionExecutions?.keys.first)
      let fresh = text(first).replacing(
        #""executions":1,"exception_executions":\#(counts)"#, with: #""executions":0,"exception_executions":{}"#)
      #expect(fresh != text(first))
      #expect(text(try retried(bytes(fresh), counting: errors, like: first)) == text(first))
    }
  }

  @Test(arguments: versions)
  func `each list of errors is counted by itself`(version: String) throws {
    let first = try captured("worker:retry_on_two_lists:after-attempts-1", version)
    let end = try failed("worker:retry_on_two_lists:after-attempts-3", version)
    let second = try retried(first, counting: "[ArgumentError]", like: end)
    #expect(try envelope(second).exceptionExecutions == ["[NetErr, DeadErr]": 1, "[ArgumentError]": 1])
    #expect(text(try envelope(second).exhausted(counting: "[ArgumentError]")) == text(end))
  }

  @Test func `a job that counts nothing is not made to, but for its executions`() throws {
    let minimal = #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"A"}]}"#
    let time = ActiveJobTime(seconds: 0)
    let retried = try envelope(bytes(minimal)).retried(counting: "[E]", enqueuedAt: time, scheduledAt: time)
    #expect(
      text(retried)
        == #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"A","executions":1}]}"#
    )
    let null = minimal.replacing("}]", with: #","exception_executions":null,"executions":null}]"#)
    #expect(
      text(try envelope(bytes(null)).retried(counting: "[E]", enqueuedAt: time, scheduledAt: time))
        == null.replacing(#""executions":null"#, with: #""executions":1"#))
    #expect(text(try envelope(bytes(null)).exhausted(counting: "[E]")) == null)
  }

  @Test func `what a retry does not name keeps its bytes`() throws {
    let start = #"{ "z" : 1.0 ,"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper", "args" : [ {"mine":1e5,"#
    let payload =
      start
      + #""job_class":"A","arguments":[1.50,"\/é"],"exception_executions":{ "[E]" : "x" },"executions" : 7 } ],"q":{}} "#
    let time = ActiveJobTime(seconds: 5)
    let retried = try envelope(bytes(payload)).retried(counting: "[E]", enqueuedAt: time, scheduledAt: time)
    #expect(
      text(retried) == start
        + #""job_class":"A","arguments":[1.50,"\/é"],"exception_executions":{ "[E]" : 1 },"executions" : 8 } ],"q":{}} "#
    )
  }

  @Test func `a time that was null is set with nanoseconds, in UTC`() throws {
    let payload =
      #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"A","executions":0,"#
      + #""enqueued_at":"2026-11-21T09:27:57Z","scheduled_at":null}]}"#
    let retried = try envelope(bytes(payload)).retried(
      counting: "[E]", enqueuedAt: ActiveJobTime(seconds: 60, nanoseconds: 7),
      scheduledAt: ActiveJobTime(seconds: 61, nanoseconds: 5, offset: 3_600))
    #expect(
      text(retried).hasSuffix(
        #""executions":1,"enqueued_at":"1970-01-01T00:01:00Z","scheduled_at":"1970-01-01T00:01:01.000000005Z"}]}"#))
  }

  @Test func `a job that was read from a failed entry is edited as its own payload`() throws {
    let line = try #require(
      Captures.activeJob("failure", "worker:retry_on_3_attempts:after-attempts-3")["8.1"]?.first)
    let entry = ResqueFailure.Entry(parsing: line.bytes)
    let edited = try #require(entry.activeJob).exhausted(counting: "[NetErr]")
    let payload = text(try #require(entry.payload).bytes)
    #expect(text(edited) == payload.replacing(#"{"[NetErr]":3}"#, with: #"{"[NetErr]":4}"#))
  }
}
