import Testing

@testable import LifeboatFormat

@Suite struct SidekiqPayloadTests {
  private func job(_ json: String) throws -> SidekiqPayload { try SidekiqPayload(bytes(json)) }

  /// A job of class A without arguments and with some more fields.
  private func job(with fields: String) throws -> SidekiqPayload { try job(#"{"class":"A","args":[],\#(fields)}"#) }

  @Test func `every captured new job is read`() throws {
    let lines = SidekiqCaptures.lines("producer")
    #expect(lines.count == 165)
    for line in lines {
      let job = try SidekiqPayload(line.before)
      #expect(job.jid?.isEmpty == false && job.arguments?.kind == .array, "\(line.operation)")
      #expect(job.attempt == 1 && job.failures == .none && job.retryCount == nil)
      // One that Ruby puts into the schedule as it is, and one whose enqueuer chose a time.
      guard !["mixed_queue_push_raw", "client_push_all_options"].contains(line.operation) else { continue }
      #expect(job.createdAt.map { $0.seconds / 1_000_000 } == 1_795, "\(line.operation)")
    }
  }

  @Test func `every captured Active Job is read, whatever its wrapper is called`() throws {
    var wrappers: Set<String> = []
    for line in SidekiqCaptures.lines("activejob") {
      let job = try SidekiqPayload(line.before)
      guard let wrapped = job.wrapped else { continue }
      wrappers.insert(job.className)
      #expect(ActiveJobEnvelope.isSidekiqWrapper(job.className))
      #expect(try ActiveJobEnvelope(wrapperArguments: job.arguments).className == wrapped)
      #expect(job.displayClass == wrapped)
    }
    #expect(wrappers == [ActiveJobEnvelope.sidekiqWrapper, ActiveJobEnvelope.newSidekiqWrapper])
  }

  @Test func `what a Ruby server ran is read, what it could not parse or lost is malformed`() throws {
    var ran = 0
    var refused: [String: Int] = [:]
    for line in SidekiqCaptures.lines("payload") {
      let name = line.operation.dropFirst("payload/".count)
      // Ours to refuse though Ruby runs them: it could not write them again. A class that is null has no handler.
      let isRefused = ["args_object", "args_string", "invalid_utf8", "class_null"].contains(name)
      // Jobs that Ruby loses when they fail run here: the failure is mended or kept raw.
      let isMended = ["fail_retry_count_string", "fail_retry_for_string", "numbers_reserialised"].contains(name)
      let isReadByOurs = (try? SidekiqPayload(line.before)) != nil
      switch line.outcome {
      case "done", "retry", "failed-no-retry", "dead":
        #expect(isReadByOurs == !(isRefused || name == "empty_object"), "\(line.version) \(name)")
        if isReadByOurs { ran += 1 }
      case let outcome where outcome.hasPrefix("LOST"), let outcome where outcome.hasPrefix("dead"):
        // Only json 2.21 refuses an unknown escape.
        let isLoose = name == "escaped_slash_and_unknown_escape"
        let isMissingTime = name == "fail_retry_count_no_failed_at_with_retry_for"
        #expect(isReadByOurs == (isMended || isLoose || isMissingTime), "\(line.version) \(name) \(outcome)")
        refused[outcome, default: 0] += 1
      default: Issue.record("\(name): \(line.outcome)")
      }
    }
    #expect(ran > 50 && refused.count == 2, "\(ran) \(refused)")
  }

  @Test func `only the class must be there`() throws {
    let job = try job(#"{"class":"A::B"}"#)
    #expect(job.className == "A::B" && job.displayClass == "A::B")
    #expect(job.arguments == nil && job.jid == nil && job.queue == nil && job.wrapped == nil)
    #expect(job.createdAt == nil && job.enqueuedAt == nil && job.failedAt == nil && job.retriedAt == nil)
    #expect(job.retry == .missing && job.failures == .none && job.attempt == 1)
    #expect(job.tags.isEmpty && job.backtrace == .none && job.retryQueue == nil && job.retryFor == nil)
    #expect(job.dead && !job.isBatch && !job.isEncrypted && job.expiresIn == nil)
    #expect(job.errorClass == nil && job.errorMessage == nil && job.errorBacktrace == nil)
    #expect(try self.job(#"{"class":"A","args":null}"#).arguments == nil)
  }

  @Test func `every field is read`() throws {
    let job = try job(
      with: #""jid":"j","queue":"a b","wrapped":"W","created_at":1.5,"enqueued_at":1795252275948,"failed_at":2.0,"#
        + #""retried_at":3.25,"tags":["x",5,"é"],"retry_queue":"low","retry_for":3600,"dead":false,"bid":"b","#
        + #""encrypt":true,"expires_in":60,"error_class":"E","error_message":"m\u0000","error_backtrace":"e","#
        + #""backtrace":true,"retry":3,"retry_count":4"#)
    #expect(job.jid == "j" && job.queue == "a b" && job.wrapped == "W" && job.displayClass == "W")
    #expect(job.createdAt?.text == "1.5" && job.enqueuedAt?.text == "1795252275.948")
    #expect(job.failedAt?.text == "2.0" && job.retriedAt?.text == "3.25")
    #expect(job.tags == ["x", "é"] && job.retryQueue == "low" && job.retryFor == 3_600 && job.expiresIn == 60)
    #expect(!job.dead && job.isBatch && job.isEncrypted)
    #expect(job.errorClass == "E" && job.errorMessage == "m\0" && job.errorBacktrace == "e")
    #expect(job.backtrace == .all && job.retry == .limit(3) && job.retryCount == 4 && job.attempt == 6)
  }

  @Test(arguments: [
    ("null", 1), ("false", 1), ("-1", 1), ("-2", 1), ("-9223372036854775808", 1), ("0", 2), ("24", 26), ("1.0", 3),
    ("1.9", 3), ("9223372036854775806", Int.max), ("9223372036854775807", Int.max),
  ])
  func `the attempt is one after first run and failures`(count: String, attempt: Int) throws {
    #expect(try job(with: #""retry_count":\#(count)"#).attempt == attempt)
  }

  @Test(arguments: [#""3""#, "true", "[]", "{}", "99999999999999999999", "1e400", "-99999999999999999999"])
  func `a retry count that is no number of ours is unreadable`(count: String) throws {
    let job = try job(with: #""retry_count":\#(count)"#)
    #expect(job.failures == .unreadable)
    #expect(job.retryCount == nil && job.attempt == 1)
  }

  @Test func `the last of equal keys counts, however it is escaped`() throws {
    let job = try job(
      with: #""jid":"a","ji\u0064":"b","retry_count":5,"\u0072etry_count":1,"jid2":"c","bid":1,"bid":null"#)
    #expect(job.jid == "b" && job.retryCount == 1 && !job.isBatch)
    let nested = try self.job(with: #""x":{"jid":"n","retry_count":9},"jid":7"#)
    #expect(nested.jid == nil && nested.failures == .none)
  }

  @Test func `what cannot be run says why`() {
    #expect(throws: MalformedPayload.noClass) { try job("{}") }
    #expect(throws: MalformedPayload.classNotString(.null)) { try job(#"{"class":null}"#) }
    #expect(throws: MalformedPayload.emptyClass) { try job(#"{"class":""}"#) }
    #expect(throws: MalformedPayload.argsNotArray(.object)) { try job(#"{"class":"A","args":{}}"#) }
    #expect(throws: MalformedPayload.argsNotArray(.string)) { try job(#"{"class":"A","args":"x"}"#) }
    #expect(throws: MalformedPayload.notObject(.array)) { try job("[1]") }
    #expect(throws: MalformedPayload.invalidUTF8(offset: 11)) {
      try SidekiqPayload(bytes(#"{"class":"A"#) + [0xFF] + bytes("\"}"))
    }
  }
}
