import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat work` in the place of `rake resque:work`, told in Resque's own way.
@Suite struct ProcfileTests {
  private let handlers = "handlers: { Old: { builtin: discard } }\n"

  private func work(_ stage: Stage, _ arguments: String..., environment: [String: String]) async throws -> Finished {
    let file = try stage.write(handlers, to: "handlers.yml")
    return try await stage.run(["work", "--handlers", file] + arguments, environment: environment)
  }

  @Test func `the environment's queues, count and interval are understood, the rest is named`() async throws {
    let stage = try Stage()
    try stage.push("Old", numbers: 0..<3)
    let result = try await work(
      stage,
      environment: ["QUEUE": "critical, *", "COUNT": "3", "INTERVAL": "0", "TERM_CHILD": "1", "BACKGROUND": "yes"])
    #expect(result.ending == .exited(0))
    #expect(result.errors.contains("queues=critical,*"))
    #expect(result.errors.contains("slots=3"))
    #expect(result.errors.contains("TERM_CHILD does nothing here: "))
    #expect(result.errors.contains("BACKGROUND does nothing here: "))
    #expect(try stage.stat("processed") == 3)
  }

  @Test func `settings stand among the arguments as rake takes them, and flags win`() async throws {
    let stage = try Stage()
    let settings = try await work(stage, "QUEUES=a,b", "INTERVAL=0", environment: ["QUEUE": "c"])
    #expect(settings.errors.contains("queues=a,b"))
    let flags = try await work(stage, "QUEUES=a,b", "INTERVAL=0", "-q", "d", environment: [:])
    #expect(flags.errors.contains("queues=d"))
  }

  @Test func `REDIS_URL among the arguments is where Redis is, and no password is shown`() async throws {
    let stage = try Stage()
    let file = try stage.write(handlers, to: "handlers.yml")
    let arguments = ["work", "--handlers", file, "QUEUE=a", "INTERVAL=0", "RAILS_ENV=production"]
    let worker = try BuiltProgram("lifeboat", arguments + ["REDIS_URL=" + stage.redis.urlText])
    #expect(try await worker.ending() == .exited(0), "\(worker.errorText)")
    let wrong = try BuiltProgram("lifeboat", arguments + ["QUEUS=redis://:hunter2@h"])
    #expect(try await wrong.ending() == .exited(2))
    #expect(!wrong.errorText.contains("hunter2"))
  }

  @Test func `a setting that is none, or that cannot be, is a usage error`() async throws {
    let stage = try Stage()
    let unknown = try await work(stage, "QUEU=a", environment: [:])
    #expect(unknown.ending == .exited(2))
    #expect(unknown.errors.contains("did you mean QUEUE?"))
    let bad = try await work(stage, "-q", "a", environment: ["COUNT": "some"])
    #expect(bad.ending == .exited(2))
    #expect(bad.errors.contains("COUNT: expected a number from 1 to 1000, got some"))
  }

  @Test func `the process id is written where PIDFILE says, or the worker does not start`() async throws {
    let stage = try Stage()
    let file = stage.folder.path + "/worker.pid"
    let result = try await work(stage, "QUEUE=a", "INTERVAL=0", environment: ["PIDFILE": file])
    #expect(result.ending == .exited(0))
    #expect(Int32(try String(contentsOfFile: file, encoding: .utf8)) ?? 0 > 1)
    // A worker that is not to be leaves it alone.
    let refused = try await work(stage, "QUEUE=a", "--weight", "a=0", environment: ["PIDFILE": file + "2"])
    #expect(refused.ending == .exited(2))
    #expect(!FileManager.default.fileExists(atPath: file + "2"))
    let bad = try await work(stage, "QUEUE=a", environment: ["PIDFILE": stage.folder.path + "/no/such"])
    #expect(bad.ending == .exited(1))
    #expect(bad.errors.contains("cannot be written: No such file or directory"))
  }

  @Test(arguments: [
    (["--promote-delayed"], [:], true), (["--no-promote-delayed"], [:], false), ([], [:], false),
    (["--promote-delayed"], ["RESQUE_SCHEDULER_MASTER_LOCK_PREFIX": "mine"], true),
  ])
  func `delayed jobs are moved by those who are told to`(
    flags: [String], environment: [String: String], isMoved: Bool
  ) async throws {
    let stage = try Stage()
    try stage.call("ZADD", "resque:delayed_queue_schedule", "1", "1")
    try stage.call("RPUSH", "resque:delayed:1", #"{"class":"Old","args":[],"queue":"a"}"#)
    let file = try stage.write(handlers, to: "handlers.yml")
    let worker = try BuiltProgram(
      "lifeboat", ["work", "--handlers", file, "-q", "a", "--redis", stage.redis.urlText] + flags,
      environment: environment)
    if isMoved {
      try await eventually("it has run") { try stage.stat("processed") == 1 }
    } else {
      // Where it is done, the first beats do it.
      try await eventually("three beats") {
        let beats = try stage.call("HVALS", "resque:lifeboat:resque:processes").array?.first?.string
        return beats.flatMap { Int($0) } ?? 0 > 3
      }
      #expect(try stage.list("resque:delayed:1").count == 1)
    }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
  }

  @Test func `a worker that drains runs what is overdue before it calls the queues empty`() async throws {
    let stage = try Stage()
    for second in 1...3 {
      try stage.call("ZADD", "resque:delayed_queue_schedule", "\(second)", "\(second)")
      try stage.call("RPUSH", "resque:delayed:\(second)", #"{"class":"Old","args":[\#(second)],"queue":"a"}"#)
    }
    let result = try await work(stage, "-q", "a", "--drain", "--promote-delayed", environment: [:])
    #expect(result.ending == .exited(0))
    #expect(try stage.stat("processed") == 3)
    #expect(try stage.call("ZCARD", "resque:delayed_queue_schedule").int == 0)
  }

  @Test func `a worker that drains and finds no Redis ends, and says so`() async throws {
    let stage = try Stage()
    stage.redis.kill()
    let result = try await work(stage, "-q", "a", "--drain", environment: [:])
    #expect(result.ending == .exited(6))
    #expect(result.errors.contains("error: "))
  }

  @Test func `REDIS_PROVIDER must name a variable that is set`() async throws {
    let stage = try Stage()
    let result = try await stage.run(
      ["status"], environment: ["REDIS_URL": stage.redis.urlText, "REDIS_PROVIDER": "NOPE"])
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("REDIS_PROVIDER names NOPE, which is not set"))
  }

  @Test func `a worker that drains does not wait for delayed jobs that Redis refuses to give`() async throws {
    let stage = try Stage()
    try stage.call("SET", "resque:delayed_queue_schedule", "no schedule")
    try stage.push("Old", numbers: 0..<1, to: "a")
    let result = try await work(stage, "-q", "a", "--drain", "--promote-delayed", environment: [:])
    #expect(result.ending == .exited(0))
    #expect(result.errors.contains("delayed jobs cannot be moved to their queues"))
    #expect(try stage.stat("processed") == 1)
  }
}
