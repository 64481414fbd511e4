import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RequeueOperationTests {
  private let app: App

  init() throws {
    app = try App()
  }

  private func requeue(
    atMost most: Int = 5_000, _ edit: (inout FailureSelection) -> Void = { _ in }
  ) async throws -> OperationRecord {
    var run = app.operations.run(try await app.operations.begin(try await app.plan(edit)))
    return try await run.drive(atMost: most)
  }

  @Test(arguments: [5_000, 500, 77]) func `every failure goes back to its queue, the oldest first`(most: Int)
    async throws
  {
    try app.fail(numbers: 0..<1_203)
    let record = try await app.operations.begin(try await app.plan())
    #expect(record.state == .claiming)
    #expect(try app.list("resque:failed").count == 1_203)
    var run = app.operations.run(record)
    let end = try await run.drive(atMost: most)
    #expect(end.state == .finished)
    #expect((end.counts.looked, end.counts.claimed, end.counts.done) == (1_203, 1_203, 1_203))
    #expect(try app.list("resque:queue:mail") == (0..<1_203).map(job))
    #expect(try app.call("SMEMBERS", "resque:queues").strings == [Array("mail".utf8)])
    #expect(try app.call("EXISTS", "resque:failed").int == 0)
    #expect(try app.heldKeys(record.id) == ["", ":journal"])
    for key in try app.heldKeys(record.id) {
      let seconds = try app.call("TTL", app.dialect.ownKeys.operation(record.id) + key).int ?? 0
      #expect((259_000...259_200).contains(seconds))
    }
  }

  @Test func `a sample has something in it though fewer are meant than was thought`() async throws {
    try app.fail(numbers: 0..<10)
    var plan = try await app.plan()
    plan.canary = OperationPlan.Canary(sample: 2, need: 1, expected: 1_000)
    var run = app.operations.run(try await app.operations.begin(plan))
    #expect(try await run.drive(to: .watching).counts.done == 1)
  }

  @Test func `what is not meant, or cannot go back, stays where it was in its order`() async throws {
    for number in 0..<700 {
      try app.fail(job(number), queue: number.isMultiple(of: 3) ? "mail" : "slow")
      if number.isMultiple(of: 50) { try app.call("RPUSH", "resque:failed", "no JSON \(number)") }
    }
    try app.call("RPUSH", "resque:failed", "")
    let before = try app.list("resque:failed")
    let end = try await requeue { $0.queues = ["mail"] }
    #expect((end.counts.claimed, end.counts.done, end.counts.refused) == (234, 234, 0))
    #expect(try app.list("resque:queue:mail") == (0..<700).filter { $0.isMultiple(of: 3) }.map(job))
    let sent = Set(try await journal(end).compactMap(\.entry))
    #expect(try app.list("resque:failed") == before.filter { !sent.contains($0) })
  }

  @Test func `a failure that cannot go back is refused with its reason, and stays`() async throws {
    try app.fail(numbers: 0..<3)
    try app.call("RPUSH", "resque:failed", #"{"payload":{"class":"Mail","args":[9]},"exception":"E"}"#)
    try app.fail(numbers: 3..<5)
    let end = try await requeue()
    #expect((end.counts.looked, end.counts.done, end.counts.refused) == (6, 5, 1))
    let refused = try await journal(end).filter { $0.event == .refused }
    #expect(refused.map(\.reason) == ["the entry names no queue"])
    let left = try app.list("resque:failed")
    #expect(left.count == 1)
    #expect(refused.map(\.id) == left.map { FailureID(entry: $0, list: "failed") })
  }

  @Test func `the journal tells of each entry where its job went, in order`() async throws {
    try app.fail(numbers: 0..<250)
    let entries = try app.list("resque:failed")
    let end = try await requeue()
    let records = try await journal(end)
    #expect(records.map(\.event) == Array(repeating: .sent, count: 250))
    #expect(records.map(\.entry) == entries)
    #expect(records.map(\.id) == entries.map { FailureID(entry: $0, list: "failed") })
    #expect(
      records.allSatisfy { $0.queue == "mail" && $0.set == "failed" && $0.digest?.count == 16 && $0.score == nil })
  }

  @Test func `a limit takes the newest, and nothing else is read`() async throws {
    try app.fail(numbers: 0..<2_000)
    let before = try app.list("resque:failed")
    let end = try await requeue { $0.limit = 30 }
    #expect((end.counts.looked, end.counts.claimed, end.counts.done) == (30, 30, 30))
    #expect(try app.list("resque:queue:mail") == (1_970..<2_000).map(job))
    #expect(try app.list("resque:failed") == Array(before[..<1_970]))
  }

  @Test func `failures that arrive meanwhile are not meant, and come behind what stays`() async throws {
    for number in 0..<900 { try app.fail(job(number), queue: number.isMultiple(of: 2) ? "mail" : "slow") }
    let stays = try app.list("resque:failed").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    let record = try await app.operations.begin(try await app.plan { $0.queues = ["mail"] })
    var run = app.operations.run(record)
    var number = 10_000
    while !(try await run.step(atMost: 100)).isOver {
      try app.fail(job(number))
      number += 1
    }
    #expect(number > 10_010)
    #expect(try app.list("resque:queue:mail") == stride(from: 0, to: 900, by: 2).map(job))
    let left = try app.list("resque:failed")
    #expect(Array(left[..<450]) == stays)
    // One arrived before the list was renamed, if any.
    #expect(left.count == 450 + number - 10_000)
  }

  @Test func `a selection that means nothing changes nothing`() async throws {
    try app.fail(numbers: 0..<600)
    let before = try app.list("resque:failed")
    let end = try await requeue { $0.classes = ["Nobody"] }
    #expect((end.counts.looked, end.counts.claimed, end.state) == (600, 0, .finished))
    #expect(try app.list("resque:failed") == before)
    #expect(try app.call("EXISTS", "resque:queues").int == 0)
  }

  @Test func `a few ids are claimed without the list leaving its place`() async throws {
    try app.fail(numbers: 0..<600)
    try app.fail(job(5))
    let before = try app.list("resque:failed")
    let ids = [before[5], before[300]].map { FailureID(entry: $0, list: "failed").digits }
    let record = try await app.operations.begin(try await app.plan { $0.ids = ids })
    var run = app.operations.run(record)
    _ = try await run.drive(to: .sending)
    #expect(try app.heldKeys(record.id) == ["", ":todo:failed"])
    let end = try await run.drive()
    // Equal entries have one id.
    #expect(end.counts.done == 3)
    #expect(try app.list("resque:queue:mail") == [job(5), job(300), job(5)])
    #expect(
      try app.list("resque:failed") == before.enumerated().filter { ![5, 300, 600].contains($0.offset) }.map(\.element))
  }

  @Test func `large entries go one at a time`() async throws {
    let text = String(repeating: "x", count: 10 << 20)
    for number in 0..<3 { try app.fail(Array(#"{"class":"Mail","args":[\#(number),"\#(text)"]}"#.utf8)) }
    try app.fail(numbers: 0..<10)
    let end = try await requeue()
    #expect(end.counts.done == 13)
    #expect(try app.call("LLEN", "resque:queue:mail").int == 13)
  }

  @Test(arguments: ["a b", "🛟", "x:y,z", "é"]) func `queues may have any name`(queue: String) async throws {
    for number in 0..<20 { try app.fail(job(number), queue: queue) }
    let end = try await requeue()
    #expect(end.counts.done == 20)
    #expect(try app.list("resque:queue:" + queue) == (0..<20).map(job))
    #expect(try await journal(end).allSatisfy { $0.queue == queue })
  }

  @Test(arguments: ["resque:queue:mail", "resque:queues"])
  func `a key of the wrong type stops it, and what waits stays waiting`(key: String) async throws {
    try app.fail(numbers: 0..<20)
    try app.call("SET", key, "text")
    let record = try await app.operations.begin(try await app.plan())
    var run = app.operations.run(record)
    let error = await #expect(throws: InspectorError.self) { _ = try await run.drive() }
    #expect(error?.description.contains("\(key) is a string, expected a") == true)
    #expect(try await app.operations.record(record.id).counts.done == 0)
    try app.call("DEL", key)
    #expect(try await run.drive().counts.done == 20)
    #expect(try app.list("resque:queue:mail") == (0..<20).map(job))
  }

  @Test func `jobs may be sent for later, into the buckets of their seconds`() async throws {
    try app.fail(numbers: 0..<40)
    var plan = try await app.plan()
    plan.change.delay = 600
    plan.change.spread = 3
    var run = app.operations.run(try await app.operations.begin(plan))
    let end = try await run.drive()
    let times = Set(try await journal(end).compactMap(\.dueAt))
    #expect(end.counts.done == 40)
    let start = end.startedAt / 1_000
    #expect(times.allSatisfy { (start + 600...start + 620).contains($0) })
    var waiting = 0
    for time in times { waiting += try app.call("LLEN", "resque:delayed:\(time)").int ?? 0 }
    #expect(waiting == 40)
    #expect(
      Set(try app.call("ZRANGE", "resque:delayed_queue_schedule", "0", "-1").strings)
        == Set(times.map { Array(String($0).utf8) }))
    #expect(try app.call("EXISTS", "resque:queue:mail", "resque:queues").int == 0)
  }

  private func journal(_ record: OperationRecord) async throws -> [JournalRecord] {
    var records: [JournalRecord] = []
    while true {
      let next = try await app.operations.journal(record.id, after: records.last?.position)
      if next.isEmpty { return records }
      records += next
    }
  }
}
