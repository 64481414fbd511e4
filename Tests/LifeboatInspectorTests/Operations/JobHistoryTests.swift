import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct JobHistoryTests {
  private let app: App

  init() throws {
    app = try App()
  }

  /// Sends every failure back, and has the same jobs fail again.
  private func sendBack(_ numbers: Range<Int>) async throws -> String {
    let record = try await app.operations.begin(try await app.plan())
    var run = app.operations.run(record)
    #expect(try await run.drive(atMost: 5_000).state == .finished)
    for number in numbers { try app.fail(job(number), error: "again \(record.id)") }
    return record.id
  }

  private func history(of number: Int) async throws -> JobHistory {
    let failures = try await app.failedList.newest(limit: 1_000)
    let failure = try #require(failures.first { $0.job == job(number) })
    return try await JobHistory(of: failure, in: app.operations)
  }

  @Test func `a job that fails again has its way back in its history`() async throws {
    try app.fail(numbers: 0..<700)
    #expect(try await history(of: 3).events.isEmpty)
    let first = try await sendBack(0..<700)
    let second = try await sendBack(0..<2)
    let events = try await history(of: 1).events
    #expect(events.map(\.operation).sorted() == [first, second].sorted())
    #expect(events.allSatisfy { $0.record.event == .sent && $0.record.queue == "mail" })
    #expect(try await history(of: 1).cut.isEmpty)
  }

  @Test func `a job that never went back has none`() async throws {
    try app.fail(numbers: 0..<3)
    _ = try await sendBack(3..<4)
    #expect(try await history(of: 3).events.isEmpty)
  }
}
