import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct WorkerPrunerTests {
  private static let beat = "2026-11-21T09:12:18+00:00"
  private static let now = 1_795_253_000

  /// Registers a worker as Ruby does, all six traces.
  private func register(_ id: String, _ app: App, working: String? = nil) throws {
    try app.call("SADD", "resque:workers", id)
    try app.call("HSET", "resque:workers:heartbeat", id, Self.beat)
    try app.call("SET", "resque:worker:\(id):started", "2026-11-21 09:00:00 +0000")
    try app.call("SET", "resque:stat:processed:\(id)", "5")
    try app.call("SET", "resque:stat:failed:\(id)", "1")
    if let working { try app.call("SET", "resque:worker:\(id)", working) }
  }

  private func pruner(_ app: App) -> WorkerPruner { WorkerPruner(connection: app.connection, dialect: app.dialect) }

  private func keys(_ app: App) throws -> [String] {
    (try app.call("KEYS", "*").array ?? []).compactMap(\.string).sorted()
  }

  @discardableResult
  private func prune(
    _ id: String, _ app: App, _ verdict: PruneVerdict = .silent(seconds: 301), _ backend: FailureBackend = .list
  ) async throws -> Bool {
    let worker = try #require(try await pruner(app).workers().first { $0.id == id })
    return try await pruner(app).unregister(worker, verdict, backend: backend, at: Self.now)
  }

  @Test(arguments: ["far:9:a b,c:é😀", "justahost", "", "far:1:q:extra", "::1:9:q", #"{"id":1}"#])
  func `an idle worker leaves nothing behind, and no other loses anything`(id: String) async throws {
    let app = try App()
    try app.call("SET", "resque:stat:processed", "50")
    try register("other:1:q", app, working: #"{"queue":"q","payload":{"class":"A","args":[]}}"#)
    let before = try keys(app)
    try register(id, app)
    #expect(try await prune(id, app))
    #expect(try keys(app) == before)
    #expect(try app.call("SMEMBERS", "resque:workers").array?.compactMap(\.string) == ["other:1:q"])
    #expect(try app.call("HLEN", "resque:workers:heartbeat").int == 1)
  }

  @Test func `a heartbeat without a worker is found and goes`() async throws {
    let app = try App()
    try app.call("HSET", "resque:workers:heartbeat", "far:9:q", Self.beat)
    #expect(try await pruner(app).workers().map(\.id) == ["far:9:q"])
    #expect(try await prune("far:9:q", app))
    #expect(try keys(app) == [])
  }

  @Test(arguments: [
    (
      PruneVerdict.silent(seconds: 301), "Resque::PruneDeadWorkerDirtyExit",
      "Worker far:9:a b did not gracefully exit while processing Mail"
    ),
    (.processEnded, "Resque::DirtyExit", "Job still being processed"),
    (.processReplaced, "Resque::DirtyExit", "Job still being processed"),
  ])
  func `a working one's job is recorded in Ruby's words, and no counter of failures moves`(
    verdict: PruneVerdict, exception: String, error: String
  ) async throws {
    let app = try App()
    try app.call("SET", "resque:stat:failed", "3")
    try register(
      "far:9:a b", app,
      working: #"{"queue":"a b","run_at":"2026-11-21T09:12:17Z","payload":{"class":"Mail","args":[1.0,"é"],"x":1e2}}"#)
    #expect(try await prune("far:9:a b", app, verdict))
    #expect(
      try app.texts("resque:failed") == [
        #"{"failed_at":"2026/11/21 09:23:20 UTC","payload":{"class":"Mail","args":[1.0,"é"],"x":1e2},"#
          + #""exception":"\#(exception)","error":"\#(error)","backtrace":[],"worker":"far:9:a b","queue":"a b"}"#
      ])
    #expect(try keys(app) == ["resque:failed", "resque:stat:failed"])
    #expect(try app.call("GET", "resque:stat:failed").string == "3")
  }

  @Test(arguments: [
    (FailureBackend.list, ["resque:failed"]), (.perQueue, ["resque:a:b_failed", "resque:failed_queues"]),
    (.both, ["resque:a:b_failed", "resque:failed", "resque:failed_queues"]),
  ])
  func `the record goes where the app keeps its failures`(backend: FailureBackend, expected: [String]) async throws {
    let app = try App()
    try register("far:9:q", app, working: #"{"queue":"a:b","payload":{"args":[]}}"#)
    #expect(try await prune("far:9:q", app, .silent(seconds: 301), backend))
    #expect(try keys(app) == expected)
    let failure = try #require(try await app.failedList.newest(limit: 9).first)
    #expect(failure.error?.hasSuffix("while processing <Unknown Job>") == true)
    #expect(try await app.failedList.count() == 1)
    #expect(
      try app.call("SMEMBERS", "resque:failed_queues").array?.compactMap(\.string)
        == (backend == .list ? [] : ["a:b_failed"]))
  }

  @Test func `one that beats, or takes another job, before it is unregistered stays`() async throws {
    let app = try App()
    try register("far:9:q", app, working: #"{"queue":"q","payload":{"class":"A","args":[1]}}"#)
    let worker = try #require(try await pruner(app).workers().first)
    try app.call("SET", "resque:worker:far:9:q", #"{"queue":"q","payload":{"class":"A","args":[2]}}"#)
    let before = try keys(app)
    #expect(try await !pruner(app).unregister(worker, .silent(seconds: 301), backend: .both, at: Self.now))
    let next = try #require(try await pruner(app).workers().first)
    try app.call("HSET", "resque:workers:heartbeat", "far:9:q", "2026-11-21T09:13:18+00:00")
    #expect(try await !pruner(app).unregister(next, .silent(seconds: 301), backend: .both, at: Self.now))
    #expect(try keys(app) == before)
    #expect(try await prune("far:9:q", app))
    // Somebody else was quicker.
    #expect(try await !pruner(app).unregister(next, .silent(seconds: 301), backend: .both, at: Self.now))
    #expect(try app.list("resque:failed").count == 1)
  }

  @Test func `a failed list of the wrong type stops it before anything is written`() async throws {
    let app = try App()
    try register("far:9:q", app, working: #"{"queue":"q","payload":{"class":"A","args":[1]}}"#)
    try app.call("SET", "resque:q_failed", "no list")
    let before = try keys(app)
    await #expect(throws: InspectorError.self) { try await prune("far:9:q", app, .processEnded, .both) }
    try app.call("DEL", "resque:q_failed")
    try app.call("SET", "resque:failed_queues", "no set")
    await #expect(throws: InspectorError.self) { try await prune("far:9:q", app, .processEnded, .both) }
    #expect(try keys(app) == (before + ["resque:failed_queues"]).filter { $0 != "resque:q_failed" }.sorted())
    #expect(try app.call("SISMEMBER", "resque:workers", "far:9:q").int == 1)
  }

  @Test func `slots that an incarnation owns are none of its business, and one left behind leaves no failure`()
    async throws
  {
    let app = try App()
    let own = "resque:lifeboat:resque:"
    try app.call("HSET", own + "processes", "one", "1")
    let working = #"{"queue":"q","payload":{"class":"A","args":[1]}}"#
    for id in ["box~lifeboat1:9:q", "box~lifeboat2:9:q", "box~lifeboat1:8:q"] {
      try register(id, app, working: working)
    }
    try app.call("SADD", own + "workers:one", "box~lifeboat1:9:q", "box~lifeboat2:9:q")
    #expect(try await pruner(app).workers().map(\.id) == ["box~lifeboat1:8:q"])
    #expect(try await prune("box~lifeboat1:8:q", app))
    #expect(try app.call("EXISTS", "resque:failed").int == 0)
    #expect(try app.call("SCARD", "resque:workers").int == 2)
  }

  @Test func `a record of the wrong type is no record of a job`() async throws {
    let app = try App()
    try register("far:9:q", app)
    try app.call("RPUSH", "resque:worker:far:9:q", "x")
    let worker = try #require(try await pruner(app).workers().first)
    guard case .unreadable = worker.running else {
      Issue.record("it was read as \(worker.running)")
      return
    }
  }

  @Test func `one of ours whose record is of the wrong type goes all the same`() async throws {
    let app = try App()
    try register("box~lifeboat1:8:q", app)
    try app.call("RPUSH", "resque:worker:box~lifeboat1:8:q", "x")
    #expect(try await prune("box~lifeboat1:8:q", app))
    #expect(try keys(app) == [])
  }

  @Test func `an error says which key is of the wrong type`() async throws {
    let app = try App()
    try register("far:9:q", app, working: #"{"queue":"a b","payload":{"class":"A","args":[1]}}"#)
    try app.call("SET", "resque:a b_failed", "no list")
    let error = await #expect(throws: InspectorError.self) { try await prune("far:9:q", app, .processEnded, .perQueue) }
    #expect(
      error?.description.contains("WRONGTYPE resque:a b_failed is no list") == true, "\(String(describing: error))")
  }

  @Test func `ids that look the same are two workers`() async throws {
    let app = try App()
    let ids = ["far:9:e\u{301}", "far:9:\u{e9}"]
    for id in ids { try register(id, app, working: #"{"queue":"\#(id)","payload":{"class":"A","args":[]}}"#) }
    let workers = try await pruner(app).workers()
    #expect(workers.map { Array($0.id.utf8) } == ids.map { Array($0.utf8) })
    #expect(workers.map { $0.working?.count } == [55, 54])
    for worker in workers {
      #expect(try await pruner(app).unregister(worker, .silent(seconds: 301), backend: .list, at: Self.now))
    }
    #expect(try app.list("resque:failed").count == 2)
    #expect(try keys(app) == ["resque:failed"])
  }

  @Test func `an id or a heartbeat that is no UTF-8 is shown, and never thought dead`() async throws {
    let app = try App()
    let odd: [UInt8] = Array("box:9:q".utf8) + [0xFF]
    _ = try app.session.call(RedisCommand("SADD", "resque:workers", odd))
    _ = try app.session.call(RedisCommand("HSET", "resque:workers:heartbeat", odd, Self.beat))
    _ = try app.session.call(RedisCommand("HSET", "resque:workers:heartbeat", "far:9:q", [0xFF] as [UInt8]))
    let judge = PruneJudge(now: Self.now, host: "box") { _ in .none }
    let workers = try await pruner(app).workers()
    #expect(workers.map { judge.verdict(on: $0) } == [.oddID, .unreadableHeartbeat("\u{FFFD}")])
  }

  @Test func `a worker whose job cannot be read is never unregistered`() async throws {
    let app = try App()
    try register("far:9:q", app, working: "{")
    let before = try keys(app)
    #expect(try await !prune("far:9:q", app, .unreadableJob))
    #expect(try keys(app) == before)
  }

  @Test func `a broken set of an incarnation's slots hides nobody else`() async throws {
    let app = try App()
    let own = "resque:lifeboat:resque:"
    for name in ["one", "two"] { try app.call("HSET", own + "processes", name, "1") }
    for id in ["box~lifeboat1:8:q", "box~lifeboat1:9:q", "far:9:q"] { try register(id, app) }
    try app.call("SET", own + "workers:one", "no set")
    try app.call("SADD", own + "workers:two", "box~lifeboat1:9:q")
    #expect(try await pruner(app).workers().map(\.id) == ["box~lifeboat1:8:q", "far:9:q"])
  }
}
