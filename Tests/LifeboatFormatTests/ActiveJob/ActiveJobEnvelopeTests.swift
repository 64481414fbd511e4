import Testing

@testable import LifeboatFormat

@Suite struct ActiveJobEnvelopeTests {
  private static let versions = ["6.1", "7.1", "7.2", "8.1"]

  private func read(_ json: String) throws -> JobRecord { try ResqueDialect().read(bytes(json)) }

  /// A wrapper's payload around these arguments.
  private func wrapped(_ arguments: String) -> String {
    #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":\#(arguments)}"#
  }

  @Test func `every captured payload of an Active Job is unwrapped`() throws {
    let lines = Captures.records("payload").filter { $0.file.hasPrefix("activejob-") }
    #expect(lines.count == 132)
    for line in lines {
      let record = try ResqueDialect().read(line.bytes)
      let envelope = try #require(record.activeJob, "\(line.operation)")
      #expect(record.bytes == line.bytes)
      #expect(record.className == envelope.className && !record.className.hasPrefix("ActiveJob::"))
      #expect(record.attempt == envelope.executions + 1)
      #expect(envelope.queueName != nil && envelope.jobID != nil)
      #expect(record.arguments?.kind == .array)
    }
  }

  @Test(arguments: versions)
  func `the fields of a captured envelope are read`(version: String) throws {
    func envelope(_ operation: String) throws -> ActiveJobEnvelope {
      let line = try #require(Captures.activeJob("payload", operation)[version]?.first)
      return try #require(try ResqueDialect().read(line.bytes).activeJob)
    }
    let localized = try envelope("locale_and_timezone")
    #expect(localized.className == "TzJob")
    #expect(localized.locale == "fr")
    #expect(localized.timeZone == "Eastern Time (US & Canada)")
    #expect(localized.exceptionExecutions == [:])
    #expect(localized.scheduledAt == nil)
    let retried = try envelope("worker:retry_on_3_attempts:after-attempts-2")
    #expect(retried.executions == 2 && retried.attempt == 3)
    #expect(retried.exceptionExecutions == ["[NetErr]": 2])
    #expect((retried.scheduledAt == nil) == (version == "6.1"))
    #expect(retried.enqueuedAt.map { $0.seconds / 3_600 } == 1_795_253_000 / 3_600)
    let uncounted = try envelope("worker:null_executions:after-attempts-1")
    #expect(uncounted.jobID == "i")
    #expect(uncounted.exceptionExecutions == nil)
    let nested = try envelope("nested_class_colon_queue")
    #expect(nested.className == "Billing::NestedJob")
    #expect(nested.queueName == "bill:ing")
  }

  @Test(arguments: Captures.records("failure").filter { $0.text.contains("JobWrapper") }.map(\.text))
  func `a captured failed entry names the job's own class`(entry: String) throws {
    let entry = ResqueFailure.Entry(parsing: bytes(entry))
    let names: Set = ["RaiseJob", "RetryJob", "RetryTwoJob", "NoSuchJob", "DeserJob", "MyJob"]
    // One was made by hand, to see what Ruby's page does: a wrapper without arguments.
    let expected = entry.activeJob == nil ? [ActiveJobEnvelope.resqueWrapper] : names
    #expect(expected.contains(try #require(entry.className)))
    #expect((entry.activeJob == nil) == (entry.payload?["args"].map { text($0.bytes) } == "[]"))
  }

  @Test func `what Rails tolerates to be missing is nothing`() throws {
    let record = try read(wrapped(#"[{"job_class":"PlainJob","arguments":[1]}]"#))
    #expect(record.className == "PlainJob")
    #expect(record.attempt == 1)
    #expect(record.arguments.map { text($0.bytes) } == "[1]")
    let envelope = try #require(record.activeJob)
    #expect(envelope.jobID == nil && envelope.queueName == nil && envelope.locale == nil && envelope.timeZone == nil)
    #expect(envelope.exceptionExecutions == nil && envelope.enqueuedAt == nil && envelope.scheduledAt == nil)
    #expect(try read(wrapped(#"[{"job_class":"A","arguments":null,"executions":null}]"#)).arguments == nil)
    #expect(try read(wrapped(#"[{"job_class":"A"}]"#)).arguments == nil)
  }

  @Test(arguments: [("3", 4), ("9223372036854775807", .max), ("-5", 1), (#""2""#, 1), ("1.5", 1), ("1e99", 1)])
  func `an odd number of executions is no obstacle`(json: String, attempt: Int) throws {
    #expect(try read(wrapped(#"[{"job_class":"A","executions":\#(json)}]"#)).attempt == attempt)
  }

  @Test(arguments: [
    ("[]", MalformedPayload.noActiveJob(nil), "first argument is missing; an object with a job_class was expected."),
    ("null", .noActiveJob(nil), "first argument is missing"), ("[5]", .noActiveJob(.number), "argument is a number;"),
    (#"["x"]"#, .noActiveJob(.string), "argument is a string;"), ("[[]]", .noActiveJob(.array), "is an array;"),
    (
      "[{}]", .noJobClass(nil),
      "The Active Job's job_class is missing; a string with the job's class name was expected."
    ),
    (#"[{"job_class":""}]"#, .noJobClass(.string), "job_class is an empty string"),
    (#"[{"job_class":7}]"#, .noJobClass(.number), "job_class is a number"),
    (#"[{"job_class":"A"},2]"#, .activeJobNotAlone, "takes one argument; the payload has more."),
    (#"[{"job_class":"A","arguments":"x"}]"#, .jobArgumentsNotArray(.string), "arguments are a string;"),
    (#"[{"job_class":"A","arguments":{}}]"#, .jobArgumentsNotArray(.object), "arguments are an object;"),
  ])
  func `what Rails could not run says what is wrong`(arguments: String, error: MalformedPayload, words: String) {
    #expect(throws: error) { try read(wrapped(arguments)) }
    #expect(error.description.contains(words), "\(error)")
    #expect(error.description.hasSuffix("."))
  }

  @Test func `a class of another name with an envelope for an argument is a plain job`() throws {
    let record = try read(#"{"class":"JobWrapper","args":[{"job_class":"A"}]}"#)
    #expect(record.className == "JobWrapper")
    #expect(record.activeJob == nil)
    #expect(record.arguments.map { text($0.bytes) } == #"[{"job_class":"A"}]"#)
    let escaped =
      #"{"class":"ActiveJob\u003a\u003aQueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"A"}]}"#
    #expect(try read(escaped).className == "A")
  }

  @Test func `a new envelope has the fields of Rails 8 in their order`() throws {
    let encoded = ActiveJobEnvelope.encode(
      className: "WelcomeJob", arguments: bytes("[1.0]"), queue: "mail é",
      options: ActiveJobOptions(jobID: "id", locale: "fr", timeZone: "Tokyo", priority: 7),
      enqueuedAt: ActiveJobTime(seconds: 1_795_253_293, nanoseconds: 980_351_516))
    #expect(
      text(encoded) == #"{"job_class":"WelcomeJob","job_id":"id","provider_job_id":null,"queue_name":"mail é","#
        + #""priority":7,"arguments":[1.0],"executions":0,"exception_executions":{},"locale":"fr","timezone":"Tokyo","#
        + #""enqueued_at":"2026-11-21T09:28:13.980351516Z","scheduled_at":null}"#)
  }

  @Test(arguments: ["7.1", "7.2", "8.1"])
  func `a captured envelope is written the same by us`(version: String) throws {
    for operation in [
      "perform_later:no_args", "perform_later:priority", "set:queue_priority", "nested_class_colon_queue",
    ] {
      let line = try #require(Captures.activeJob("payload", operation)[version]?.first)
      let envelope = try #require(try ResqueDialect().read(line.bytes).activeJob)
      let ours = ActiveJobEnvelope.encode(
        className: envelope.className, arguments: Array(try #require(envelope.arguments).bytes),
        queue: try #require(envelope.queueName),
        options: ActiveJobOptions(jobID: try #require(envelope.jobID), priority: envelope.object["priority"]?.int),
        enqueuedAt: try #require(envelope.enqueuedAt))
      #expect(text(ours) == text(envelope.object.bytes))
    }
  }

  @Test func `a job's id is a random UUID of version 4`() throws {
    var generator = SeededGenerator(state: 1)
    let ids = (0..<1_000).map { _ in ActiveJobOptions.jobID(using: &generator) }
    #expect(Set(ids).count == 1_000)
    let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    for id in ids { #expect(id.wholeMatch(of: form) != nil, "\(id)") }
    #expect(ActiveJobOptions().jobID != ActiveJobOptions().jobID)
  }
}
