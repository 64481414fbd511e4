import Testing

@testable import LifeboatWorker

struct SidekiqPollPaceTests {
  /// A thousand draws.
  private func draws(_ draw: (inout SystemRandomNumberGenerator) -> Duration) -> (least: Double, most: Double) {
    var generator = SystemRandomNumberGenerator()
    let all = (0..<1000).map { _ in draw(&generator) / .seconds(1) }
    return (all.min() ?? -1, all.max() ?? -1)
  }

  @Test(arguments: [
    (SidekiqPollInterval.standard, 0, 2.5, 7.5), (.standard, 1, 2.5, 7.5), (.standard, 9, 22.5, 67.5),
    (.standard, 10, 0, 100), (.standard, 100, 0, 1000), (.shared(.seconds(2)), 4, 4, 12),
    (.perProcess(.seconds(8)), 1, 4, 12), (.perProcess(.seconds(8)), 50, 0, 16),
  ])
  func `a rest is as long as Sidekiq's`(interval: SidekiqPollInterval, processes: Int, least: Double, most: Double) {
    let pace = SidekiqPollPace(interval: interval, drains: false)
    let drawn = draws { pace.rest(processes: processes, using: &$0) }
    #expect(drawn.least >= least && drawn.most <= most)
    let tenth = (most - least) / 10
    #expect(drawn.least < least + tenth && drawn.most > most - tenth)
  }

  @Test(arguments: [
    (SidekiqPollInterval.standard, 5.0), (.shared(.seconds(2)), 2), (.perProcess(.seconds(60)), 5),
  ])
  func `the first look comes soon, not everywhere at once`(interval: SidekiqPollInterval, most: Double) {
    let drawn = draws { SidekiqPollPace(interval: interval, drains: false).firstRest(using: &$0) }
    #expect(drawn.least >= 0 && drawn.least < most / 10)
    #expect(drawn.most <= most && drawn.most > most * 0.9)
  }

  @Test func `a worker that drains looks at once`() {
    let drawn = draws { SidekiqPollPace(interval: .standard, drains: true).firstRest(using: &$0) }
    #expect(drawn == (0, 0))
  }
}
