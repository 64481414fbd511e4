import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat worker prune`.
@Suite(.timeLimit(.minutes(10))) struct WorkerPruneTests {
  private let stage: Stage

  init() throws { stage = try Stage() }

  private let naps = "handlers: { Nap: { command: [sleep, '1000'] } }"

  /// How often anything was ever written.
  private func writes() throws -> Int {
    let info = try stage.call("INFO", "persistence").string ?? ""
    let line = try #require(
      info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("rdb_changes_since_last_save:") })
    return try #require(Int(line.drop { $0 != ":" }.dropFirst()))
  }

  private func findings(_ arguments: String...) async throws -> [[String: Any]] {
    let program = try BuiltProgram(
      "lifeboat", ["worker", "prune", "-o", "json", "--redis", stage.redis.urlText] + arguments)
    let finished = try await Finished(program)
    #expect(finished.ending == .exited(0), "\(finished.errors)")
    return try #require(try json(finished.output) as? [[String: Any]])
  }

  /// A worker of this host that holds two jobs of three.
  private func workerWithJobs() async throws -> BuiltProgram {
    try stage.push("Nap", numbers: 0..<3)
    let worker = try stage.worker("--queue", "default", "-c", "2", handlers: naps)
    try await eventually("it shows both jobs") { try stage.call("KEYS", "resque:worker:*:default").array?.count == 2 }
    return worker
  }

  @Test func `a killed worker of this machine is ended at once, its jobs in order at the front`() async throws {
    let worker = try await workerWithJobs()
    worker.kill()
    let before = try writes()
    let look = try await findings("--dry-run")
    #expect(try writes() == before)
    #expect(look.map { $0["verdict"] as? String } == ["dead"])
    #expect(look[0]["why"] as? String == "its process on this host has ended")
    #expect(look[0]["kind"] as? String == "lifeboat")
    #expect(look[0]["jobs"] as? Int == 2)
    #expect((look[0]["worker"] as? String)?.hasSuffix(":\(worker.pid)") == true)
    let done = try await findings()
    #expect(done[0]["pruned"] as? Bool == true)
    #expect(done[0]["note"] as? String == "2 jobs are back")
    #expect(try stage.queue() == (0..<3).map { #"{"class":"Nap","args":[\#($0)]}"# })
    #expect(try stage.call("EXISTS", "resque:workers", "resque:workers:heartbeat", "resque:failed").int == 0)
    #expect(try await findings().isEmpty)
  }

  @Test func `a worker that works, or is stopped in its tracks, is left alone, without waiting for it`() async throws {
    let worker = try await workerWithJobs()
    #expect(try await findings().map { $0["why"] as? String } == ["its process runs on this host"])
    worker.send(SIGSTOP)
    #expect(try await findings().map { $0["verdict"] as? String } == ["alive"])
    #expect(try stage.inFlight() == 2)
    worker.send(SIGCONT)
  }

  @Test func `a process that cannot be looked up is watched for its lease`() async throws {
    let own = "resque:lifeboat:resque:"
    try stage.call("HSET", own + "processes", "0123456789abcdef", "7")
    try stage.call(
      "HSET", own + "process:0123456789abcdef", "host", "far", "pid", "9", "lease_ms", "1000", "slots", "1")
    try stage.call("HSET", own + "inflight:0123456789abcdef", "3:a b", "job")
    let result = try await stage.lifeboat("worker", "prune", "-o", "jsonl")
    #expect(result.errors == "watching 1 Lifeboat process for a beat, for 1s at most\n")
    #expect(
      result.output
        == #"{"worker":"far:9","kind":"lifeboat","incarnation":"0123456789abcdef","jobs":1,"verdict":"dead","#
        + #""why":"no beat for its whole lease, 1s","pruned":true,"note":"1 job is back"}"# + "\n")
    #expect(try stage.queue("a b") == ["job"])
  }

  /// A dead worker of Ruby's on another host.
  private func registerDead(_ id: String, working: String? = nil) throws {
    try stage.call("SADD", "resque:workers", id)
    try stage.call("HSET", "resque:workers:heartbeat", id, "2020-01-01T00:00:00+00:00")
    if let working { try stage.call("SET", "resque:worker:\(id)", working) }
  }

  @Test func `more than one is asked about, and refused where there is nobody to ask`() async throws {
    try registerDead("far:1:q")
    try registerDead("far:2:q,é😀", working: #"{"queue":"a b","payload":{"class":"A","args":[1]}}"#)
    try stage.call("SADD", "resque:failed_queues", "other_failed")
    let before = try writes()
    let refused = try await stage.lifeboat("worker", "prune")
    #expect(refused.ending == .exited(7))
    #expect(refused.errors.contains("this would end 2 dead workers"))
    let lines = refused.output.split(separator: "\n")
    #expect(lines[0].split(separator: " ") == ["WORKER", "KIND", "JOBS", "VERDICT", "WHY", "DONE"])
    #expect(lines.count == 3)
    #expect(try await findings("-n").count == 2)
    #expect(try writes() == before)
    let done = try await findings("--yes")
    #expect(done.map { $0["note"] as? String } == [nil, "its job of a b is recorded as failed"])
    #expect(try stage.list("resque:a b_failed").count == 1)
    #expect(try stage.call("EXISTS", "resque:failed", "resque:workers", "resque:workers:heartbeat").int == 0)
  }

  @Test func `where failures go can be told`() async throws {
    try registerDead("far:2:q", working: #"{"queue":"mail","payload":{"class":"A","args":[1]}}"#)
    _ = try await findings("--failures", "both")
    #expect(try stage.list("resque:failed").count == 1)
    #expect(try stage.list("resque:mail_failed") == stage.list("resque:failed"))
    #expect(try stage.call("SMEMBERS", "resque:failed_queues").array?.compactMap(\.string) == ["mail_failed"])
  }

  // Captured: ids that make Ruby's own lists raise, and heartbeats that make its workers exit.
  @Test func `odd ids and odd heartbeats are shown, and not touched`() async throws {
    let ids = [
      "", "::1:999988:default", "host:123:", "host:123:!secret", "host:abc:default", "höst:123:déf", "justahost",
      #"{"id":1}"#,
      "\u{1B}[31m",
    ]
    for id in ids { try stage.call("SADD", "resque:workers", id) }
    for (index, text) in ["1700000000", "soon", "", "\u{1B}[31m"].enumerated() {
      try stage.call("HSET", "resque:workers:heartbeat", "far:\(index):q", text)
    }
    let before = try writes()
    let found = try await findings("--yes")
    #expect(found.count == 13)
    #expect(found.allSatisfy { $0["verdict"] as? String == "unknown" && $0["pruned"] as? Bool == false })
    #expect(try writes() == before)
    let table = try await stage.lifeboat("worker", "prune")
    #expect(table.ending == .exited(0))
    #expect(!table.output.contains("\u{1B}"))
  }

  @Test func `what cannot be put back is said, and leaves its worker`() async throws {
    let own = "resque:lifeboat:resque:"
    try stage.call("HSET", own + "processes", "stuck", "7")
    try stage.call("HSET", own + "process:stuck", "host", "far", "pid", "9", "lease_ms", "1000", "slots", "1")
    try stage.call("HSET", own + "inflight:stuck", "3:q", "job")
    try stage.call("SET", "resque:queue:q", "no list")
    let refused = try await stage.lifeboat("worker", "prune", "--yes")
    #expect(refused.ending == .exited(7))
    #expect(refused.output.contains("left: WRONGTYPE the queue q is no list"))
    try registerDead("far:1:q")
    #expect(try await stage.lifeboat("worker", "prune", "--yes").ending == .exited(4))
    #expect(try stage.inFlight() == 1)
  }

  @Test func `a Redis that is away is said`() async throws {
    stage.redis.kill()
    #expect(try await stage.lifeboat("worker", "prune").ending == .exited(6))
  }

  @Test func `what Redis refuses for one worker is said with it, and the others are ended`() async throws {
    for (id, queue) in [("far:1:q", "a"), ("far:2:q", "b"), ("far:3:q", "c")] {
      try registerDead(id, working: #"{"queue":"\#(queue)","payload":{"class":"A","args":[]}}"#)
    }
    try stage.call("SET", "resque:b_failed", "no list")
    let result = try await stage.lifeboat("worker", "prune", "--yes", "--failures", "queues", "-o", "json")
    #expect(result.ending == .exited(4))
    #expect(result.errors == "error: 1 of 3 dead workers were not ended; DONE says why\n")
    let found = try #require(try json(result.output) as? [[String: Any]])
    #expect(found.map { $0["pruned"] as? Bool } == [true, false, true])
    #expect(found[1]["note"] as? String == "WRONGTYPE resque:b_failed is no list")
    #expect(try stage.call("SMEMBERS", "resque:workers").array?.compactMap(\.string) == ["far:2:q"])
    #expect(try stage.list("resque:c_failed").count == 1)
  }

  @Test func `a full Redis takes no record of a job, and lets go of what is idle`() async throws {
    try registerDead("far:1:q", working: #"{"queue":"a","payload":{"class":"A","args":[]}}"#)
    try registerDead("far:2:q")
    try stage.call("CONFIG", "SET", "maxmemory", "1")
    let result = try await stage.lifeboat("worker", "prune", "--yes", "--failures", "list", "-o", "jsonl")
    try stage.call("CONFIG", "SET", "maxmemory", "0")
    #expect(result.ending == .exited(4))
    #expect(result.output.contains(#""pruned":false,"note":"OOM "#), "\(result.output)")
    #expect(try stage.call("SMEMBERS", "resque:workers").array?.compactMap(\.string) == ["far:1:q"])
    #expect(try stage.call("EXISTS", "resque:failed").int == 0)
  }

  @Test func `a dead worker whose job cannot be read is dead, and left until somebody has looked`() async throws {
    try registerDead("far:9:q", working: "{")
    let alone = try await stage.lifeboat("worker", "prune", "-o", "jsonl")
    #expect(alone.ending == .exited(3))
    #expect(
      alone.output.contains(
        #""verdict":"dead","why":"it is gone, but its record of a running job cannot be read","pruned":false,"#
          + #""note":"look at the key resque:worker:far:9:q, delete it and prune again"}"#), "\(alone.output)")
    try registerDead("far:8:q")
    #expect(try await stage.lifeboat("worker", "prune").ending == .exited(4))
    try stage.call("DEL", "resque:worker:far:9:q")
    #expect(try await findings().map { $0["pruned"] as? Bool } == [true])
  }

  #if os(Linux)
    @Test func `a Ruby worker whose process runs here is left alone, however old its heartbeat`() async throws {
      let host = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
      let id = host.filter { !$0.isWhitespace } + ":\(getpid()):q"
      try registerDead(id, working: #"{"queue":"a","payload":{"class":"A","args":[]}}"#)
      try stage.call("SET", "resque:worker:\(id):started", Date().ISO8601Format())
      let before = try writes()
      let found = try await findings("--yes")
      #expect(found[0]["verdict"] as? String == "alive")
      let why = try #require(found[0]["why"] as? String)
      #expect(why.wholeMatch(of: /its process runs on this host, though its heartbeat is \d+ s old/) != nil, "\(why)")
      #expect(try writes() == before)
    }
  #endif
}
