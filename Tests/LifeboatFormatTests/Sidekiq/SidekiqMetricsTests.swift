import Testing

@testable import LifeboatFormat

@Suite struct SidekiqMetricsTests {
  private let keys = SidekiqKeys()

  /// The second of 2026-11-21 at this time.
  private func second(_ hour: Int, _ minute: Int) -> Int {
    CivilTime(year: 2026, month: 11, day: 21, hour: hour, minute: minute, second: 59).epoch
  }

  @Test func `a minute's keys are padded as each version pads them`() {
    let late = SidekiqMinute(of: second(9, 13))
    #expect(keys.metrics(late, .seven) == "j|20261121|9:13")
    #expect(keys.metrics(late, .eight) == "j|261121|9:13")
    #expect(keys.metricsOfTenMinutes(late) == "j|261121|9:1")
    #expect(keys.histogram(className: "PlainJob", late, .seven) == "PlainJob-21-09:13")
    #expect(keys.histogram(className: "PlainJob", late, .eight) == "h|PlainJob-21-9:13")
    let early = SidekiqMinute(of: second(9, 3))
    #expect(keys.metrics(early, .seven) == "j|20261121|9:3")
    #expect(keys.metrics(early, .eight) == "j|261121|9:03")
    #expect(keys.metricsOfTenMinutes(early) == "j|261121|9:0")
    #expect(keys.histogram(className: "A::B", early, .seven) == "A::B-21-09:3")
    #expect(keys.histogram(className: "A::B", early, .eight) == "h|A::B-21-9:3")
    let first = SidekiqMinute(of: CivilTime(year: 2026, month: 1, day: 2, hour: 0, minute: 0, second: 0).epoch)
    #expect(keys.histogram(className: "A", first, .seven) == "A-02-00:0")
    #expect(keys.histogram(className: "A", first, .eight) == "h|A-2-0:0")
    #expect(first.day == "2026-01-02")
    #expect(SidekiqMinute(of: -1).day == "1969-12-31")
  }

  @Test func `every captured command is made of our keys and fields`() {
    let commands = SidekiqCaptures.lines("metrics")
    #expect(commands.count == 25)
    for line in commands {
      let words = line.beforeText.split(separator: " ").map(String.init)
      let layout: SidekiqMetrics.Layout = line.isMilliseconds ? .eight : .seven
      let minutes = (0..<60).map { SidekiqMinute(of: second(9, $0)) }
      let counts = minutes.map { keys.metrics($0, layout) }
      let tens = line.isMilliseconds ? minutes.map(keys.metricsOfTenMinutes) : []
      let grams = ["PlainJob", "Slow3"].flatMap { name in
        minutes.map { keys.histogram(className: name, $0, layout) }
      }
      #expect((counts + tens + grams).contains(words[1]), "\(line.beforeText)")
      switch words[0] {
      case "expire":
        let expiry = tens.contains(words[1]) ? SidekiqMetrics.tenMinutesExpiry : SidekiqMetrics.minuteExpiry
        #expect(words[2] == String(expiry), "\(line.beforeText)")
      case "hincrby":
        let fields = SidekiqMetrics.Count.allCases.flatMap { count in
          ["PlainJob", "Slow3"].map { SidekiqMetrics.field(className: $0, count) }
        }
        #expect(fields.contains(words[2]), "\(line.beforeText)")
      default:
        let took = words[1].contains("Slow3") ? 3_000 : 0
        #expect(words[6] == "#\(SidekiqMetrics.bucket(milliseconds: took))", "\(line.beforeText)")
      }
    }
  }

  @Test(arguments: [
    (-5, 0), (0, 0), (19, 0), (20, 1), (29, 1), (30, 2), (99, 4), (100, 5), (2_999, 13), (3_000, 13), (3_800, 14),
    (334_999, 24), (335_000, 25), (Int.max, 25),
  ])
  func `a duration falls into the first bucket whose bound is greater`(milliseconds: Int, bucket: Int) {
    #expect(SidekiqMetrics.bucket(milliseconds: milliseconds) == bucket)
    #expect(SidekiqMetrics.bucketCount == 26)
  }
}
