import LifeboatFormat
import LifeboatInspector
import Testing

@Suite struct TallyTests {
  private func record(
    _ className: String, error: String = "no 1", at time: String = "2026/11/21 09:15:55 UTC"
  ) -> FailureRecord {
    let entry =
      #"{"failed_at":"\#(time)","payload":{"class":"\#(className)","args":[]},"exception":"IOError","#
      + #""error":"\#(error)","queue":"mail"}"#
    return ResqueDialect().record(StoredFailure(set: "failed", bytes: Array(entry.utf8)))
  }

  private let broken = ResqueDialect().record(StoredFailure(set: "failed", bytes: Array("x".utf8)))

  @Test func `groups are counted, the largest first and equal ones by name`() {
    var tally = FailureTally()
    for record in [record("B"), record("A"), record("C"), record("C"), broken] {
      tally.add(FailureGrouping.className.group(of: record))
    }
    #expect(tally.groups.map(\.group) == [.text("C"), .malformed, .text("A"), .text("B")])
    #expect(tally.groups.map(\.count) == [2, 1, 1, 1])
    #expect(tally.count == 5)
  }

  @Test func `what there is no room for is counted together`() {
    var tally = FailureTally(mostGroups: 2)
    for name in ["A", "B", "C", "A", "D", "B"] { tally.add(.text(name)) }
    #expect(tally.groups.map(\.count) == [2, 2])
    #expect(tally.others == 2)
    var kinds = KindTally(mostKinds: 1)
    for name in ["A", "B", "A"] { kinds.add(record(name)) }
    #expect(kinds.largest(9).map(\.count) == [2])
    #expect((kinds.others, kinds.count, kinds.kinds) == (1, 3, 1))
  }

  @Test(arguments: [
    (FailureGrouping.className, FailureGroup.text("A")), (.error, .text("IOError")), (.queue, .text("mail")),
    (.day, .day(20_778)),
  ])
  func `each grouping has its part`(grouping: FailureGrouping, group: FailureGroup) {
    #expect(grouping.group(of: record("A")) == group)
    #expect(grouping.group(of: broken) == .malformed)
  }

  @Test func `days are told by a clock`() {
    let late = record("A", at: "2026/11/21 23:15:55 UTC")
    #expect(FailureGrouping.day.group(of: late) == .day(20_778))
    #expect(FailureGrouping.day.group(of: late) { _ in 3_600 } == .day(20_779))
    #expect(FailureGrouping.day.group(of: record("A", at: "1969/12/31 23:00:00 UTC")) == .day(-1))
    #expect(FailureGrouping.day.group(of: record("A", at: "soon")) == .day(nil))
  }

  @Test func `a cause has its first and last time and one message`() {
    var tally = KindTally()
    tally.add(record("A", error: "no 7\\nmore", at: "2026/11/21 09:15:55 UTC"))
    tally.add(record("A", error: "no 8", at: "2026/11/21 09:15:50 UTC"))
    tally.add(record("A", error: "no 9", at: "soon"))
    tally.add(record("B"))
    tally.add(broken)
    let largest = tally.largest(1)
    #expect(largest.map(\.count) == [3])
    #expect(largest[0].first == 1_795_252_550)
    #expect(largest[0].last == 1_795_252_555)
    #expect(largest[0].message == "no 7")
    #expect(largest[0].kind.message?.text == "no N")
    #expect((tally.kinds, tally.malformed, tally.count) == (2, 1, 5))
  }
}
