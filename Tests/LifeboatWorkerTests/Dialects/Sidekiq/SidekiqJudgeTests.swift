import LifeboatFormat
import Testing

@testable import LifeboatWorker

/// What the policy of a class adds to what the payload says.
struct SidekiqJudgeTests {
  private let dialect = SidekiqDialect()

  private func outcome(
    _ payload: String, _ policy: RetryPolicy?, error: any Error = Refusal(), report: FailureReport? = nil
  ) throws -> Outcome {
    let job = LeasedJob(
      sequence: 1, queue: "q", rank: 0, payload: bytes(payload),
      record: .success(try dialect.read(bytes(payload))), incarnation: 1)
    return SidekiqJudge(dialect: dialect).outcome(
      of: job,
      after: JobFailure(
        error: error, report: report ?? FailureReport(error), options: JobOptions(retry: policy), worker: "w"))
  }

  private func retry(_ payload: String, _ policy: RetryPolicy?) throws -> Retry? {
    guard case .retried(let retry) = try outcome(payload, policy) else { return nil }
    return retry
  }

  private func failed(_ count: Int, retry: String = "true", _ rest: String = "") -> String {
    sidekiqJob("A", retry: retry, with: #""retry_count":\#(count),"failed_at":1795252255.5"# + rest)
  }

  @Test(arguments: [
    ("true", 2, true), ("true", 1, true), ("true", 0, false), ("5", 0, true), ("0", 9, false), ("false", 9, false),
    ("null", 0, false), ("null", 1, true),
  ])
  func `the policy's limit counts where the payload sets no number`(setting: String, limit: Int, isRetried: Bool) throws
  {
    #expect((try retry(sidekiqJob("A", retry: setting), RetryPolicy(limit: limit)) != nil) == isRetried)
  }

  @Test func `a policy without limit ends at no number`() throws {
    let policy = RetryPolicy(limit: nil, delays: [.seconds(5)])
    #expect(try retry(failed(1000), policy)?.milliseconds == 5000)
    #expect(try retry(failed(1000, retry: "25"), policy) == nil)
  }

  @Test func `the policy's delays go before Sidekiq's, each retry has its own, and the last repeats`() throws {
    let policy = RetryPolicy(limit: 9, delays: [.seconds(1), .seconds(2)])
    #expect(try retry(sidekiqJob("A"), policy)?.milliseconds == 1000)
    #expect(try retry(failed(0), policy)?.milliseconds == 2000)
    #expect(try retry(failed(5), policy)?.milliseconds == 2000)
    let usual = try #require(try retry(failed(2), RetryPolicy(limit: 9))?.milliseconds)
    #expect((96_000...135_000).contains(usual))
  }

  @Test func `a decision ends a job, drops it, or lets an attempt not count`() throws {
    func policy(_ decision: RetryPolicy.Decision) -> RetryPolicy {
      RetryPolicy(limit: 3, decide: { _, _, _ in decision })
    }
    guard case .failed(let entry) = try outcome(failed(0), policy(.kill)) else { throw Refusal() }
    #expect(try SidekiqPayload(entry).retryCount == 1)
    #expect(try outcome(failed(0, #","dead":false"#), policy(.kill)) == .dropped)
    #expect(try outcome(failed(0), policy(.discard)) == .dropped)
    let again = try #require(try retry(failed(1), policy(.retryUncounted(after: .seconds(7)))))
    #expect(again.milliseconds == 7000)
    #expect(try SidekiqPayload(again.payload).retryCount == 1)
    let first = try #require(try retry(sidekiqJob("A"), policy(.retryUncounted(after: .zero))))
    #expect(try SidekiqPayload(first.payload).retryCount == -1)
    #expect(try SidekiqPayload(first.payload).attempt == 1)
  }

  @Test func `a job that never ran is kept even where its payload or its class would drop it`() throws {
    let error = UnknownClass(className: "A", near: [])
    for setting in ["false", "0"] {
      guard case .failed = try outcome(sidekiqJob("A", retry: setting, with: #""dead":false"#), nil, error: error)
      else {
        Issue.record("dropped with \(setting)")
        return
      }
    }
  }

  @Test(arguments: [("true", ["one", "two", "three"]), ("2", ["one", "two"]), ("0", []), ("-1", ["one", "two"])])
  func `a command's last lines are its backtrace where the job wants one`(setting: String, expected: [String]) throws {
    let report = FailureReport(.commandFailed, "one\ntwo\nthree")
    let job = sidekiqJob("A", with: #""backtrace":\#(setting)"#)
    guard case .retried(let retry) = try outcome(job, nil, error: CommandFailure(report: report)) else {
      throw Refusal()
    }
    let entry = try SidekiqPayload(retry.payload)
    #expect(try entry.errorBacktrace.map(SidekiqBacktrace.decode) == expected)
    #expect(entry.errorMessage == "one\ntwo\nthree")
  }

  @Test func `a backtrace holds no tags, since Ruby's pages take it for HTML, and the message stays as it is`() throws {
    let message = "<script>alert(1)</script>\n<\u{301}b> & 1 > 0"
    let report = FailureReport(.commandFailed, message)
    let job = sidekiqJob("A", with: #""backtrace":true"#)
    guard case .retried(let retry) = try outcome(job, nil, error: CommandFailure(report: report)) else {
      throw Refusal()
    }
    let entry = try SidekiqPayload(retry.payload)
    #expect(
      try entry.errorBacktrace.map(SidekiqBacktrace.decode) == [
        "‹script>alert(1)‹/script>", "‹\u{301}b> & 1 > 0",
      ])
    #expect(entry.errorMessage == message)
  }

  @Test func `a job that wants no backtrace has none`() throws {
    let report = FailureReport(.commandFailed, "one\ntwo")
    for rest in ["", #""backtrace":false"#, #""backtrace":null"#] {
      let outcome = try outcome(sidekiqJob("A", with: rest), nil, error: CommandFailure(report: report))
      guard case .retried(let retry) = outcome else { throw Refusal() }
      #expect(try SidekiqPayload(retry.payload).errorBacktrace == nil)
    }
  }
}
