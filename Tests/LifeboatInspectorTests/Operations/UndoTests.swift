import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct UndoTests {
  private let app: App

  init() throws {
    app = try App()
  }

  /// Sends about so many and takes everything back.
  private func undo(
    _ plan: OperationPlan, after sent: Int, meanwhile: () throws -> Void = {}
  ) async throws -> OperationRecord {
    let record = try await app.operations.begin(plan)
    var run = app.operations.run(record)
    while try await run.step(atMost: 100).counts.done < sent {}
    try meanwhile()
    var back = app.operations.run(try await app.operations.takeBack(record.id))
    return try await back.drive()
  }

  @Test(arguments: [0, 100, 400, 1_000]) func `whatever was sent comes back byte for byte, in order`(sent: Int)
    async throws
  {
    for number in 0..<1_000 { try app.fail(job(number), queue: ["mail", "slow", "a b"][number % 3]) }
    let before = try app.list("resque:failed")
    let end = try await undo(try await app.plan(), after: sent)
    #expect((end.state, end.counts.undone, end.counts.returned) == (.undone, sent, end.counts.claimed - sent))
    #expect(try app.list("resque:failed") == before)
    #expect(try app.call("EXISTS", "resque:queue:mail", "resque:queue:slow", "resque:queue:a b").int == 0)
    #expect(try app.heldKeys(end.id) == (sent == 0 ? [""] : ["", ":journal"]))
    #expect(
      try await app.operations.journal(end.id, limit: 2_000).map(\.event) == Array(repeating: .undone, count: sent))
  }

  @Test func `an operation that is over can be taken back`() async throws {
    try app.fail(numbers: 0..<300)
    let before = try app.list("resque:failed")
    var run = app.operations.run(try await app.operations.begin(try await app.plan()))
    #expect(try await run.drive().state == .finished)
    var back = app.operations.run(try await app.operations.takeBack(run.id))
    #expect(try await back.drive().counts.undone == 300)
    #expect(try app.list("resque:failed") == before)
    await #expect(throws: InspectorError.operationOver(run.id, .undone)) { try await app.operations.takeBack(run.id) }
  }

  @Test func `what was picked up stays sent, and others' jobs stay where they are`() async throws {
    try app.call("RPUSH", "resque:queue:mail", "first", "second")
    try app.fail(numbers: 0..<500)
    let before = try app.list("resque:failed")
    let end = try await undo(try await app.plan(), after: 500) {
      try app.call("LPOP", "resque:queue:mail", "102")
      try app.call("LINSERT", "resque:queue:mail", "BEFORE", String(decoding: job(300), as: UTF8.self), "between")
      try app.call("RPUSH", "resque:queue:mail", "last", "")
    }
    #expect(end.counts.undone == 400)
    #expect(try app.texts("resque:queue:mail") == ["between", "last", ""])
    #expect(try app.list("resque:failed") == Array(before[100...]))
    let events = try await app.operations.journal(end.id, limit: 2_000).map(\.event)
    #expect(events.filter { $0 == .sent }.count == 100)
  }

  @Test func `of equal jobs as many failures come back as jobs are left`() async throws {
    for _ in 0..<300 { try app.fail(job(1)) }
    let before = try app.list("resque:failed")
    let end = try await undo(try await app.plan(), after: 300) { try app.call("LPOP", "resque:queue:mail", "120") }
    #expect(end.counts.undone == 180)
    #expect(try app.list("resque:failed") == Array(before[..<180]))
    #expect(try app.call("EXISTS", "resque:queue:mail").int == 0)
  }

  @Test func `what comes back goes in front of large failures that arrived meanwhile`() async throws {
    try app.fail(numbers: 0..<700)
    let before = try app.list("resque:failed")
    let record = try await app.operations.begin(try await app.plan())
    var run = app.operations.run(record)
    while try await run.step(atMost: 100).state == .claiming {}
    // More than a step may read.
    for number in 0..<300 { try app.fail(job(number), error: String(repeating: "x", count: 5_000)) }
    let later = try app.list("resque:failed")
    var back = app.operations.run(try await app.operations.takeBack(record.id))
    for _ in 0..<20 where !(try await back.step().isOver) {}
    #expect(try await app.operations.record(record.id).state == .undone)
    #expect(try app.list("resque:failed") == before + later)
  }

  @Test func `entries that were kept lose their mark, and each counts once`() async throws {
    try app.fail(numbers: 0..<300)
    let before = try app.list("resque:failed")
    var plan = try await app.plan()
    plan.change.keepsEntries = true
    var run = app.operations.run(try await app.operations.begin(plan))
    #expect(try await run.drive().state == .finished)
    #expect(try app.list("resque:failed").count == 300)
    try app.call("LPOP", "resque:queue:mail", "40")
    let marked = try app.list("resque:failed")
    var back = app.operations.run(try await app.operations.takeBack(run.id))
    let end = try await back.drive()
    #expect((end.state, end.counts.undone) == (.undone, 260))
    #expect(try app.list("resque:failed") == Array(marked[..<40] + before[40...]))
    #expect(try app.call("EXISTS", "resque:queue:mail").int == 0)
  }

  @Test func `jobs that wait for their time are taken out of their buckets`() async throws {
    try app.fail(numbers: 0..<300)
    let before = Set(try app.list("resque:failed"))
    var plan = try await app.plan()
    plan.change.delay = 900
    plan.change.spread = 5
    let end = try await undo(plan, after: 200)
    #expect((end.counts.undone, end.counts.returned) == (200, 100))
    #expect(Set(try app.list("resque:failed")) == before)
    #expect(try app.call("KEYS", "resque:*").strings.count == 4)
    #expect(try app.call("EXISTS", "resque:delayed_queue_schedule").int == 0)
  }

  @Test func `jobs that were spread over an hour are taken out of all their buckets in little time`() async throws {
    try app.fail(numbers: 0..<5_000)
    let before = Set(try app.list("resque:failed"))
    var plan = try await app.plan()
    plan.change.spread = 3_600
    let end = try await undo(plan, after: 5_000)
    #expect(end.counts.undone == 5_000)
    #expect(Set(try app.list("resque:failed")) == before)
    #expect(try app.call("KEYS", "resque:*").strings.count == 4)
  }

  @Test func `workers that take jobs and clients that push them meanwhile lose nothing`() async throws {
    try app.fail(numbers: 0..<3_000)
    let record = try await app.operations.begin(try await app.plan())
    var run = app.operations.run(record)
    #expect(try await run.drive(atMost: 5_000).counts.done == 3_000)
    var back = app.operations.run(try await app.operations.takeBack(record.id))
    var taken: [[UInt8]] = []
    var pushed = 0
    while !(try await back.step(atMost: 200)).isOver {
      taken += try app.call("LPOP", "resque:queue:mail", "20").strings
      for _ in 0..<7 {
        pushed += 1
        try app.call("RPUSH", "resque:queue:mail", "other \(pushed)")
      }
    }
    let jobs = try app.list("resque:failed").compactMap {
      ResqueFailure.Entry(parsing: $0).payload.map { Array($0.bytes) }
    }
    let others = try app.texts("resque:queue:mail")
    #expect(others.count + jobs.count + taken.count == 3_000 + pushed)
    #expect(others.allSatisfy { $0.hasPrefix("other") })
    #expect(Set(jobs + taken.filter { $0.first == UInt8(ascii: "{") }) == Set((0..<3_000).map(job)))
  }
}
