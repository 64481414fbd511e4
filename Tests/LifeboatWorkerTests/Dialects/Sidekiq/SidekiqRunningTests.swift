import LifeboatFormat
import Testing

@testable import LifeboatWorker

struct SidekiqRunningTests {
  private func job(_ sequence: UInt64, _ payload: String) -> LeasedJob {
    let record: Result<JobRecord, MalformedPayload>
    do { record = .success(try SidekiqDialect().read(bytes(payload))) } catch { record = .failure(error) }
    return LeasedJob(
      sequence: sequence, queue: "q", rank: 0, payload: bytes(payload), record: record,
      incarnation: 1)
  }

  private func works(_ running: SidekiqRunning) -> [String: String] {
    let texts = running.fields.map { text($0) }
    var works: [String: String] = [:]
    for index in stride(from: 0, to: texts.count, by: 2) {
      works[texts[index]] = SidekiqWork(parsing: bytes(texts[index + 1]))?.payload.map { text($0) }
    }
    return works
  }

  @Test func `slots are numbered through all boards, to base 36`() {
    let boards = [SlotBoard(slots: 34), SlotBoard(slots: 3)]
    var running = SidekiqRunning(boards)
    #expect(running.isNews)
    running.look()
    #expect(running.busy == 0 && running.fields.isEmpty)
    running.confirm()
    #expect(!running.isNews)
    _ = boards[0].begin(job(1, #"{"class":"A"}"#), slot: 0)
    _ = boards[1].begin(job(2, #"{"class":"B"}"#), slot: 1)
    running.look()
    #expect(running.busy == 2 && running.isNews)
    #expect(works(running) == ["1": #"{"class":"A"}"#, "10": #"{"class":"B"}"#])
  }

  @Test func `news is a job that began or ended, also behind an equal one`() {
    let board = SlotBoard(slots: 1)
    var running = SidekiqRunning([board])
    _ = board.begin(job(1, #"{"class":"A"}"#), slot: 0)
    running.look()
    running.confirm()
    running.look()
    #expect(!running.isNews)
    board.end(slot: 0, outcome: .succeeded)
    _ = board.begin(job(2, #"{"class":"A"}"#), slot: 0)
    running.look()
    #expect(running.isNews)
    running.confirm()
    board.end(slot: 0, outcome: .succeeded)
    running.look()
    #expect(running.isNews && running.busy == 0)
    running.confirm()
    running.forget()
    #expect(running.isNews)
  }

  @Test func `all slots together never write much more than a megabyte`() {
    let board = SlotBoard(slots: 1000)
    var running = SidekiqRunning([board])
    let large = #"{"class":"A","args":["\#(String(repeating: "x", count: 2000))"]}"#
    for slot in 0..<1000 { _ = board.begin(job(UInt64(slot), large), slot: slot) }
    running.look()
    #expect(running.fields.reduce(0) { $0 + $1.count } < 1 << 20)
    #expect(works(running)["1"] == #"{"class":"A","args":["2025 bytes, not shown"]}"#)
  }
}
