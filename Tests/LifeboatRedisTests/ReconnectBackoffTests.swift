import LifeboatRedis
import Testing

struct ReconnectBackoffTests {
  /// Gives one number for ever.
  private struct Constant: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { value }
  }

  @Test func `the limit doubles up to the cap and starts over after a success`() {
    var backoff = ReconnectBackoff(base: .milliseconds(100), cap: .seconds(1))
    var highest = Constant(value: .max)
    let waits = (0..<6).map { _ in backoff.next(using: &highest) }
    for (wait, expected) in zip(waits, [100, 200, 400, 800, 1_000, 1_000]) {
      #expect(wait <= .milliseconds(expected) && wait > .milliseconds(expected - 1))
    }
    #expect(backoff.attempts == 6)
    backoff.reset()
    #expect(backoff.next(using: &highest) <= .milliseconds(100))
  }

  /// A thousand that lost the same Redis at once, each with its own draws: nowhere do many come back together.
  @Test(arguments: [2, 6]) func `those who come back are spread over the whole limit`(attempt: Int) {
    var generator = Seeded(state: 42)
    let waits = (0..<1_000).map { _ in
      var backoff = ReconnectBackoff(base: .milliseconds(50), cap: .seconds(2))
      for _ in 1..<attempt { _ = backoff.next(using: &generator) }
      return backoff.next(using: &generator)
    }
    let limit = min(.seconds(2), Duration.milliseconds(50) * (1 << (attempt - 1)))
    var shares = [Int](repeating: 0, count: 10)
    for wait in waits { shares[min(9, Int(wait / limit * 10))] += 1 }
    #expect(shares.allSatisfy { (70...130).contains($0) }, "\(shares)")
    #expect(Set(waits).count > 990)
  }

  /// SplitMix64: the same numbers in every run.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test func `no wait is negative or over the cap, however many there were`() {
    var backoff = ReconnectBackoff(base: .seconds(1), cap: .seconds(30))
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let wait = backoff.next(using: &random)
      #expect(wait >= .zero && wait <= .seconds(30))
    }
    var lowest = Constant(value: 0)
    #expect(backoff.next(using: &lowest) == .zero)
  }
}
