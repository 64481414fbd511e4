import Testing

@testable import LifeboatFormat

/// What ``SidekiqDialect`` makes of new jobs; the bytes of payloads have tests of their own.
@Suite struct SidekiqNewJobTests {
  private let dialect = SidekiqDialect()
  private let now = ActiveJobTime(seconds: 1_795_252_256, nanoseconds: 982_810_700)

  private func draft(_ arguments: String = "[1]", change: (inout JobDraft) -> Void = { _ in }) -> JobDraft {
    var draft = JobDraft(
      className: "PlainJob", arguments: bytes(arguments), queue: "default", jid: "ac382396bf19c11dc14285a3")
    change(&draft)
    return draft
  }

  @Test func `a job for now has both times, one for later only the first`() {
    let head = #"{"retry":true,"queue":"default","class":"PlainJob","args":[1],"jid":"ac382396bf19c11dc14285a3","#
    #expect(
      text(dialect.encode(draft(), at: now))
        == head + #""created_at":1795252256.9828107,"enqueued_at":1795252256.9828107}"#)
    #expect(dialect.destination(of: draft()) == .queue)
    // As Ruby's 6.4.1 stored it for `perform_in`.
    let later = draft { $0.dueAt = ActiveJobTime(seconds: 2_000_000_000, nanoseconds: 123_456_000) }
    #expect(text(dialect.encode(later, at: now)) == head + #""created_at":1795252256.9828107}"#)
    #expect(dialect.destination(of: later) == .sortedSet(key: "schedule", score: "2000000000.123456"))
    let whole = draft { $0.dueAt = ActiveJobTime(seconds: 2_000_000_000, offset: 3_600) }
    #expect(dialect.destination(of: whole) == .sortedSet(key: "schedule", score: "2000000000.0"))
  }

  @Test func `milliseconds, a namespace and the newer wrapper are there for who asks`() {
    let dialect = SidekiqDialect(
      namespace: "app:two", times: .milliseconds, activeJobWrapper: ActiveJobEnvelope.newSidekiqWrapper)
    let later = draft { $0.dueAt = ActiveJobTime(seconds: 2_000_000_000) }
    #expect(text(dialect.encode(later, at: now)).hasSuffix(#""created_at":1795252256982}"#))
    #expect(dialect.destination(of: later) == .sortedSet(key: "app:two:schedule", score: "2000000000.0"))
    let active = draft { $0.activeJob = ActiveJobOptions(jobID: "id") }
    #expect(
      text(dialect.encode(active, at: now))
        .hasPrefix(#"{"retry":true,"queue":"default","class":"Sidekiq::ActiveJob::Wrapper","wrapped":"PlainJob","#))
  }

  @Test func `an Active Job is what Rails writes, and says when it is due`() {
    var job = draft {
      $0.activeJob = ActiveJobOptions(jobID: "a-b")
      $0.sidekiq = SidekiqJobOptions(retry: .limit(2), tags: ["t"], backtrace: .lines(4))
    }
    let head =
      #"{"retry":2,"queue":"default","tags":["t"],"backtrace":4,"#
      + #""class":"ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper","wrapped":"PlainJob","args":[{"#
      + #""job_class":"PlainJob","job_id":"a-b","provider_job_id":null,"queue_name":"default","priority":null,"#
      + #""arguments":[1],"executions":0,"exception_executions":{},"locale":"en","timezone":null,"#
      + #""enqueued_at":"2026-11-21T09:10:56.982810700Z","scheduled_at":"#
    let tail = #"}],"jid":"ac382396bf19c11dc14285a3","created_at":1795252256.9828107"#
    #expect(
      text(dialect.encode(job, at: now)) == head + "null" + tail + #","enqueued_at":1795252256.9828107}"#)
    job.dueAt = ActiveJobTime(seconds: 2_000_000_000, nanoseconds: 500_000_000)
    #expect(text(dialect.encode(job, at: now)) == head + #""2033-05-18T03:33:20.500000000Z""# + tail + "}")
  }

  @Test func `ids are 24 hexadecimal digits, each another`() throws {
    let ids = try (0..<1_000).map { _ in try #require(dialect.newJobID()) }
    #expect(Set(ids).count == 1_000)
    #expect(ids.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{24}/) != nil })
    #expect(ResqueDialect().newJobID() == nil)
  }

  private func refusal(_ draft: JobDraft, in dialect: any Dialect = SidekiqDialect()) -> String? {
    do throws(RefusedDraft) { try dialect.check(draft) } catch { return error.description }
    return nil
  }

  @Test(arguments: [
    (#"{"a":1}"#, "the arguments are an object; a JSON array was expected"), ("[1", "the arguments are no JSON: "),
    ("", "the arguments are no JSON: "), ("[1]/* */", "the arguments are not strict UTF-8 JSON"),
    ("[1e999]", "the arguments have a number beyond the range of a double"),
    (
      String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
      "the arguments are nested too deep; Ruby reads 100 levels with those around them"
    ),
  ])
  func `arguments over which Ruby would lose the job are refused`(arguments: String, sentence: String) {
    #expect(refusal(draft(arguments))?.hasPrefix(sentence) == true, "\(refusal(draft(arguments)) ?? "-")")
  }

  @Test func `invalid UTF-8 is refused, and arguments nest as deep as fits into a payload`() {
    #expect(
      refusal(draft { $0.arguments = [0x5B, 0x22, 0xFF, 0x22, 0x5D] })
        == "the arguments are not strict UTF-8 JSON")
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8](repeating: UInt8(ascii: "["), count: depth) + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    }
    #expect(refusal(draft { $0.arguments = nested(99) }) == nil)
    let active = { (depth: Int) in
      draft {
        $0.arguments = nested(depth)
        $0.activeJob = ActiveJobOptions()
      }
    }
    for depth in [97, 98] {
      let isRead = (try? SidekiqPayload(dialect.encode(active(depth), at: now))) != nil
      #expect(isRead == (depth == 97))
      #expect((refusal(active(depth)) == nil) == isRead)
    }
  }

  @Test func `options that Ruby refuses, an empty id and a time of no calendar are refused`() {
    #expect(
      refusal(draft { $0.sidekiq = SidekiqJobOptions(retryFor: 1_000_000_001) })
        == "retry_for is 1000000001; seconds from 1 to 1000000000 were expected.")
    #expect(refusal(draft { $0.sidekiq = SidekiqJobOptions(retryFor: 1_000_000_000) }) == nil)
    #expect(
      refusal(draft { $0.sidekiq = SidekiqJobOptions(retryQueue: "") })
        == "retry_queue is empty; a queue's name was expected.")
    #expect(
      refusal(draft { $0.sidekiq = SidekiqJobOptions(retry: .limit(-1)) })
        == "retry is -1; a number of retries, 0 or more, was expected.")
    #expect(
      refusal(draft { $0.jid = "" }) == "its jid is empty; a text of its own was expected, or none for a random one")
    #expect(refusal(draft { $0.dueAt = ActiveJobTime(seconds: 253_402_300_799) }) == nil)
    #expect(
      refusal(draft { $0.dueAt = ActiveJobTime(seconds: 253_402_300_800) })
        == "it is due at second 253402300800 since 1970; a time up to the year 9999 was expected")
  }

  @Test func `Resque refuses by name what it has no word for`() {
    let resque = ResqueDialect()
    var job = draft { $0.jid = nil }
    #expect(refusal(job, in: resque) == nil)
    job.sidekiq = SidekiqJobOptions()
    #expect(refusal(job, in: resque) == "Resque's payloads have no word for Sidekiq's options")
    job.sidekiq = SidekiqJobOptions(
      retry: .never, tags: ["a"], backtrace: .all, retryFor: 1, retryQueue: "q", dead: false, expiresIn: 1)
    job.jid = "x"
    job.dueAt = ActiveJobTime(seconds: 2_000_000_000)
    #expect(
      refusal(job, in: resque) == "Resque's payloads have no word for retry, tags, backtrace, retry_for, retry_queue, "
        + "dead, expires_in, jid, a due time")
  }
}
