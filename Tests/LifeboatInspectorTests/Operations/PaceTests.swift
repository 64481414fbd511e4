import LifeboatInspector
import Testing

/// What a rate allows, on a clock that the test turns.
@Suite struct PaceTests {
  /// Sends for a while, each step as long as told, and waits as told.
  ///
  /// - Returns: how many were sent.
  private func send(
    at rate: Double, for length: Duration, step: Duration, oversleep: Duration = .zero, atMost most: Int = 500
  ) -> Int {
    let start = ContinuousClock.now
    var now = start
    var pace = Pace(rate: rate, at: now)
    var sent = 0
    while start.duration(to: now) < length {
      let allowed = min(most, pace.allowance(at: now))
      guard allowed > 0 else {
        let wait = pace.wait(at: now)
        #expect(wait > .zero, "nothing is allowed, and nothing to wait for")
        now += wait + oversleep
        continue
      }
      now += step
      pace.spend(allowed)
      sent += allowed
    }
    return sent
  }

  @Test(arguments: [0.5, 1, 5, 200.0 / 60, 7.3, 200, 1_000, 20_000])
  func `a rate is kept within 5 %`(rate: Double) {
    let seconds = max(20, 60 / rate)
    let sent = Double(send(at: rate, for: .seconds(seconds), step: .milliseconds(1)))
    #expect(abs(sent / (rate * seconds) - 1) < 0.05, "\(sent) in \(seconds) s")
  }

  @Test(arguments: [Duration.milliseconds(30), .milliseconds(150), .milliseconds(400)])
  func `a rate is kept when steps are slow and sleeps too long`(step: Duration) {
    let sent = Double(send(at: 200, for: .seconds(30), step: step, oversleep: .milliseconds(20)))
    #expect(abs(sent / 6_000 - 1) < 0.05, "\(sent)")
  }

  @Test func `after an hour asleep no more is sent at once than half a second makes`() {
    let start = ContinuousClock.now
    var pace = Pace(rate: 200, at: start)
    pace.spend(pace.allowance(at: start))
    #expect(pace.allowance(at: start + .seconds(3_600)) == 120)
  }

  @Test func `the first portion goes at once, a single one at a low rate`() {
    let start = ContinuousClock.now
    var slow = Pace(rate: 1.0 / 60, at: start)
    #expect(slow.allowance(at: start) == 1)
    slow.spend(1)
    #expect(slow.allowance(at: start + .seconds(59)) == 0)
    #expect(slow.wait(at: start + .seconds(59)) < .seconds(1.001))
    #expect(slow.allowance(at: start + .seconds(60)) == 1)
    var fast = Pace(rate: 200, at: start)
    #expect(fast.allowance(at: start) == 20)
  }

  @Test func `a step that sent less than it was allowed leaves the rest`() {
    let start = ContinuousClock.now
    var pace = Pace(rate: 20_000, at: start)
    #expect(pace.allowance(at: start) == 2_000)
    pace.spend(500)
    #expect(pace.allowance(at: start + .milliseconds(25)) == 2_000)
  }

  @Test func `a clock that goes back changes nothing`() {
    let start = ContinuousClock.now
    var pace = Pace(rate: 10, at: start)
    pace.spend(1)
    #expect(pace.allowance(at: start - .seconds(5)) == 0)
    #expect(pace.allowance(at: start + .milliseconds(100)) == 1)
  }
}
