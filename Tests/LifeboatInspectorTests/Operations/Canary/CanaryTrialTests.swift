import LifeboatInspector
import Testing

/// The verdict on a sample, on a clock that the test turns.
@Suite struct CanaryTrialTests {
  private let start = ContinuousClock.now

  private func trial(_ count: Int, need: Double = 0.95) -> CanaryTrial {
    CanaryTrial(jobs: count, need: need, silence: .seconds(15), deadline: start + .seconds(600))
  }

  @Test(arguments: [(20, 0.95, 19), (20, 1, 20), (20, 0, 0), (3, 0.5, 2), (1, 0.01, 1), (10, 0.7, 7), (0, 0.95, 0)])
  func `so many must succeed`(count: Int, need: Double, needed: Int) {
    #expect(trial(count, need: need).needed == needed)
  }

  @Test func `a job has succeeded when it was nowhere for long enough`() {
    var trial = trial(1)
    trial.see([.nowhere], at: start)
    trial.see([.nowhere], at: start + .seconds(14))
    #expect(trial.succeeded == 0 && trial.verdict(at: start + .seconds(14)) == .undecided)
    trial.see([.nowhere], at: start + .seconds(15))
    #expect(trial.succeeded == 1 && trial.verdict(at: start + .seconds(15)) == .passed)
  }

  @Test func `a job that shows again starts over`() {
    var trial = trial(1)
    trial.see([.nowhere], at: start)
    trial.see([.underWay], at: start + .seconds(10))
    trial.see([.nowhere], at: start + .seconds(20))
    #expect(trial.succeeded == 0)
    trial.see([.nowhere], at: start + .seconds(35))
    #expect(trial.succeeded == 1)
    trial.see([.failed], at: start + .seconds(36))
    #expect(trial.succeeded == 0 && trial.failed == 1)
  }

  @Test func `a failure is never taken back`() {
    var trial = trial(2, need: 0.5)
    trial.see([.failed, .underWay], at: start)
    trial.see([.underWay, .underWay], at: start + .seconds(1))
    for second in [20, 40] { trial.see([.nowhere, .nowhere], at: start + .seconds(second)) }
    #expect(trial.failed == 1 && trial.succeeded == 1)
    #expect(trial.verdict(at: start + .seconds(40)) == .passed)
  }

  @Test func `it has failed as soon as enough cannot succeed any more`() {
    var trial = trial(20)
    var sightings = Array(repeating: CanaryTrial.Sighting.underWay, count: 20)
    sightings[3] = .failed
    trial.see(sightings, at: start)
    #expect(trial.verdict(at: start) == .undecided)
    sightings[4] = .failed
    trial.see(sightings, at: start)
    #expect(trial.verdict(at: start) == .failed)
  }

  @Test func `what is not known in time is unclear, and no success`() {
    var trial = trial(2)
    trial.see([.underWay, .nowhere], at: start)
    trial.see([.underWay, .nowhere], at: start + .seconds(599))
    #expect(trial.verdict(at: start + .seconds(599)) == .undecided)
    #expect(trial.verdict(at: start + .seconds(600)) == .unclear)
  }

  @Test func `of nothing everything has succeeded`() {
    #expect(trial(0).verdict(at: start) == .passed)
  }
}
