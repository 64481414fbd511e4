import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RequeueOperationTests {
  private let app: App

  init() throws {
    app = try App()
  }

  @Test func `every failure goes back to its queue, the oldest first`() async throws {
    try app.fail(numbers: 0..<1_203)
    let record = try await app.operations.begin(try await app.plan())
    #expect(record.state == .claiming)
    #expect(try app.list("resque:failed").count == 1_203)
    var run = app.operations.run(record)
    let end = try await run.drive(atMost: 5_000)
    #expect(end.state == .finished)
    #expect((end.counts.looked, end.counts.claimed, end.counts.done) == (1_203, 1_203, 1_203))
    #expect(try app.list("resque:queue:mail") == (0..<1_203).map(job))
    #expect(try app.list("resque:failed").isEmpty)
    #expect(try app.heldKeys(record.id) == ["", ":journal"])
  }
}
