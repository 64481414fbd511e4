import Testing

@testable import LifeboatFormat

@Suite struct SidekiqBackoffTests {
  @Test(arguments: [(0, 15...24), (1, 16...35), (3, 96...135), (24, 331_791...332_040)])
  func `the delay is the fourth power, fifteen seconds and a random part`(count: Int, range: ClosedRange<Int>) {
    var random = SeededGenerator(state: 4)
    var seen: Set<Int> = []
    for _ in 0..<5_000 { seen.insert(SidekiqBackoff.seconds(count: count, using: &random)) }
    #expect(seen.min() == range.lowerBound)
    #expect(seen.max() == range.upperBound)
    #expect(seen.count == range.count)
  }

  @Test func `a negative count waits like the first, a huge one does not overflow`() {
    var random = SeededGenerator(state: 1)
    for count in [-1, -7, .min] {
      #expect((15...24).contains(SidekiqBackoff.seconds(count: count, using: &random)))
    }
    #expect(SidekiqBackoff.seconds(count: .max, using: &random) == .max)
    #expect(SidekiqBackoff.seconds(count: 49_999, using: &random) > 6_000_000_000_000_000_000)
    #expect(SidekiqBackoff.jitter(count: .max, using: &random) < 500_010)
  }

  @Test func `a job's id is 24 digits, and another each time`() {
    var random = SeededGenerator(state: 9)
    let ids = (0..<1_000).map { _ in SidekiqJID.random(using: &random) }
    #expect(Set(ids).count == 1_000)
    #expect(ids.allSatisfy { $0.utf8.count == 24 && $0.allSatisfy { "0123456789abcdef".contains($0) } })
    #expect(Set(ids.joined()).count == 16)
    #expect(SidekiqJID.random() != SidekiqJID.random())
  }
}
