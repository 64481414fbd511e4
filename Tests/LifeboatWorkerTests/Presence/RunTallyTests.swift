import LifeboatFormat
import Testing

@testable import LifeboatWorker

struct RunTallyTests {
  private let millisecond: Int64 = 1_000_000

  @Test func `runs count by class, and failed ones have no duration`() {
    var tally = RunTally()
    for (name, milliseconds, isFailure) in [
      ("A", 5, false), ("B", 3000, false), ("A", 25, false), ("A", 99_999, true), ("B", 400_000, false),
    ] {
      tally.note(name, nanoseconds: Int64(milliseconds) * millisecond, isFailure: isFailure)
    }
    #expect(tally.classes.map(\.name) == ["A", "B"])
    let (a, b) = (tally.classes[0].runs, tally.classes[1].runs)
    #expect(a.processed == 3 && a.failed == 1 && a.nanoseconds == 30 * millisecond)
    #expect(a.durations == [1, 1] + Array(repeating: 0, count: 24))
    #expect(b.processed == 2 && b.failed == 0)
    #expect(b.durations[13] == 1 && b.durations[25] == 1 && b.durations.reduce(0, +) == 2)
  }

  @Test func `what two slots counted adds up`() {
    var one = ClassRuns()
    one.note(nanoseconds: 5 * millisecond, isFailure: false)
    var other = one
    other.note(nanoseconds: 7, isFailure: true)
    one.add(other)
    #expect(one.processed == 3 && one.failed == 1 && one.nanoseconds == 10 * millisecond && one.durations[0] == 2)
  }

  private func end(_ board: SlotBoard, _ outcome: Outcome, nanoseconds: Int64?) {
    _ = board.begin(.test(1), slot: 0)
    board.end(slot: 0, outcome: outcome, nanoseconds: nanoseconds)
  }

  @Test func `a board counts what a handler ran to an end, once`() {
    let board = SlotBoard(slots: 1, countsRuns: true)
    for outcome in [Outcome.succeeded, .dropped, .snoozed(milliseconds: 1), .returned] {
      end(board, outcome, nanoseconds: 1)
    }
    // Nobody knows the class.
    end(board, .failed(entry: []), nanoseconds: nil)
    let taken = board.takeTally(slot: 0)
    #expect(taken.map(\.name) == ["A"])
    #expect(taken.first?.runs.processed == 2 && taken.first?.runs.failed == 1)
    #expect(board.takeTally(slot: 0).isEmpty)
    #expect(board.glance(slot: 0).processed == 3)
  }

  @Test func `a board that is not asked counts nothing`() {
    let board = SlotBoard(slots: 1)
    end(board, .succeeded, nanoseconds: 1)
    #expect(board.takeTally(slot: 0).isEmpty)
  }
}
