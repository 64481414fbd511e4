import Testing

@testable import LifeboatWorker

@Suite struct RetryPolicyTests {
  /// The delays in seconds of one failure after the other; `nil` for giving up.
  private func delays(_ policy: RetryPolicy, _ count: Int) -> [Int64?] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { retries in
      switch policy.decision(for: Refusal(), retries: retries, using: &generator) {
      case .giveUp, .discard: nil
      case .retry(let after), .retryUncounted(let after): after.components.seconds
      }
    }
  }

  @Test func `one retry at once is the default, as in Ruby`() {
    #expect(delays(RetryPolicy(), 3) == [0, nil, nil])
  }

  @Test func `a limit of none never retries, no limit always does`() {
    #expect(delays(RetryPolicy(limit: 0), 1) == [nil])
    #expect(delays(RetryPolicy(limit: nil, delays: [.seconds(1), .seconds(5)]), 4) == [1, 5, 5, 5])
  }

  @Test func `the exponential form has Ruby's steps`() {
    #expect(delays(.exponential, 7) == [0, 60, 600, 3600, 10_800, 21_600, nil])
  }

  @Test func `jitter stays in its range`() {
    let policy = RetryPolicy(limit: nil, delays: [.seconds(1000)], jitter: 0.5...1.5)
    let delays = delays(policy, 200).compactMap(\.self)
    #expect(delays.allSatisfy { (500...1500).contains($0) })
    #expect(Set(delays).count > 10)
  }

  @Test(arguments: [1e299...1e300, 1e300...1e300])
  func `jitter beyond all bounds makes a century of any delay`(jitter: ClosedRange<Double>) {
    let policy = RetryPolicy(limit: nil, delays: [.milliseconds(1), .seconds(Int64.max)], jitter: jitter)
    #expect(delays(policy, 3) == [3_155_760_000, 3_155_760_000, 3_155_760_000])
    let zero = RetryPolicy(limit: nil, delays: [.zero], jitter: jitter)
    #expect(delays(zero, 1) == [0])
  }

  @Test func `what makes no sense in a policy is said, each in a sentence`() {
    let odd = RetryPolicy(
      limit: -1, delays: [.seconds(1), .seconds(-5), .seconds(-7)],
      jitter: -0.5...2)
    #expect(
      odd.problems(of: "Odd") == [
        "Odd has a limit of -1 retries; expected 0 or more, or nil for no limit",
        "Odd has a retry delay of -5s; expected 0s or more",
        "Odd has a jitter from -0.5 to 2.0; expected finite numbers of 0 or more",
      ])
  }

  @Test(arguments: [-0.5...1, 0 ... .infinity, -.infinity...1])
  func `jitter is of finite numbers, none negative`(jitter: ClosedRange<Double>) {
    #expect(RetryPolicy(jitter: jitter).problems(of: "Odd").count == 1)
    #expect(RetryPolicy(jitter: 0...1e300).problems(of: "Odd") == [])
  }

  @Test func `no limit needs a last delay, or a decision`() {
    let endless = [
      "A is retried without limit and without delay, so a job that keeps failing would run all the time; give it a limit,"
        + " or a last delay of more than 0s"
    ]
    #expect(RetryPolicy(limit: nil).problems(of: "A") == endless)
    #expect(RetryPolicy(limit: nil, delays: [.seconds(1), .zero]).problems(of: "A") == endless)
    #expect(RetryPolicy(limit: nil, delays: [.seconds(1)], jitter: 0...0).problems(of: "A") == endless)
    #expect(RetryPolicy(limit: nil, delays: [.zero, .seconds(1)]).problems(of: "A") == [])
    #expect(RetryPolicy(limit: nil) { _, _, _ in .giveUp }.problems(of: "A") == [])
  }

  @Test func `what a policy decides by itself is not asked beyond the limit`() {
    let policy = RetryPolicy(limit: 2, delays: [.seconds(7)]) { _, retries, delay in
      retries == 0 ? .retryUncounted(after: delay * 2) : .giveUp
    }
    #expect(delays(policy, 3) == [14, nil, nil])
  }

  @Test func `a policy says whether a retry may wait`() {
    #expect(!RetryPolicy().mayDelay)
    #expect(!RetryPolicy.times(3).mayDelay)
    #expect(RetryPolicy.exponential.mayDelay)
    #expect(RetryPolicy(limit: 1) { _, _, _ in .giveUp }.mayDelay)
  }
}
