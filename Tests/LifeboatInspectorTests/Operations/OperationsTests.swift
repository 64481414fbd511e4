import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct OperationsTests {
  private let app: App

  init() throws {
    app = try App()
  }

  @Test func `an operation is stored whole before anything is touched`() async throws {
    try app.fail(numbers: 0..<3)
    var plan = try await app.plan {
      $0.classes = ["Mail", "é 🛟"]
      $0.since = 1
      $0.limit = 7
    }
    plan.change.queue = "a b"
    plan.change.delay = 60
    plan.change.spread = 5
    plan.change.resetsRetries = true
    plan.change.keepsEntries = true
    plan.rate = 12.5
    plan.rules = [0xFF, 0x0A]
    plan.archive = "failed.jsonl"
    plan.note = "after the deploy"
    plan.canary = OperationPlan.Canary(sample: 20, need: 0.95, expected: 3)
    let record = try await app.operations.begin(plan)
    #expect(record.id.utf8.count == 8)
    #expect(try await app.operations.record(record.id) == record)
    #expect(record.plan == plan)
    #expect((record.state, record.epoch, record.counts) == (.claiming, 1, OperationCounts()))
    #expect(try app.list("resque:failed").count == 3)
  }

  @Test func `operations are listed from the newest, and found by their beginning`() async throws {
    var ids: [String] = []
    for _ in 0..<3 { ids.append(try await app.operations.begin(try await app.plan()).id) }
    #expect(Set(try await app.operations.list().map(\.id)) == Set(ids))
    #expect(try await app.operations.find(ids[1].uppercased()).id == ids[1])
    #expect(try await app.operations.find(String(ids[1].prefix(7))).id == ids[1])
    await #expect(throws: InspectorError.noOperation("zzz")) { try await app.operations.find("zzz") }
    await #expect(throws: InspectorError.noOperation("")) { try await app.operations.find("") }
    try app.call("DEL", app.dialect.ownKeys.operation(ids[0]))
    #expect(try await app.operations.list().count == 2)
    #expect(try app.call("ZCARD", app.dialect.ownKeys.operations).int == 2)
  }

  @Test func `who was paused does nothing more, and whoever takes it up goes on`() async throws {
    try app.fail(numbers: 0..<1_000)
    let record = try await app.operations.begin(try await app.plan())
    var run = app.operations.run(record)
    while try await run.step(atMost: 100).counts.done < 300 {}
    let paused = try await app.operations.pause(record.id)
    #expect((paused.state, paused.phase) == (.paused, .sending))
    await #expect(throws: InspectorError.operationLost(record.id, .paused)) { try await run.step() }
    await #expect(throws: InspectorError.operationLost(record.id, .paused)) { try await run.pause() }
    #expect(try app.list("resque:queue:mail").count == 300)
    var other = app.operations.run(try await app.operations.take(record.id))
    #expect(try await other.drive().counts.done == 1_000)
    #expect(try app.list("resque:queue:mail") == (0..<1_000).map(job))
    await #expect(throws: InspectorError.operationOver(record.id, .finished)) {
      try await app.operations.take(record.id)
    }
    await #expect(throws: InspectorError.operationOver(record.id, .finished)) {
      try await app.operations.pause(record.id)
    }
  }

  @Test(arguments: [false, true]) func `a tool that dies between any two steps is followed by another`(undoes: Bool)
    async throws
  {
    for number in 0..<600 { try app.fail(job(number), queue: number.isMultiple(of: 5) ? "slow" : "mail") }
    let before = try app.list("resque:failed")
    let id = try await app.operations.begin(try await app.plan { $0.queues = ["mail"] }).id
    var steps = 0
    while true {
      var run = app.operations.run(try await app.operations.take(id))
      let record = try await run.step(atMost: 70)
      steps += 1
      if record.isOver { break }
      if undoes, record.counts.done >= 200 { _ = try await app.operations.takeBack(id) }
    }
    #expect(steps > 10)
    if undoes {
      #expect(Set(try app.list("resque:failed")) == Set(before))
      #expect(try app.list("resque:failed").count == 600)
    } else {
      #expect(try app.list("resque:queue:mail") == (0..<600).filter { !$0.isMultiple(of: 5) }.map(job))
      #expect(
        try app.list("resque:failed") == before.enumerated().filter { $0.offset.isMultiple(of: 5) }.map(\.element))
    }
  }

  @Test func `two who work on one operation at once double nothing`() async throws {
    try app.fail(numbers: 0..<2_000)
    let id = try await app.operations.begin(try await app.plan()).id
    let redis = app.redis.url
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let operations = Operations(on: RedisConnection(url: redis), dialect: ResqueDialect(namespace: "resque"))
          // Four who take it from each other for ever might get nothing done.
          for _ in 0..<50 {
            do throws(InspectorError) {
              var run = operations.run(try await operations.take(id))
              for _ in 0..<3 where try await run.step(atMost: 60).isOver { return }
            } catch {
              switch error {
              case .operationLost: continue
              case .operationOver: return
              default: throw error
              }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    if try await !app.operations.record(id).isOver {
      var run = app.operations.run(try await app.operations.take(id))
      try await run.drive()
    }
    #expect(try app.list("resque:queue:mail") == (0..<2_000).map(job))
  }

  @Test func `only what is over can be forgotten`() async throws {
    try app.fail(numbers: 0..<3)
    let record = try await app.operations.begin(try await app.plan())
    await #expect(throws: InspectorError.operationNotOver(record.id, .claiming)) {
      try await app.operations.forget(record.id)
    }
    var run = app.operations.run(record)
    _ = try await run.drive()
    try await app.operations.forget(record.id)
    #expect(try app.call("KEYS", "*lifeboat*").array?.isEmpty == true)
    await #expect(throws: InspectorError.noOperation(record.id)) { try await app.operations.forget(record.id) }
    await #expect(throws: InspectorError.operationLost(record.id, nil)) { try await run.step() }
  }

  @Test func `a record that another version wrote is not guessed at`() async throws {
    let record = try await app.operations.begin(try await app.plan())
    let key = app.dialect.ownKeys.operation(record.id)
    try app.call("HSET", key, "kind", "teleport")
    await #expect(throws: InspectorError.unreadableOperation(record.id, field: "kind")) {
      try await app.operations.take(record.id)
    }
    try app.call("HSET", key, "kind", "requeue", "selection", #"{"colour":"red"}"#)
    await #expect(throws: InspectorError.self) { try await app.operations.take(record.id) }
  }

  @Test func `a full Redis refuses a step whole, and it goes on when there is room`() async throws {
    try app.fail(numbers: 0..<2_000)
    let record = try await app.operations.begin(try await app.plan())
    var run = app.operations.run(record)
    _ = try await run.drive(to: .sending)
    try app.call("CONFIG", "SET", "maxmemory", "1")
    let error = await #expect(throws: InspectorError.self) { try await run.drive() }
    guard case .redis(let reason)? = error else { return }
    #expect(reason.isTransient)
    try app.call("CONFIG", "SET", "maxmemory", "0")
    #expect(try await run.drive().counts.done == 2_000)
    #expect(try app.list("resque:queue:mail") == (0..<2_000).map(job))
  }
}
