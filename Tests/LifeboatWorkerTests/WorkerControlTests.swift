import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct WorkerControlTests {
  private let control = WorkerControl()

  private var deadline: SuspendingClock.Instant? {
    if case .stopping(let deadline) = control.mode { deadline } else { nil }
  }

  @Test func `quiet and resume turn each other round, and wake the leaser`() {
    #expect(control.mode == .working)
    #expect(!control.resume())
    #expect(control.quiet())
    #expect(!control.quiet())
    #expect(control.mode == .quiet)
    #expect(control.leaser.wait(for: .zero))
    #expect(control.resume())
    #expect(control.mode == .working)
    #expect(control.leaser.wait(for: .zero))
    #expect(!control.isStopping)
  }

  @Test func `a stop is final`() {
    control.stop(within: nil)
    control.resume()
    control.quiet()
    #expect(control.mode == .stopping(deadline: nil))
    #expect(control.isStopping)
  }

  @Test func `a later stop may shorten the time, never lengthen it`() throws {
    control.stop(within: nil)
    control.stop(within: .seconds(100))
    let first = try #require(deadline)
    control.stop(within: .seconds(200))
    control.stop(within: nil)
    #expect(deadline == first)
    control.stop(within: .zero)
    #expect(try #require(deadline) < first)
  }

  @Test func `a loss counts for that incarnation and those before it`() {
    #expect(!control.isLost(ordinal: 1))
    control.reportLost(ordinal: 2)
    control.reportLost(ordinal: 1)
    #expect(control.isLost(ordinal: 1) && control.isLost(ordinal: 2))
    #expect(!control.isLost(ordinal: 3))
  }

  @Test func `a recheck is asked for once`() {
    #expect(!control.takeRecheck())
    control.askRecheck()
    control.askRecheck()
    #expect(control.takeRecheck())
    #expect(!control.takeRecheck())
  }
}
