import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

@Suite(.timeLimit(.minutes(10)))
struct SlotBoardTests {
  @Test func `a glance takes the counts, and they can be given back`() {
    let board = SlotBoard(slots: 2)
    let outcomes: [Outcome] = [.succeeded, .failed(entry: []), .snoozed(milliseconds: 1), .returned]
    for (index, outcome) in outcomes.enumerated() {
      _ = board.begin(.test(UInt64(index)), slot: 1)
      board.end(slot: 1, outcome: outcome)
    }
    let glance = board.glance(slot: 1)
    #expect(glance.processed == 2 && glance.failed == 1 && glance.begun == 4)
    #expect(glance.running == nil)
    #expect(board.glance(slot: 1).processed == 0)
    board.restore(glance, slot: 1)
    #expect(board.glance(slot: 1).failed == 1)
    #expect(board.glance(slot: 0).begun == 0)
  }

  @Test func `a second job in a slot is told from the first`() {
    let board = SlotBoard(slots: 1)
    _ = board.begin(.test(1), slot: 0)
    let first = board.glance(slot: 0)
    board.end(slot: 0, outcome: .succeeded)
    _ = board.begin(.test(2), slot: 0)
    let second = board.glance(slot: 0)
    #expect(first.running?.job.sequence == 1 && second.running?.job.sequence == 2)
    #expect(first.begun != second.begun)
    #expect(board.running.map(\.job.sequence) == [2])
  }

  @Test func `the names are those of the current incarnation, or the one of all slots`() {
    let board = SlotBoard(slots: 2)
    #expect(board.name(of: 1) == "")
    board.setNames(["a", "b"])
    #expect(board.name(of: 1) == "b")
    board.setNames(["all"])
    #expect(board.name(of: 1) == "all")
  }

  @Test func `a job that was cancelled before it began does not begin`() {
    let board = SlotBoard(slots: 1)
    board.cancelJobs(before: 2)
    #expect(!board.begin(.test(1, incarnation: 1), slot: 0))
    #expect(board.glance(slot: 0).running == nil)
    #expect(board.begin(.test(2, incarnation: 2), slot: 0))
    board.end(slot: 0, outcome: .succeeded)
    board.cancelJobs()
    #expect(!board.begin(.test(3, incarnation: 2), slot: 0))
  }

  /// Slots that run a job of incarnation 1, one of incarnation 2, and none; which of them are cancelled?
  private func cancelled(_ cancel: (SlotBoard) -> Void) async throws -> [Bool] {
    let board = SlotBoard(slots: 3)
    let gate = Gate()
    var tasks: [Task<Void, Never>] = []
    let seen = Runs()
    for slot in 0...2 {
      let task = Task {
        await gate.pass()
        if Task.isCancelled { seen.add("\(slot)") }
      }
      board.start(slot: slot) { task }
      tasks.append(task)
    }
    _ = board.begin(.test(1, incarnation: 1), slot: 0)
    _ = board.begin(.test(2, incarnation: 2), slot: 1)
    cancel(board)
    gate.open()
    for task in tasks { await task.value }
    return (0...2).map { seen.all.contains("\($0)") }
  }

  @Test func `cancelling jobs of earlier incarnations hits no later job and no idle slot`() async throws {
    #expect(try await cancelled { $0.cancelJobs(before: 2) } == [true, false, false])
    #expect(try await cancelled { $0.cancelJobs(before: 1) } == [false, false, false])
    #expect(try await cancelled { $0.cancelJobs() } == [true, true, false])
  }
}
