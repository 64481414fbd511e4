import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Operations on the failures of an app that keeps each in `failed` and in the list of its queue.
@Suite(.timeLimit(.minutes(10))) struct TwinOperationTests {
  private let app: App
  private let lists = ["resque:failed", "resque:mail_failed", "resque:slow 🛟_failed"]

  init() throws {
    app = try App()
  }

  /// Records failures as Ruby's Multiple does: every fourth a second later in the second list, and some equal ones.
  private func fail(_ numbers: Range<Int>) throws {
    for number in numbers {
      let queue = number.isMultiple(of: 3) ? "slow 🛟" : "mail"
      for (place, list) in ["failed", "\(queue)_failed"].enumerated() {
        let entry = ResqueFailure.encode(
          payload: job(number / 2), queue: queue, worker: "h:1:*", exception: "E", error: "no",
          failedAt: number / 10 + (number.isMultiple(of: 4) ? place : 0))
        if place == 1 { try app.call("SADD", "resque:failed_queues", list) }
        _ = try app.session.call(RedisCommand("RPUSH", "resque:\(list)", entry))
      }
    }
  }

  private func contents() throws -> [[[UInt8]]] { try lists.map { try app.list($0) } }

  private func jobs() throws -> [[UInt8]] { try ["mail", "slow 🛟"].flatMap { try app.list("resque:queue:\($0)") } }

  /// The jobs of the failures of these numbers, a queue after the other.
  private func jobs(_ numbers: Range<Int>) -> [[UInt8]] {
    [false, true].flatMap { slow in numbers.filter { $0.isMultiple(of: 3) == slow }.map { job($0 / 2) } }
  }

  @Test func `each job goes back once, and both records leave`() async throws {
    try fail(0..<330)
    let record = try await app.operations.begin(try await app.plan())
    #expect(record.places.map(\.name) == ["failed"])
    var run = app.operations.run(record)
    let end = try await run.drive()
    #expect((end.counts.done, end.counts.refused) == (330, 0))
    #expect(try jobs() == jobs(0..<330))
    #expect(try contents() == [[], [], []])
  }

  @Test func `after each step somebody else can go on, and nothing goes back twice`() async throws {
    try fail(0..<230)
    var record = try await app.operations.begin(try await app.plan())
    while !record.isOver {
      var run = app.operations.run(try await app.operations.take(record.id))
      record = try await run.step(atMost: 100)
    }
    #expect(try jobs() == jobs(0..<230))
    #expect(try contents() == [[], [], []])
  }

  @Test(arguments: [0, 50, 150, 230]) func `an undo puts both records back, byte for byte`(sent: Int) async throws {
    try fail(0..<230)
    let before = try contents()
    var run = app.operations.run(try await app.operations.begin(try await app.plan()))
    while try await run.step().counts.done < sent {}
    #expect(try contents() != before)
    var back = app.operations.run(try await app.operations.takeBack(run.id))
    #expect(try await back.drive().counts.undone == sent)
    #expect(try contents() == before)
    #expect(try jobs() == [])
  }

  @Test func `what a filter leaves keeps both of its records`() async throws {
    try fail(0..<200)
    let before = try contents()
    var run = app.operations.run(try await app.operations.begin(try await app.plan { $0.queues = ["mail"] }))
    #expect(try await run.drive().counts.done == 133)
    #expect(try jobs() == (0..<200).filter { !$0.isMultiple(of: 3) }.map { job($0 / 2) })
    #expect(try contents()[1...] == [[], before[2]])
    #expect(try app.list("resque:failed").count == 67)
  }

  @Test func `a record that Ruby has marked stays with its other, unless that is meant`() async throws {
    try fail(0..<60)
    let marked = try Payload(try app.list("resque:mail_failed")[5]).adding("retried_at", Array(#""then""#.utf8)).bytes
    _ = try app.session.call(RedisCommand("LSET", "resque:mail_failed", 5, marked))
    var run = app.operations.run(try await app.operations.begin(try await app.plan()))
    let end = try await run.drive()
    #expect((end.counts.done, end.counts.refused) == (59, 1))
    #expect(try app.list("resque:failed").count == 1)
    #expect(try app.list("resque:mail_failed") == [marked])
    var again = app.operations.run(try await app.operations.begin(try await app.plan { $0.retried = true }))
    #expect(try await again.drive().counts.done == 1)
    #expect(try contents() == [[], [], []])
  }

  @Test func `records that somebody removes meanwhile send nothing twice and lose nothing`() async throws {
    try fail(0..<300)
    var run = app.operations.run(try await app.operations.begin(try await app.plan()))
    while !(try await run.step()).isOver {
      try app.call("LPOP", "resque:mail_failed", "3")
      try app.call("RPOP", "resque:mail_failed", "2")
    }
    let left = try app.list("resque:failed").compactMap {
      ResqueFailure.Entry(parsing: $0).payload.map { Array($0.bytes) }
    }
    let order = { (one: [UInt8], other: [UInt8]) in one.lexicographicallyPrecedes(other) }
    #expect(try (jobs() + left).sorted(by: order) == jobs(0..<300).sorted(by: order))
  }

  @Test func `a removal takes both`() async throws {
    try fail(0..<120)
    let plan = OperationPlan(.remove, of: FailureSelection(), in: try await app.failedList.places(), who: "me@here")
    let record = try await app.operations.begin(plan)
    let treatment = RemoveTreatment(record.id, dialect: app.dialect, archive: nil)
    var run = app.operations.run(record, treatment: treatment)
    #expect(try await run.drive().counts.done == 120)
    #expect(try contents() == [[], [], []])
    #expect(try jobs() == [])
  }

  @Test func `an entry that is kept with a mark leaves its other record, as Ruby does`() async throws {
    try fail(0..<60)
    let before = try contents()
    var plan = try await app.plan()
    plan.change.keepsEntries = true
    var run = app.operations.run(try await app.operations.begin(plan))
    #expect(try await run.drive().counts.done == 60)
    #expect(try contents()[1...] == before[1...])
    #expect(try app.texts("resque:failed").filter { $0.contains(#""retried_at":"#) }.count == 60)
  }

  @Test func `rules are refused before anything is stored`() async throws {
    try fail(0..<3)
    let plan = OperationPlan(.map, of: FailureSelection(), in: try await app.failedList.places(), who: "me@here")
    await #expect(throws: InspectorError.rewriteOfTwins) { try await app.operations.begin(plan) }
    #expect(try app.call("KEYS", "*:op*").array?.isEmpty == true)
  }
}
