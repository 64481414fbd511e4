import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct DueTimesTests {
  private let times = DueTimes()
  private let start = ContinuousClock.now

  @Test func `nothing is due where nothing was put off`() {
    #expect(times.next == nil)
    #expect(!times.wakeup.wait(for: .zero))
  }

  @Test func `the earliest comes first, never before its time, and passes with it`() throws {
    times.note(in: .seconds(3), now: start)
    times.note(in: .seconds(1), now: start)
    let first = try #require(times.next)
    #expect(first >= start + .seconds(1) && first <= start + .seconds(1.1))
    times.pass(first)
    let second = try #require(times.next)
    #expect(second >= start + .seconds(3) && second <= start + .seconds(3.1))
    times.pass(second)
    #expect(times.next == nil)
  }

  @Test func `many jobs of one moment wake once`() {
    times.note(in: .milliseconds(500), now: start)
    #expect(times.wakeup.wait(for: .zero))
    times.note(in: .milliseconds(500), now: start)
    #expect(!times.wakeup.wait(for: .zero))
  }

  @Test func `what lies far ahead is left to the usual looks`() {
    times.note(in: .seconds(61), now: start)
    times.note(in: .seconds(Int64.max), now: start)
    #expect(times.next == nil)
  }

  @Test func `what nobody asks for does not pile up`() throws {
    for second in 0..<10_000 { times.note(in: .zero, now: start + .seconds(second)) }
    let earliest = try #require(times.next)
    #expect(earliest > start + .seconds(9000))
  }
}
