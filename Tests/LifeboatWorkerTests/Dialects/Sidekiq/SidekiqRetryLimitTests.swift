import LifeboatFormat
import Testing

@testable import LifeboatWorker

/// How often a job of Sidekiq's is retried, and who says so.
@Suite struct SidekiqRetryLimitTests {
  /// Whether a job that was retried `count` times is retried again.
  private func isRetried(_ retry: String, count: Int, policy: RetryPolicy? = nil, maxRetries: Int = 25) throws -> Bool {
    let dialect = SidekiqDialect(maxRetries: maxRetries)
    let payload = bytes(#"{"class":"A","args":[],\#(retry)"jid":"j","failed_at":1.5,"retry_count":\#(count - 1)}"#)
    let job = LeasedJob(
      sequence: 1, queue: "q", rank: 0, payload: payload,
      record: .success(try dialect.read(payload)), incarnation: 1)
    let failure = JobFailure(
      error: Refusal(), report: FailureReport(exception: "Refusal", message: ""), options: JobOptions(retry: policy),
      worker: "w")
    guard case .retried = SidekiqJudge(dialect: dialect).outcome(of: job, after: failure) else { return false }
    return true
  }

  @Test(arguments: ["", #""retry":true,"#, #""retry":null,"#])
  func `a payload without a number is retried as often as the app says, 25 times unless it does`(retry: String) throws {
    #expect(try isRetried(retry, count: 24) && !isRetried(retry, count: 25))
    #expect(try isRetried(retry, count: 3, maxRetries: 4) && !isRetried(retry, count: 4, maxRetries: 4))
    #expect(try !isRetried(retry, count: 0, maxRetries: 0))
  }

  @Test func `a number in the payload wins, then that of the class`() throws {
    let own = #""retry":6,"#
    #expect(try isRetried(own, count: 5, policy: .times(2), maxRetries: 4))
    #expect(try !isRetried(own, count: 6, policy: .times(9), maxRetries: 30))
    #expect(try isRetried("", count: 1, policy: .times(2), maxRetries: 1))
    #expect(try !isRetried("", count: 2, policy: .times(2), maxRetries: 30))
    #expect(try isRetried("", count: 99, policy: RetryPolicy(limit: nil, delays: [.seconds(1)]), maxRetries: 1))
  }
}
