import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SidekiqOperationTests {
  private let app: SidekiqApp

  init() throws {
    app = try SidekiqApp(namespace: "a b")
  }

  private var operations: Operations { Operations(on: app.connection, dialect: app.dialect) }

  /// Fills a sorted set, or the overflow list, with jobs that failed.
  private func fill(_ key: String, _ numbers: Range<Int>, queue: String = "mail") throws {
    for number in numbers {
      try app.call("ZADD", key, "1795252\(300 + number).25", failedJob(number, count: 3, queue: queue))
    }
  }

  private func plan(
    set: String? = nil, _ edit: (inout FailureSelection) -> Void = { _ in }
  ) async throws -> OperationPlan {
    var selection = FailureSelection()
    edit(&selection)
    return OperationPlan(.requeue, of: selection, in: try await app.failures(set).places(), who: "me@here")
  }

  private func numbers(_ jobs: [String]) -> [Int] {
    jobs.compactMap { (try? Payload(Array($0.utf8)))?.arguments?.elements.compactMap(\.int).first }
  }

  /// Members and scores.
  private func scored(_ key: String) throws -> [String] {
    try app.call("ZRANGE", key, 0, -1, "WITHSCORES").array?.compactMap(\.string) ?? []
  }

  @Test(arguments: ["dead", "retry"])
  func `jobs go back as Ruby's retry by hand sends them, the oldest first`(
    set: String
  ) async throws {
    let key = set == "dead" ? app.dialect.keys.dead : app.dialect.keys.retry
    try fill(key, 0..<350)
    var run = operations.run(try await operations.begin(try await plan(set: set)))
    let end = try await run.drive()
    #expect((end.counts.looked, end.counts.done, end.counts.gone) == (350, 350, 0))
    let jobs = try app.list(app.dialect.keys.queue("mail"))
    // Workers take from the right.
    #expect(numbers(jobs) == Array((0..<350).reversed()))
    #expect(jobs.allSatisfy { $0.contains(#""retry_count":2"#) })
    #expect(try app.call("EXISTS", key).int == 0)
    #expect(try app.call("SMEMBERS", app.dialect.keys.queues).strings == [Array("mail".utf8)])
  }

  @Test(arguments: ["dead", "retry"], [0, 120, 300])
  func `what was sent comes back with its score`(
    set: String, sent: Int
  ) async throws {
    let key = set == "dead" ? app.dialect.keys.dead : app.dialect.keys.retry
    try fill(key, 0..<300)
    try fill(key, 300..<310, queue: "slow")
    let before = try scored(key)
    let record = try await operations.begin(try await plan(set: set) { $0.queues = ["mail"] })
    var run = operations.run(record)
    while try await run.step(atMost: 60).counts.done < sent {}
    var back = operations.run(try await operations.takeBack(record.id))
    let end = try await back.drive()
    #expect(end.counts.undone == sent)
    #expect(try scored(key) == before)
    #expect(try app.call("EXISTS", app.dialect.keys.queue("mail")).int == 0)
    #expect(try app.call("KEYS", app.dialect.ownKeys.operation(record.id) + ":todo*").array?.isEmpty == true)
  }

  @Test func `a job that failed after the start is not meant, and one that Ruby took meanwhile is gone`() async throws {
    let key = app.dialect.keys.retry
    try fill(key, 0..<250)
    var run = operations.run(try await operations.begin(try await plan(set: "retry")))
    let later = failedJob(900).replacing("1795252257.75", with: "4000000000.5")
    try app.call("ZADD", key, "5000000000", later)
    _ = try await run.step(atMost: 100)
    try app.call("ZREMRANGEBYRANK", key, 0, 9)
    let end = try await run.drive()
    #expect(end.counts.done == 240)
    #expect(try app.members(key) == [later])
  }

  @Test func `members of one score are each claimed once, however many stay`() async throws {
    let key = app.dialect.keys.dead
    for number in 0..<1_500 {
      try app.call("ZADD", key, "1795252300", failedJob(number, queue: number.isMultiple(of: 3) ? "slow" : "mail"))
    }
    var run = operations.run(try await operations.begin(try await plan { $0.queues = ["mail"] }))
    let end = try await run.drive(atMost: 300)
    #expect((end.counts.looked, end.counts.done, end.counts.gone) == (1_500, 1_000, 0))
    #expect(try app.call("ZCARD", key).int == 500)
    #expect(
      Set(numbers(try app.list(app.dialect.keys.queue("mail")))) == Set((0..<1_500).filter { !$0.isMultiple(of: 3) }))
  }

  @Test func `what the dead set has no room for any more comes back into the overflow`() async throws {
    let key = app.dialect.keys.dead
    try fill(key, 0..<200)
    let before = try scored(key)
    let record = try await operations.begin(try await plan())
    var run = operations.run(record)
    _ = try await run.drive()
    var filler = RedisCommand("ZADD", key)
    for number in 0..<8_900 { filler.append(each: ["1795260000", "other \(number)"]) }
    _ = try app.session.call(filler)
    try app.call("ZADD", key, "1795252499.25", failedJob(199, count: 3))
    var back = operations.run(try await operations.takeBack(record.id))
    #expect(try await back.drive().counts.undone == 200)
    // An equal one was there, and the newest 99 fitted besides.
    #expect(try app.call("ZCARD", key).int == 9_000)
    let overflow = try app.list(app.dialect.ownKeys.overflow)
    #expect(overflow.count == 101)
    let spelled = stride(from: 0, to: before.count, by: 2).map { before[$0 + 1] + ":" + before[$0] }
    #expect(overflow == Array(spelled[..<100]) + [spelled[199]])
  }

  @Test func `the overflow list is worked with the dead set, and comes back as it was`() async throws {
    try fill(app.dialect.keys.dead, 0..<50)
    for number in 100..<150 { try app.call("RPUSH", app.dialect.ownKeys.overflow, "1795252000.5:" + failedJob(number)) }
    let before = (try scored(app.dialect.keys.dead), try app.list(app.dialect.ownKeys.overflow))
    let record = try await operations.begin(try await plan())
    var run = operations.run(record)
    #expect(try await run.drive().counts.done == 100)
    #expect(try app.call("EXISTS", app.dialect.keys.dead, app.dialect.ownKeys.overflow).int == 0)
    var back = operations.run(try await operations.takeBack(record.id))
    #expect(try await back.drive().counts.undone == 100)
    #expect(try scored(app.dialect.keys.dead) == before.0)
    #expect(try app.list(app.dialect.ownKeys.overflow) == before.1)
  }

  @Test func `jobs that are scheduled can be taken back, and others stay scheduled`() async throws {
    try fill(app.dialect.keys.dead, 0..<700)
    let before = try scored(app.dialect.keys.dead)
    try app.call("ZADD", app.dialect.keys.schedule, "4000000000", "other")
    var plan = try await plan()
    plan.change.delay = 600
    plan.change.spread = 60
    let record = try await operations.begin(plan)
    var run = operations.run(record)
    _ = try await run.drive()
    #expect(try app.call("ZCARD", app.dialect.keys.schedule).int == 701)
    var back = operations.run(try await operations.takeBack(record.id))
    #expect(try await back.drive().counts.undone == 700)
    #expect(try app.members(app.dialect.keys.schedule) == ["other"])
    #expect(try scored(app.dialect.keys.dead) == before)
  }
}
