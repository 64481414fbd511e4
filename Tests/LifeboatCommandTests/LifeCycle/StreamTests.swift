import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat work` with children that live on.
@Suite(.timeLimit(.minutes(10)))
struct StreamTests {
  /// A child that does what its job's first argument says, with the settings of its handler.
  private func handlers(_ stage: Stage, _ settings: String = "") throws -> String {
    try stage.write(
      #"""
      import json, os, sys, time
      def say(reply): os.write(1, json.dumps(reply).encode() + b"\n")
      open(os.environ["STAGE"] + "/pids", "a").write(f"{os.getpid()}\n")
      for line in sys.stdin.buffer:
          job = json.loads(line)
          if "ping" in job:
              say({"pong": job["ping"]})
              continue
          what = job["payload"]["args"][0]
          open(os.environ["LEDGER"], "a").write(f"{what} {job['class']} {job['queue']} {job['attempt']} {job['dialect']} {job.get('jid')}\n")
          if what == "die": os._exit(9)
          if what == "kill": os.kill(os.getpid(), 9)
          if what == "hang": time.sleep(1000)
          if what == "fail": say({"id": job["id"], "error": "late", "exception": "Net::ReadTimeout", "backtrace": ["a.rb:1:in `b'"]})
          elif what == "later": say({"id": job["id"], "snooze": 3600})
          else: say({"id": job["id"], "ok": True})
      """#, to: "child.py")
    return "handlers: { Do: { command: [python3, child.py], mode: stream, \(settings) } }"
  }

  private func pids(_ stage: Stage) -> [Int] {
    String(decoding: stage.bytes(of: "pids"), as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
  }

  private func push(_ stage: Stage, _ arguments: String...) throws {
    try stage.push(arguments.map { #"{"class":"Do","args":["\#($0)"]}"# })
  }

  @Test func `jobs of a Resque app succeed, fail and are put off, each once`() async throws {
    let stage = try Stage()
    try push(stage, "ok", "fail", "later", "ok")
    let worker = try await stage.drain(handlers: handlers(stage))
    #expect(worker.ending == .exited(0))
    #expect(worker.errors.contains(" NOTE  stopped\n"))
    #expect(
      stage.ledger.sorted()
        == ["fail", "later", "ok", "ok"].map { "\($0) Do default 1 resque None" })
    let failure = try #require(try stage.failures().first)
    #expect(failure["exception"] as? String == "Net::ReadTimeout")
    #expect(failure["error"] as? String == "late")
    #expect(failure["backtrace"] as? [String] == ["a.rb:1:in `b'"])
    #expect(try stage.list("resque:failed")[0].contains(#""payload":{"class":"Do","args":["fail"]}"#))
    #expect(try stage.stat("processed") == 3 && stage.stat("failed") == 1)
    #expect(try stage.call("ZCARD", "resque:lifeboat:resque:snoozed").int == 1)
    #expect(pids(stage).count == 1 && !pids(stage).contains(where: isAlive))
  }

  @Test func `jobs of a Sidekiq app have their id, and a failure is retried as there`() async throws {
    let stage = try Stage()
    try stage.call("SADD", "queues", "default")
    for (jid, what) in [("a1", "ok"), ("a2", "fail")] {
      let job = #"{"class":"Do","args":["\#(what)"],"queue":"default","jid":"\#(jid)","retry":true,"backtrace":true}"#
      try stage.call("LPUSH", "queue:default", job)
    }
    let worker = try stage.worker("--dialect", "sidekiq", "--queue", "default", handlers: handlers(stage))
    try await eventually { try stage.call("ZCARD", "retry").int == 1 && stage.call("GET", "stat:processed").int == 2 }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(stage.ledger.sorted() == ["fail Do default 1 sidekiq a2", "ok Do default 1 sidekiq a1"])
    let entry = try #require(try stage.call("ZRANGE", "retry", "0", "-1").array?.first?.string)
    #expect(entry.contains(#""error_class":"Net::ReadTimeout""#) && entry.contains(#""error_message":"late""#))
    #expect(!pids(stage).contains(where: isAlive))
  }

  @Test func `the job that a child died of fails, those behind it succeed`() async throws {
    let stage = try Stage()
    try push(stage, "ok", "die", "ok", "kill", "ok")
    _ = try await stage.drain(handlers: handlers(stage, "on_death: fail"))
    #expect(
      try stage.failures().compactMap { $0["exception"] as? String }.sorted()
        == ["Lifeboat::CommandFailed", "Lifeboat::KilledChild"])
    #expect(stage.ledger.count { $0.hasPrefix("ok") } == 3)
    #expect(try stage.stat("processed") == 5)
  }

  @Test func `a job that is returned by its child's death runs three times, then fails`() async throws {
    let stage = try Stage()
    try push(stage, "kill", "ok")
    _ = try await stage.drain(handlers: handlers(stage, "on_death: return"))
    #expect(stage.ledger.count { $0.hasPrefix("kill Do default 1 ") } == 3)
    #expect(stage.ledger.count { $0.hasPrefix("ok") } == 1)
    let failures = try stage.failures()
    #expect(failures.count == 1)
    #expect((failures.first?["error"] as? String)?.hasPrefix("has ended 3 children of this worker; ") == true)
    #expect(try stage.stat("processed") == 2 && stage.stat("failed") == 1)
  }

  @Test func `a job that runs into its time-out fails, and its child is gone`() async throws {
    let stage = try Stage()
    try push(stage, "hang", "ok")
    _ = try await stage.drain(handlers: handlers(stage, "timeout: 1s"))
    let failure = try #require(try stage.failures().first)
    #expect(failure["exception"] as? String == "Lifeboat::JobTimeout")
    #expect(stage.ledger.count { $0.hasPrefix("ok") } == 1)
    // Where the other job came first, the worker may leave before the next child has begun.
    #expect((1...2).contains(pids(stage).count) && !pids(stage).contains(where: isAlive))
  }

  @Test func `children are replaced after so many jobs`() async throws {
    let stage = try Stage()
    try stage.push((0..<10).map { #"{"class":"Do","args":["\#($0)"]}"# })
    _ = try await stage.drain(handlers: handlers(stage, "max_jobs: 5"))
    #expect(stage.ledger.count == 10)
    #expect(pids(stage).count >= 2 && !pids(stage).contains(where: isAlive))
    #expect(try stage.failures().isEmpty)
  }

  @Test func `a stop puts back what a child still works, and leaves no child`() async throws {
    let stage = try Stage()
    try push(stage, "hang")
    let worker = try stage.worker("--queue", "default", "--timeout", "0", handlers: handlers(stage))
    try await stage.ledger(reaches: 1)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(!pids(stage).isEmpty && !pids(stage).contains(where: isAlive))
    #expect(try stage.queue() == [#"{"class":"Do","args":["hang"]}"#])
    #expect(try stage.failures().isEmpty && stage.inFlight() == 0)
  }

  @Test func `a worker that is killed leaves no child, and its job is worked by another`() async throws {
    let stage = try Stage()
    try push(stage, "hang")
    let settings = "processes: 2"
    let first = try stage.worker("--queue", "default", "--lease", "1s", handlers: handlers(stage, settings))
    try await stage.ledger(reaches: 1)
    try await eventually { pids(stage).count == 2 }
    first.kill()
    try await eventually("no child lives on") { !pids(stage).contains(where: isAlive) }
    let second = try stage.worker(
      "--queue", "default", "--lease", "1s", "--timeout", "0", handlers: handlers(stage, settings))
    try await stage.ledger(reaches: 2)
    second.send(SIGTERM)
    #expect(try await second.ending() == .exited(0))
    #expect(!pids(stage).contains(where: isAlive))
  }

  @Test func `a child is not given what leads to Redis, and its words are in the log with its job`() async throws {
    let stage = try Stage()
    try push(stage, "ok")
    let child = #"""
      import json, os, sys
      for line in sys.stdin:
          job = json.loads(line)
          print("secret" if "MY_REDIS" in os.environ else "none", file=sys.stderr, flush=True)
          print(json.dumps({"pong": job["ping"]} if "ping" in job else {"id": job["id"], "ok": True}), flush=True)
      """#
    try stage.write(child, to: "quiet.py")
    let worker = try stage.worker(
      "--queue", "default", "--drain", environment: ["MY_REDIS": stage.redis.urlText],
      handlers: "handlers: { Do: { command: [python3, quiet.py], mode: stream } }")
    #expect(try await worker.ending() == .exited(0))
    #expect(!worker.errorText.contains("secret"))
    #expect(worker.errorText.contains(" INFO  none class=Do pid="), "\(worker.errorText)")
    #expect(worker.errorText.contains(" queue=default stream=stderr\n"))
  }
}
