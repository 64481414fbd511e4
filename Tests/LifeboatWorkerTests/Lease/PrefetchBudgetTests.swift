import Testing

@testable import LifeboatWorker

struct PrefetchBudgetTests {
  private var budget = PrefetchBudget()
  private let none = LeaseBuffer.Level(idle: 0, buffered: 0, work: 0)

  private func level(buffered: Int = 0, work: Int64 = 0) -> LeaseBuffer.Level {
    LeaseBuffer.Level(idle: 0, buffered: buffered, work: work)
  }

  /// What the budget makes of a lease: how many jobs stay.
  private mutating func admit(_ jobs: [LeasedJob], slots: Int = 0, level: LeaseBuffer.Level? = nil) -> Int {
    var jobs = jobs
    return budget.admit(&jobs, slots: slots, level: level ?? none)
  }

  @Test func `a queue of which nothing was measured gives nothing ahead`() {
    #expect(budget.allowance(queue: "q0", level: none) == 0)
  }

  @Test mutating func `a class that is never measured, as commands are, gives nothing ahead for ever`() {
    for _ in 1...1000 { #expect(admit([.test(1)], slots: 1) == 1) }
    #expect(budget.allowance(queue: "q0", level: none) == 0)
    #expect(admit([.test(1), .test(2), .test(3)], slots: 1) == 1)
  }

  @Test mutating func `a queue may give fifty milliseconds of work`() {
    budget.measured("A", queue: "q0", nanoseconds: 10_000_000)
    #expect(budget.allowance(queue: "q0", level: none) == 5)
    #expect(budget.allowance(queue: "q0", level: level(buffered: 2, work: 20_000_000)) == 3)
    #expect(budget.allowance(queue: "q0", level: level(buffered: 5, work: 50_000_000)) == 0)
    #expect(budget.allowance(queue: "q0", level: level(buffered: 9, work: 90_000_000)) == 0)
    #expect(budget.allowance(queue: "q1", level: none) == 0)
  }

  @Test(arguments: [Int64(0), 1, 1000])
  mutating func `and never more than fifty at once, nor more than a hundred in hand`(nanoseconds: Int64) {
    budget.measured("A", queue: "q0", nanoseconds: nanoseconds)
    #expect(budget.allowance(queue: "q0", level: none) == 50)
    #expect(budget.allowance(queue: "q0", level: level(buffered: 50)) == 50)
    #expect(budget.allowance(queue: "q0", level: level(buffered: 99)) == 1)
    #expect(budget.allowance(queue: "q0", level: level(buffered: 100)) == 0)
    #expect(budget.allowance(queue: "q0", level: level(buffered: 110)) == 0)
  }

  @Test mutating func `a job longer than fifty milliseconds is not taken ahead`() {
    budget.measured("A", queue: "q0", nanoseconds: 50_000_001)
    #expect(budget.allowance(queue: "q0", level: none) == 0)
    #expect(admit([.test(1), .test(2)], slots: 1) == 1)
  }

  @Test mutating func `estimates are put on the jobs, and what is too much goes back from its index on`() {
    budget.measured("A", queue: "q0", nanoseconds: 20_000_000)
    var jobs = (1...5).map { LeasedJob.test($0) }
    #expect(budget.admit(&jobs, slots: 1, level: none) == 3)
    #expect(jobs[0].estimate == 20_000_000)
    #expect(jobs[2].estimate == 20_000_000)
  }

  @Test mutating func `jobs for which a slot is free stay, whatever they are`() {
    #expect(admit([.test(1), .test(2, className: nil), .test(3)], slots: 3) == 3)
    #expect(admit([.test(1), .test(2, className: nil), .test(3)], slots: 2) == 2)
  }

  @Test mutating func `an unmeasured job that came ahead sends itself and all behind it back`() {
    budget.measured("A", queue: "q0", nanoseconds: 1000)
    #expect(admit([.test(1), .test(2), .test(3, className: "New"), .test(4)], slots: 1) == 2)
  }

  @Test mutating func `a queue that gave an unmeasured job has to give a hundred measured ones`() {
    budget.measured("A", queue: "q0", nanoseconds: 1000)
    budget.measured("B", queue: "q1", nanoseconds: 1000)
    #expect(admit([.test(1, className: "New")], slots: 1) == 1)
    for given in 1...100 {
      #expect(budget.allowance(queue: "q0", level: none) == 0, "\(given)")
      _ = admit([.test(UInt64(given))], slots: 1)
    }
    #expect(budget.allowance(queue: "q0", level: none) == 50)
    #expect(budget.allowance(queue: "q1", level: none) == 50)
  }

  @Test mutating func `a queue that gave a job which is too slow to wait has to give that one first`() {
    for _ in 1...100 { budget.measured("A", queue: "q0", nanoseconds: 1000) }
    budget.measured("Slow", queue: "q1", nanoseconds: 60_000_000)
    #expect(admit([.test(1), .test(2, className: "Slow"), .test(3)]) == 1)
    #expect(budget.allowance(queue: "q0", level: none) == 0)
    #expect(admit([.test(2, className: "Slow")], slots: 1) == 1)
    #expect(budget.allowance(queue: "q0", level: none) == 50)
  }

  @Test mutating func `a mean follows what is measured, an eighth at a time`() {
    budget.measured("A", queue: "q0", nanoseconds: 8_000_000)
    budget.measured("A", queue: "q0", nanoseconds: 16_000_000)
    var jobs = [LeasedJob.test(1)]
    _ = budget.admit(&jobs, slots: 1, level: none)
    #expect(jobs[0].estimate == 9_000_000)
    #expect(budget.allowance(queue: "q0", level: none) == 5)
  }
}
