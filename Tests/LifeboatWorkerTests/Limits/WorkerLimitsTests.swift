import Testing

@testable import LifeboatWorker

/// The limits themselves: no clock, no process.
@Suite struct WorkerLimitsTests {
  private func draws(_ limits: WorkerLimits) -> [WorkerLimits] {
    var generator = SystemRandomNumberGenerator()
    return (0..<500).map { _ in limits.drawn(using: &generator) }
  }

  @Test func `each worker draws its own, less than a tenth below`() {
    let all = draws(WorkerLimits(jobs: 100, memory: 400_000_000, age: .seconds(6 * 3_600)))
    #expect(Set(all.compactMap(\.jobs)) == Set(91...100))
    let memory = all.compactMap(\.memory)
    #expect(memory.allSatisfy { (360_000_001...400_000_000).contains($0) } && Set(memory).count > 400)
    let age = all.compactMap(\.age)
    #expect(age.allSatisfy { .seconds(19_440) < $0 && $0 <= .seconds(21_600) } && Set(age).count > 400)
  }

  @Test func `what is small is exact, and so is all that is not to be spread`() {
    #expect(Set(draws(WorkerLimits(jobs: 19)).map(\.jobs)) == [19])
    let exact = WorkerLimits(jobs: 1_000, memory: 400_000_000, age: .seconds(3_600), isSpread: false)
    #expect(draws(exact).allSatisfy { $0 == exact })
    #expect(draws(WorkerLimits()).allSatisfy { $0 == WorkerLimits(isSpread: false) })
  }

  @Test func `drawn limits are not drawn again`() {
    let drawn = draws(WorkerLimits(jobs: 1_000))[0]
    #expect(draws(drawn).allSatisfy { $0 == drawn })
  }

  @Test func `an age of ages is an age`() {
    #expect(draws(WorkerLimits(age: .seconds(Int64.max))).allSatisfy { $0.age.map { $0 > .seconds(1 << 31) } == true })
  }

  @Test func `a limit is reached at its age, and above its memory`() {
    let limits = WorkerLimits(memory: 100, age: .seconds(10))
    #expect(limits.reached(resident: 100, age: .seconds(9)) == nil)
    #expect(limits.reached(resident: 101, age: .seconds(9)) == .memory(resident: 101, most: 100))
    #expect(limits.reached(resident: 101, age: .seconds(10)) == .age(.seconds(10), most: .seconds(10)))
    #expect(WorkerLimits(jobs: 1).reached(resident: .max, age: .seconds(1 << 40)) == nil)
  }

  @Test func `what cannot be is told in a sentence each`() {
    let limits = WorkerLimits(jobs: 0, memory: 30_000_000, age: .milliseconds(999))
    #expect(
      limits.problems(resident: 27_000_001) == [
        "max jobs is 0; expected 1 or more",
        "max memory is 30.0 MB, but this process has 27.0 MB before its first job; expected clearly more",
        "max age is 999ms; expected 1s or more",
      ])
    #expect(
      WorkerLimits(memory: 30_000_000).problems(resident: 0) == [
        "max memory is 30.0 MB, but this system does not say how much a process has; leave it out"
      ])
    let lowest = WorkerLimits(jobs: 1, memory: 30_000_000, age: .seconds(1))
    #expect(lowest.problems(resident: 27_000_000) == [])
    #expect(WorkerLimits().problems(resident: 0) == [])
  }

  @Test(arguments: [
    (ReachedLimit.jobs(10), "the limit of jobs is reached: 10 of 10"),
    (.memory(resident: 412_345_678, most: 395_000_000), "the limit of memory is reached: 412.3 MB of 395.0 MB"),
    (.age(.milliseconds(3_600_002), most: .seconds(3_600)), "the limit of age is reached: 1h 2ms of 1h"),
  ])
  func `a reached limit says what was found`(limit: ReachedLimit, sentence: String) {
    #expect(limit.description == sentence)
  }
}
