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
