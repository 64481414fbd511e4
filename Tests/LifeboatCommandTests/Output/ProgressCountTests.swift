import Testing

@testable import LifeboatCommand

/// The line on the terminal.
@Suite struct ProgressCountTests {
  private let some = ProgressCount(work: "requeue", done: 412_204, total: 1_000_000)

  @Test func `a line has a bar, the numbers, the rate and the time left`() {
    #expect(
      some.line(rate: 98_400, width: 100)
        == "requeue  ████████░░░░░░░░░░░░  412,204 of 1,000,000  98,400/s  6s left")
  }

  @Test func `what has no room is left out, the bar first`() {
    #expect(some.line(rate: 98_400, width: 60) == "requeue  412,204 of 1,000,000  98,400/s  6s left")
    #expect(some.line(rate: 98_400, width: 45) == "requeue  412,204 of 1,000,000  98,400/s")
    #expect(some.line(rate: 98_400, width: 33) == "requeue  412,204 of 1,000,000")
    #expect(some.line(rate: 98_400, width: 21) == "requeue  412,204 of ")
  }

  @Test func `what is not known is not shown`() {
    #expect(ProgressCount(work: "claim", done: 3, total: nil).line(rate: nil, width: 80) == "claim  3")
    #expect(ProgressCount(work: "claim", done: 0, total: 0).line(rate: 0, width: 80) == "claim  0 of 0")
    #expect(
      ProgressCount(work: "undo", done: 9, total: 8).line(rate: 0.5, width: 80)
        == "undo  ████████████████████  9 of 8  30/m")
  }

  @Test func `numbers are grouped by thousands`() {
    let texts = [0, 7, 999, 1_000, 412_204, -1_234_567, .max].map(\.grouped)
    #expect(texts == ["0", "7", "999", "1,000", "412,204", "-1,234,567", "9,223,372,036,854,775,807"])
    #expect([1, 2, 20_000].map { JobCount.text($0) } == ["1 job", "2 jobs", "20,000 jobs"])
  }
}
