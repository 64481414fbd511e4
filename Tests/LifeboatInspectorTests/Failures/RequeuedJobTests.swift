import LifeboatFormat
import LifeboatInspector
import Testing

/// The bytes of jobs on their way back to work.
@Suite struct RequeuedJobTests {
  private let now = SidekiqTime(microseconds: 1_795_252_255_250_000)
  private let resque = ResqueDialect(namespace: "app")
  private let sidekiq = SidekiqDialect()

  private func requeued(
    _ entry: String, in set: String, _ dialect: any InspectorDialect, dueAt: Int? = nil,
    _ edit: (inout RequeueChange) -> Void = { _ in }
  ) throws(RequeueObstacle) -> RequeuedJob {
    var change = RequeueChange()
    edit(&change)
    let stored = StoredFailure(set: set, bytes: Array(entry.utf8))
    return try dialect.requeued(dialect.record(stored), change, dueAt: dueAt, at: now)
  }

  private func entry(_ payload: String, queue: String = "mail") -> String {
    String(
      decoding: ResqueFailure.encode(
        payload: Array(payload.utf8), queue: queue, worker: "h:1:mail", exception: "E", error: "no", failedAt: 0),
      as: UTF8.self)
  }

  private func obstacle(
    _ entry: String, in set: String, _ dialect: any InspectorDialect, dueAt: Int? = nil,
    _ edit: (inout RequeueChange) -> Void = { _ in }
  ) -> String? {
    do throws(RequeueObstacle) {
      _ = try requeued(entry, in: set, dialect, dueAt: dueAt, edit)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    #"{"class":"A","args":[1.50,"\/",18446744073709551616]}"#, #" {"class":"A"} "#, #"{"class":"A","args":["\q"]/**/}"#,
  ])
  func `a job of Resque's goes back with its own bytes, also those that were kept as Base64`(job: String) throws {
    let plain = try requeued(entry(job, queue: "a b:c,😀"), in: "failed", resque)
    #expect(plain == RequeuedJob(queue: "a b:c,😀", bytes: Array(job.utf8)))
    let moved = try requeued(entry(job), in: "failed", resque) { $0.queue = "slow" }
    #expect(moved == RequeuedJob(queue: "slow", bytes: Array(job.utf8)))
  }

  @Test func `a job of Resque's that is due later says its queue, and only in a form that Ruby can read`() throws {
    let later = try requeued(entry(#"{"class":"A","args":[1.0]}"#), in: "failed", resque, dueAt: 77) {
      $0.queue = "slow"
    }
    #expect(String(decoding: later.bytes, as: UTF8.self) == #"{"class":"A","args":[1.0],"queue":"slow"}"#)
    #expect(later.dueAt == 77 && later.queue == "slow" && later.kept == nil && later.dropped.isEmpty)
    #expect(
      obstacle(entry(#"{"class":"A","args":["\q"]}"#), in: "failed", resque, dueAt: 77)
        == "its job is no strict JSON, at which a Ruby scheduler may end; it can only go at once")
  }

  /// The digits are those of Ruby's `Digest::SHA1.hexdigest("1-x")`.
  @Test func `resque-retry's keys go with a job that starts over`() throws {
    let job = try requeued(entry(#"{"class":"::A","args":[1,"x"]}"#), in: "failed", resque) { $0.resetsRetries = true }
    let key = "resque-retry:A:dcd001d38cbc03a246005c2195d7196bda0eeca7"
    #expect(job.dropped == ["app:" + key, "app:failure-" + key])
    let none = try requeued(entry(#"{"class":"A","args":[]}"#), in: "failed", resque) { $0.resetsRetries = true }
    #expect(none.dropped == ["app:resque-retry:A", "app:failure-resque-retry:A"])
    let wrapper = #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"A","#
    let activeJob = try requeued(entry(wrapper + #""executions":3}]}"#), in: "failed", resque) {
      $0.resetsRetries = true
    }
    #expect(String(decoding: activeJob.bytes, as: UTF8.self) == wrapper + #""executions":0}]}"#)
    #expect(activeJob.dropped.isEmpty)
  }

  @Test func `an entry that is kept is marked as Ruby marks it`() throws {
    let entry = entry(#"{"class":"A","args":[]}"#)
    let job = try requeued(entry, in: "failed", resque) { $0.keepsEntries = true }
    #expect(
      job.kept.map { String(decoding: $0, as: UTF8.self) }
        == entry.dropLast() + #","retried_at":"2026/11/21 09:10:55 UTC"}"#)
    #expect(
      obstacle(failedJob(1), in: "dead", sidekiq) { $0.keepsEntries = true }
        == "Sidekiq has no mark for an entry whose job was sent back, and would send it again")
  }

  @Test func `what cannot go back to Resque says why`() {
    let sentence = "its job is malformed, and Ruby workers would lose it or exit: "
    #expect(obstacle(entry("{}", queue: ""), in: "failed", resque) == "the entry names no queue")
    #expect(obstacle(#"{"payload":{"class":"A"}}"#, in: "failed", resque) == "the entry names no queue")
    #expect(obstacle(#"{"payload":{"class":"A"}}"#, in: "failed", resque) { $0.queue = "q" } == nil)
    for entry in [#"{"queue":"q"}"#, #"{"queue":"q","payload":[1]}"#, #"{"queue":"q","payload":null}"#] {
      #expect(obstacle(entry, in: "failed", resque) == "the entry does not hold its job")
    }
    for entry in ["", "no JSON", "[]", "\"\"", "null"] {
      #expect(obstacle(entry, in: "failed", resque) == "the entry names no queue")
    }
    #expect(
      obstacle(#"{"queue":"q","payload":{"class":5}}"#, in: "failed", resque)
        == sentence + MalformedPayload.classNotString(.number).description)
  }

  @Test(arguments: ["dead", "retry", "overflow"])
  func `a job of Sidekiq's goes back as by Ruby's hand, from each of its sets`(set: String) throws {
    let entry = (set == "overflow" ? "1795252300.5:" : "") + failedJob(1, count: 3)
    let job = try requeued(entry, in: set, sidekiq)
    let expected = failedJob(1, count: 2).replacing("1795252256.5", with: "1795252255.25")
    #expect(job.queue == "mail" && String(decoding: job.bytes, as: UTF8.self) == expected)
    let later = try requeued(entry, in: set, sidekiq, dueAt: 9) { $0.queue = "slow" }
    #expect(later.queue == "slow" && later.dueAt == 9)
    #expect(
      String(decoding: later.bytes, as: UTF8.self)
        == failedJob(1, count: 2, queue: "slow").replacing(#""enqueued_at":1795252256.5,"#, with: ""))
  }

  @Test func `what Ruby's Sidekiq would lose is refused`() {
    let sentence = "its job is malformed, and Ruby would lose it: "
    #expect(obstacle("no", in: "dead", sidekiq)?.hasPrefix(sentence) == true)
    #expect(
      obstacle(#"{"class":"A"}"#, in: "dead", sidekiq) { $0.queue = "q" } == sentence
        + MalformedPayload.noArgs.description)
  }
}
