import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct WorkerReaderTests {
  private func register(_ id: String, _ app: App, started: String? = nil, heartbeat: String? = nil) throws {
    try app.call("SADD", "resque:workers", id)
    if let started { try app.call("SET", "resque:worker:\(id):started", started) }
    if let heartbeat { try app.call("HSET", "resque:workers:heartbeat", id, heartbeat) }
  }

  @Test func `a Ruby worker is read as Ruby wrote it`() async throws {
    let app = try App()
    // Captured from Resque 3.0.0.
    let id = "worker-host:14675:high,default"
    try register(id, app, started: "2026-11-21 09:33:41 +0000", heartbeat: "2026-11-21T09:33:41+00:00")
    try app.call(
      "SET", "resque:worker:\(id)",
      #"{"queue":"default","run_at":"2026-11-21T09:33:42Z","payload":{"class":"OkJob","args":[1.0,"é😀"]}}"#)
    let worker = try #require(try await app.workers.list().first)
    #expect(worker.id == id)
    #expect(worker.host == "worker-host")
    #expect(worker.pid == 14675)
    #expect(worker.queues == ["high", "default"])
    #expect(!worker.isLifeboat)
    #expect(worker.startedAt == 1_795_253_621)
    #expect(worker.heartbeatAt == 1_795_253_621)
    #expect(worker.running?.className == "OkJob")
    #expect(worker.running?.queue == "default")
    #expect(worker.running?.since == "2026-11-21T09:33:42Z")
  }

  @Test func `one of our slots is known as ours`() async throws {
    let app = try App()
    try register("web-1~lifeboat12:99:a b,q:c", app)
    let worker = try #require(try await app.workers.list().first)
    #expect(worker.host == "web-1~lifeboat12")
    #expect(worker.pid == 99)
    #expect(worker.queues == ["a b", "q:c"])
    #expect(worker.isLifeboat)
    #expect(worker.startedAt == nil)
    #expect(worker.heartbeatAt == nil)
    #expect(worker.running == nil)
  }

  @Test(arguments: ["odd", "host:notapid:q", "host:1", "", "::", "host:1:"])
  func `an id that nobody should have written is shown as it is`(id: String) async throws {
    let app = try App()
    try register(id, app, started: "yesterday", heartbeat: "soon")
    let worker = try #require(try await app.workers.list().first)
    #expect(worker.id == id)
    #expect(worker.host == id)
    #expect(worker.pid == nil)
    #expect(worker.queues.isEmpty)
    #expect(!worker.isLifeboat)
    #expect(worker.startedAt == nil)
    #expect(worker.heartbeatAt == nil)
  }

  @Test(
    arguments: [
      ("junk", nil, nil), ("{}", "?", "?"),
      // Captured: what Ruby wrote for a payload that was an array.
      (#"{"queue":"default","run_at":"2026-11-21T09:34:20Z","payload":[1,2]}"#, "default", "?"),
      (#"{"queue":5,"payload":{"class":[]}}"#, "?", "?"),
      (#"{"queue":"q","payload":null,"run_at":"x"}"#, "q", "?"),
    ] as [(String, String?, String?)])
  func `a working record that is mangled shows what can be read`(
    text: String, queue: String?, className: String?
  ) async throws {
    let app = try App()
    try register("h:1:q", app)
    try app.call("SET", "resque:worker:h:1:q", text)
    let worker = try #require(try await app.workers.list().first)
    #expect(worker.running?.queue == queue)
    #expect(worker.running?.className == className)
  }

  @Test func `workers are sorted by host and process`() async throws {
    let app = try App()
    for id in ["b:1:q", "a:2:q", "a:10:q"] { try register(id, app) }
    #expect(try await app.workers.list().map(\.id) == ["a:2:q", "a:10:q", "b:1:q"])
  }

  @Test func `slots stand by number under their process`() async throws {
    let app = try App()
    let ids = ["box~lifeboat10:7:a", "box~lifeboat2:7:a", "box~lifeboat1:30:a", "box:9:a", "box~lifeboat1:7:a", "odd"]
    for id in ids { try app.call("SADD", "resque:workers", id) }
    #expect(
      try await app.workers.list().map(\.id) == [
        "box:9:a", "box~lifeboat1:7:a", "box~lifeboat2:7:a", "box~lifeboat10:7:a", "box~lifeboat1:30:a", "odd",
      ])
  }
}
