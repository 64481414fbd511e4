import Testing

@testable import LifeboatWorker

struct StreamStartsTests {
  private let now = ContinuousClock.now

  @Test func `until one works only one is started, then all`() {
    let starts = StreamStarts(delays: .milliseconds(100) ... .seconds(30))
    #expect(starts.allowance(missing: 4, starting: 0, ready: 0, now) == 1)
    #expect(starts.allowance(missing: 3, starting: 1, ready: 0, now) == 0)
    #expect(starts.allowance(missing: 3, starting: 0, ready: 1, now) == 3)
    #expect(starts.allowance(missing: 0, starting: 0, ready: 4, now) == 0)
  }

  @Test func `failures in a row wait longer and longer, up to the longest`() {
    var starts = StreamStarts(delays: .milliseconds(100) ... .seconds(30))
    let delays = (0..<12).map { _ in starts.noteFailure(now, chance: 0.5) }
    #expect(delays.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
    #expect(delays.suffix(2) == [.seconds(30), .seconds(30)])
    #expect(starts.allowance(missing: 4, starting: 0, ready: 3, now + .seconds(29)) == 0)
    #expect(starts.allowance(missing: 4, starting: 0, ready: 3, now + .seconds(30)) == 1)
  }

  @Test func `the wait is spread by a quarter to both sides, and an answered job ends it`() {
    var starts = StreamStarts(delays: .milliseconds(100) ... .seconds(30))
    #expect(starts.noteFailure(now, chance: 0) == .milliseconds(75))
    starts.noteSuccess()
    #expect(starts.noteFailure(now, chance: 1) == .milliseconds(125))
    starts.noteSuccess()
    #expect(starts.allowance(missing: 2, starting: 0, ready: 1, now) == 2)
  }

  @Test func `a child has more jobs at once the quicker they are`() {
    var ahead = StreamAhead()
    #expect(ahead.depth == 1)
    ahead.measured(.milliseconds(1))
    #expect(ahead.depth == 10)
    for _ in 0..<100 { ahead.measured(.microseconds(1)) }
    #expect(ahead.depth == 64)
    for _ in 0..<100 { ahead.measured(.seconds(1)) }
    #expect(ahead.depth == 1)
  }
}
