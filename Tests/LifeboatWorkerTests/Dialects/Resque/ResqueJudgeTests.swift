import LifeboatFormat
import Testing

@testable import LifeboatWorker

@Suite struct ResqueJudgeTests {
  private let dialect = ResqueDialect()

  private func job(
    _ payload: String = payload("A", "[1]"), _ reading: RetryCounter.Reading? = RetryCounter.Reading.none
  )
    throws -> LeasedJob
  {
    LeasedJob(
      sequence: 1, queue: "q", rank: 0, payload: bytes(payload),
      record: .success(try dialect.read(bytes(payload))), incarnation: 1,
      counter: reading.map { RetryCounter(key: "c", failureKey: "f", reading: $0) })
  }

  private func retry(_ job: LeasedJob, _ policy: RetryPolicy?) -> Retry? {
    let failure = JobFailure(
      error: Refusal(), report: FailureReport(exception: "Refusal", message: ""),
      options: JobOptions(retry: policy), worker: "w")
    guard case .retried(let retry) = ResqueJudge(dialect: dialect).outcome(of: job, after: failure) else { return nil }
    return retry
  }

  @Test func `without a delay the job's own bytes go back, with one they say the queue`() throws {
    let now = try #require(retry(job(), .times(1)))
    #expect(text(now.payload) == payload("A", "[1]"))
    #expect(now.milliseconds == 0)
    let later = try #require(retry(job(), .times(1, after: .milliseconds(1500))))
    #expect(text(later.payload) == #"{"class":"A","args":[1],"queue":"q"}"#)
    #expect(later.milliseconds == 1500)
    #expect(later.record?.entrySeconds == 6)
  }

  @Test(
    arguments: zip(
      [RetryCounter.Reading.none, .last(-5), .last(-1), .last(0), .last(1), .last(2), .last(.max), .unreadable],
      [1, 1, 1, 2, 3, nil, nil, nil] as [Int?]))
  func `the counter says how often it was tried, and one that says nothing ends it`(
    reading: RetryCounter.Reading, seconds: Int?
  ) throws {
    let policy = RetryPolicy(limit: 3, delays: [.seconds(1), .seconds(2), .seconds(3)])
    #expect(retry(try job(payload("A"), reading), policy)?.milliseconds == seconds.map { $0 * 1000 })
  }

  @Test func `a context's attempt is one more than the retries`() throws {
    let attempts = try [RetryCounter.Reading.none, .last(0), .last(6), .last(-3), .unreadable].map {
      try job(payload("A"), $0).attempt
    }
    #expect(attempts == [1, 2, 8, 1, 1])
    #expect(try job(payload("A"), .last(.max)).attempt == .max)
    #expect(try job(payload("A"), nil).attempt == 1)
  }

  @Test func `a class without a policy, and bytes that Ruby could not read back, are not retried`() throws {
    #expect(retry(try job(), nil) == nil)
    #expect(retry(try job(#"{"class":"A","args":[]/* */}"#), .times(3)) == nil)
  }

  @Test func `a counter is kept as long as its policy says behind the delay`() throws {
    var policy = RetryPolicy.times(1, after: .milliseconds(1500))
    #expect(retry(try job(), policy)?.record?.counterSeconds == nil)
    policy.counterExpiry = .seconds(60)
    #expect(retry(try job(), policy)?.record?.counterSeconds == 63)
    policy.delays = [.milliseconds(90_001)]
    #expect(retry(try job(), policy)?.record?.counterSeconds == 151)
    #expect(retry(try job(), policy)?.record?.entrySeconds == 181)
    policy.delays = []
    policy.counterExpiry = .zero
    #expect(retry(try job(), policy)?.record?.counterSeconds == 1)
  }

  @Test func `any duration has nanoseconds and milliseconds`() {
    let most = Duration.seconds(Int64.max) * 9
    #expect(
      [most, .zero - most, .seconds(-2), .milliseconds(1500)].map(\.nanoseconds) == [
        .max, .min, -2_000_000_000, 1_500_000_000,
      ])
    #expect(Duration.nanoseconds(Int64.max - 1).nanoseconds == .max - 1)
    #expect(Duration.nanoseconds(Int64.min + 1).nanoseconds == .min + 1)
    #expect([most, .zero - most, .milliseconds(1500)].map(\.waitMilliseconds) == [3_155_760_000_000, 0, 1500])
  }

  @Test func `a delay of ages is cut to a century, a negative one is none`() throws {
    #expect(retry(try job(), .times(1, after: .seconds(Int64.max)))?.milliseconds == 3_155_760_000_000)
    #expect(retry(try job(), .times(1, after: .seconds(-5)))?.milliseconds == 0)
    let decided = RetryPolicy(limit: 1) { _, _, _ in .retry(after: .seconds(Int64.max) * 2) }
    #expect(retry(try job(), decided)?.milliseconds == 3_155_760_000_000)
  }
}
