import Testing

@testable import LifeboatCommand

/// How fast something goes, on a clock that the test turns.
@Suite struct RecentRateTests {
  private let start = ContinuousClock.now

  @Test func `a rate is told once it is more than chance`() {
    var rate = RecentRate()
    rate.note(0, at: start)
    #expect(rate.perSecond == nil)
    rate.note(100, at: start + .milliseconds(300))
    #expect(rate.perSecond == nil)
    rate.note(200, at: start + .milliseconds(500))
    #expect(rate.perSecond == 400)
  }

  @Test func `what is long ago does not count`() throws {
    var rate = RecentRate()
    for second in 0..<20 { rate.note(second < 10 ? 0 : (second - 9) * 100, at: start + .seconds(second)) }
    #expect(try #require(rate.perSecond) == 100)
  }

  @Test func `slow work has a rate too`() throws {
    var rate = RecentRate()
    for minute in 0..<5 { rate.note(minute, at: start + .seconds(60 * minute)) }
    #expect(try #require(rate.perSecond) == 1.0 / 60)
  }

  @Test func `a count that begins again begins a new rate`() {
    var rate = RecentRate()
    rate.note(1_000, at: start)
    rate.note(2_000, at: start + .seconds(1))
    rate.note(0, at: start + .seconds(2))
    #expect(rate.perSecond == nil)
  }
}
