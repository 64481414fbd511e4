import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// The built worker told of Sidekiq's queues: by flags, by the app's sidekiq.yml, by sources in a handlers file.
@Suite struct SidekiqStartTests {
  private let say = #"handlers: { Say: { command: [sh, -c, "echo $LIFEBOAT_DIALECT $LIFEBOAT_QUEUE >> $LEDGER"] } }"#

  private func push(_ stage: Stage, to queues: String...) throws {
    for queue in queues {
      try stage.call("SADD", "queues", queue)
      try stage.call(
        "LPUSH", "queue:\(queue)", #"{"class":"Say","args":[],"queue":"\#(queue)","jid":"\#(queue)","retry":true}"#)
    }
  }

  /// What the one process says of itself, once it is there.
  private func info(_ stage: Stage) async throws -> [String: Any] {
    var text: String?
    try await eventually("a process is registered") {
      guard let identity = try stage.call("SRANDMEMBER", "processes").string else { return false }
      text = try stage.call("HGET", identity, "info").string
      return text != nil
    }
    return try #require(try json(text ?? "") as? [String: Any])
  }

  @Test func `a worker that is not told its dialect waits for a Redis that is away, and then finds it`() async throws {
    let stage = try Stage(RedisServer.Options(isDurable: true))
    try push(stage, to: "default")
    stage.redis.kill()
    let worker = try stage.worker("--queue", "default", handlers: say)
    try await eventually { worker.errorText.contains("Redis cannot be used; trying again until it can") }
    try stage.redis.start()
    try await stage.ledger(reaches: 1)
    #expect(stage.ledger == ["sidekiq default"])
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
  }

  @Test func `the sidekiq program's own flags start a worker that its pages show`() async throws {
    let stage = try Stage()
    try push(stage, to: "default", "low", "other")
    let worker = try stage.worker(
      "--dialect", "sidekiq", "-q", "default,2", "-q", "low", "-c", "2", "-t", "5", "-g", "blue", handlers: say)
    try await stage.ledger(reaches: 2)
    let info = try await info(stage)
    #expect(stage.ledger.sorted() == ["sidekiq default", "sidekiq low"])
    #expect(info["concurrency"] as? Int == 2 && info["tag"] as? String == "blue")
    let capsules = try #require(info["capsules"] as? [String: [String: Any]])
    #expect(capsules.keys.sorted() == ["default"])
    #expect(capsules["default"]?["weights"] as? [String: Int] == ["default": 2, "low": 1])
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(worker.errorText.contains("stopping: waiting up to 5s for running jobs"))
    #expect(try stage.call("GET", "stat:processed").int == 2)
    #expect(try stage.call("LLEN", "queue:other").int == 1)
    #expect(try stage.call("EXISTS", "processes").int == 0)
  }

  @Test func `the app's file brings capsules, each with slots of its own in one process record`() async throws {
    let stage = try Stage()
    try push(stage, to: "critical", "serial")
    let file = try stage.write(
      """
      :concurrency: 3
      :queues: [[critical, 4], default]
      :tag: mailer
      :labels: [eu]
      :capsules: { single: { concurrency: 1, queues: [serial] } }
      :dead_max_jobs: 100
      """, to: "sidekiq.yml")
    let worker = try stage.worker("-C", file, handlers: say)
    try await stage.ledger(reaches: 2)
    let info = try await info(stage)
    #expect(stage.ledger.sorted() == ["sidekiq critical", "sidekiq serial"])
    #expect(try stage.call("SCARD", "processes").int == 1)
    #expect(info["concurrency"] as? Int == 4 && info["tag"] as? String == "mailer")
    #expect(info["labels"] as? [String] == ["lifeboat", "eu"])
    let capsules = try #require(info["capsules"] as? [String: [String: Any]])
    #expect(capsules.mapValues { $0["concurrency"] as? Int } == ["default": 3, "single": 1])
    #expect(capsules.mapValues { $0["mode"] as? String } == ["default": "weighted", "single": "strict"])
    #expect(worker.errorText.contains("sidekiq.yml:6: `dead_max_jobs` does nothing here: Lifeboat trims nothing"))
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
  }

  @Test func `one process works a Resque app and a Sidekiq app`() async throws {
    let stage = try Stage()
    try push(stage, to: "default")
    try stage.push([#"{"class":"Say","args":[]}"#], to: "mail")
    let sources = """
      sources:
        - { dialect: resque, queues: [mail], concurrency: 1 }
        - { dialect: sidekiq, redis: "\(stage.redis.urlText)", queues: [[default, 2], low], concurrency: 2 }

      """
    let worker = try await Finished(try stage.worker("--drain", handlers: sources + say))
    #expect(worker.ending == .exited(0), "\(worker.errors)")
    #expect(stage.ledger.sorted() == ["resque mail", "sidekiq default"])
    #expect(try stage.stat("processed") == 1)
    #expect(try stage.call("GET", "stat:processed").int == 1)
  }

  @Test func `the handlers file may say that the queues are Sidekiq's`() async throws {
    let stage = try Stage()
    try push(stage, to: "default", "low")
    let text = "dialect: sidekiq\nqueues: [[default, 3], low]\n" + say
    let worker = try await Finished(try stage.worker("--drain", handlers: text))
    #expect(worker.ending == .exited(0), "\(worker.errors)")
    #expect(stage.ledger.sorted() == ["sidekiq default", "sidekiq low"])
  }

  @Test func `without a flag what Redis holds says the dialect, unless it holds both`() async throws {
    let stage = try Stage()
    try push(stage, to: "default")
    let alone = try await Finished(try stage.worker("-q", "default", "--drain", handlers: say))
    #expect(alone.ending == .exited(0), "\(alone.errors)")
    #expect(stage.ledger == ["sidekiq default"])
    try stage.push([#"{"class":"Say","args":[]}"#], to: "mail")
    let both = try await Finished(try stage.worker("-q", "mail", "--drain", handlers: say))
    #expect(both.ending == .exited(2) && both.errors.contains("--dialect resque or --dialect sidekiq"))
    let told = try await Finished(try stage.worker("QUEUE=mail", "--drain", handlers: say))
    #expect(told.ending == .exited(0), "\(told.errors)")
    #expect(stage.ledger.last == "resque mail")
  }

  @Test func `a file that Ruby would have to evaluate is refused with its place`() async throws {
    let stage = try Stage()
    let file = try stage.write("timeout: 8\nconcurrency: <%= ENV['N'] %>\n", to: "sidekiq.yml")
    let worker = try await Finished(try stage.worker("-C", file, handlers: say))
    #expect(worker.ending == .exited(2))
    #expect(worker.errors.contains("sidekiq.yml:2:14: This is ERB, which only Ruby can evaluate."))
    #expect(try stage.call("DBSIZE").int == 0)
  }

  @Test(arguments: [
    ("{ dialect: sidekiq, queues: [a], redis: 'redis://:hunter2@h:x' }", ":2:45: `redis` of source 1 is no URL"),
    ("{ dialect: que, queues: [a] }", ":2:16: `dialect` of source 1 should be `resque` or `sidekiq`"),
    ("{ dialect: resque, queues: ['!a'] }", "every queue that is given is an exclusion"),
    ("{ dialect: sidekiq, queues: [a], weights: { b: 2 } }", "b has a weight, but is none of the queues"),
  ])
  func `a source that cannot be is refused before anything starts`(source: String, words: String) async throws {
    let stage = try Stage()
    let worker = try await Finished(try stage.worker(handlers: "sources:\n  - \(source)\n\(say)"))
    #expect(worker.ending == .exited(2))
    #expect(worker.errors.contains(words), "\(worker.errors)")
    #expect(!worker.errors.contains("hunter2"))
    #expect(try stage.call("DBSIZE").int == 0)
  }

  @Test func `an app's file that nobody named is told of`() async throws {
    let stage = try Stage()
    try FileManager.default.createDirectory(
      at: stage.folder.appending(path: "config"), withIntermediateDirectories: true)
    try stage.write("concurrency: 3\n", to: "config/sidekiq.yml")
    let handlers = try stage.write(say, to: "handlers.yml")
    func run(_ arguments: String...) async throws -> Finished {
      let program = [try BuiltProgram.path(of: "lifeboat"), "work", "--redis", stage.redis.urlText, "--drain"]
      return try await Finished(
        try BuiltProgram(
          "/bin/sh",
          ["-c", #"cd "$0" && exec "$@""#, stage.folder.path] + program + ["--handlers", handlers] + arguments))
    }
    let sentence = "config/sidekiq.yml is there, but is read only where it is named: -C config/sidekiq.yml"
    let silent = try await run("--dialect", "sidekiq")
    #expect(silent.ending == .exited(0) && silent.errors.contains(sentence), "\(silent.errors)")
    #expect(silent.errors.contains("slots=10"))
    let told = try await run("-C", "config/sidekiq.yml")
    #expect(told.ending == .exited(0) && !told.errors.contains(sentence) && told.errors.contains("slots=3"))
    #expect(try await !run("--dialect", "sidekiq", "-q", "a").errors.contains(sentence))
  }
}
