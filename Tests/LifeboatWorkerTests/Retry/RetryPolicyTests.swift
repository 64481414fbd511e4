import Testing

@testable import LifeboatWorker

@Suite struct RetryPolicyTests {
  /// The delays in seconds of one failure after the other; `nil` for giving up.
  private func delays(_ policy: RetryPolicy, _ count: Int) -> [Int64?] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { retries in
      switch policy.decision(for: Refusal(), retries: retries, using: &generator) {
      case .giveUp: nil
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
