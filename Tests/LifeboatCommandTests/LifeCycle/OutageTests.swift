import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A Redis that goes away, or was never there.
@Suite struct OutageTests {
  @Test func `Redis is killed and started again while 1,000 jobs run, and all are done once`() async throws {
    let stage = try Stage(RedisServer.Options(isDurable: true))
    try stage.push("Note", numbers: 0..<1_000)
    let handlers = #"handlers: { Note: { command: [sh, -c, "cat >> $LEDGER"] } }"#
    let workers = try (1...2).map { _ in try stage.worker("--queue", "default", "-c", "5", handlers: handlers) }
    for count in [150, 500] {
      try await stage.ledger(reaches: count)
      stage.redis.kill()
      try stage.redis.start()
    }
    try await stage.ledger(reaches: 1_000)
    try await eventually("all are settled") { (try? stage.stat("processed")) == 1_000 && (try? stage.inFlight()) == 0 }
    let all = (0..<1_000).map { #"{"class":"Note","args":[\#($0)]}"# }
    #expect(Set(stage.ledger) == Set(all))
    let isLost = workers.contains { $0.errorText.contains("declared dead") }
    #expect(!isLost, "an outage kills nobody")
    #expect(stage.ledger.count == 1_000)
    #expect(try stage.queue().isEmpty)
    for worker in workers { worker.send(SIGTERM) }
    for worker in workers { #expect(try await worker.ending() == .exited(0)) }
    #expect(try stage.failures().isEmpty)
  }

  @Test func `a Redis that stops answering for longer than the lease kills nobody`() async throws {
    let stage = try Stage()
    let handlers =
      #"handlers: { Note: { command: [sh, -c, "echo began >> $LEDGER; while [ ! -e $STAGE/go ]; do sleep 0.02; done"] } }"#
    try stage.push("Note", numbers: 0..<2)
    let workers = try (1...2).map { _ in
      try stage.worker("--queue", "default", "-c", "1", "--lease", "1s", handlers: handlers)
    }
    try await stage.ledger(reaches: 2)
    stage.redis.pause()
    try stage.write("", to: "go")
    for worker in workers { try await eventually { worker.errorText.contains("Redis cannot be used") } }
    stage.redis.resume()
    try await eventually("both jobs are settled") { (try? stage.stat("processed")) == 2 }
    for worker in workers {
      worker.send(SIGTERM)
      #expect(try await worker.ending() == .exited(0))
      #expect(!worker.errorText.contains("declared dead"))
      #expect(!worker.errorText.contains("another worker died"))
    }
    #expect(stage.ledger.count == 2)
  }

  @Test func `a worker that finds no Redis says so, and works as soon as there is one`() async throws {
    let stage = try Stage()
    stage.redis.kill()
    let worker = try stage.worker(
      "--queue", "default", handlers: #"handlers: { Note: { command: [sh, -c, "cat >> $LEDGER"] } }"#)
    try await eventually { worker.errorText.contains("Redis cannot be used; trying again until it can") }
    #expect(worker.errorText.contains("127.0.0.1:\(stage.redis.port)"))
    #expect(worker.isRunning)
    try stage.redis.start()
    try await eventually { worker.errorText.contains("no keys of Resque or Sidekiq yet; taken for resque") }
    try stage.push("Note", numbers: 0..<1)
    try await stage.ledger(reaches: 1)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
  }

  @Test func `a worker that finds no Redis can be told to stop`() async throws {
    let stage = try Stage()
    stage.redis.kill()
    let worker = try stage.worker("--queue", "default", handlers: "handlers: { Old: { builtin: discard } }")
    try await eventually { worker.errorText.contains("Redis cannot be used") }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
  }

  @Test func `a password that Redis refuses ends the worker, and is not shown`() async throws {
    let stage = try Stage(RedisServer.Options(password: "right"))
    let program = try BuiltProgram(
      "Mailer", ["--redis", "redis://:hunter2@127.0.0.1:\(stage.redis.port)/0"])
    #expect(try await program.ending() == .exited(1))
    #expect(program.errorText.contains("error: "))
    #expect(!program.errorText.contains("hunter2"))
  }
}
