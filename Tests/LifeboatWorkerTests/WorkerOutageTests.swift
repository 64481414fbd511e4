import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A Redis that is away, stops, restarts or refuses.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct WorkerOutageTests {
  @Test func `Redis is killed and started again while a thousand jobs run: all are done, counts are right`()
    async throws
  {
    let harness = try WorkerHarness(RedisServer.Options(isDurable: true))
    try harness.session.push("default", (1...1000).map { payload("Note", "[\($0)]") })
    try await harness.working(harness.configuration(concurrency: 4)) { _ in
      for runs in [200, 600] {
        try await harness.runs.reach(runs)
        harness.server.kill()
        try harness.server.start()
      }
      try await eventually("all are settled") {
        try harness.session.text("resque:stat:processed") == "1000"
      }
    }
    #expect(Set(harness.runs.all).count == 1000)
    let kept = [harness.own.sequence, "resque:queues", "resque:stat:processed"]
    #expect(try harness.session.keys().filter { !kept.contains($0) } == [])
    #expect(try harness.session.text("resque:stat:processed") == "1000")
  }

  @Test func `a worker that finds no Redis waits and begins when it comes`() async throws {
    let harness = try WorkerHarness()
    harness.server.kill()
    try await harness.working(harness.configuration()) { _ in
      try await eventually("it says so") { !harness.log.containing("Redis cannot be used").isEmpty }
      try harness.server.start()
      try harness.session.push("default", payload("Note", "[1]"))
      try await harness.runs.reach(1)
    }
    #expect(harness.log.containing("Redis cannot be used").count == 1)
    #expect(harness.log.containing("Redis can be used again").count == 1)
  }

  @Test func `a worker that never finds Redis can be stopped`() async throws {
    let harness = try WorkerHarness()
    harness.server.kill()
    try await harness.working(harness.configuration()) { worker in
      try await eventually("it says so") { !harness.log.containing("Redis cannot be used").isEmpty }
      worker.stop(within: .seconds(60))
    }
    #expect(harness.log.containing("leaving without Redis").count == 1)
  }

  @Test func `a wrong password ends the run at once, with a sentence that does not show it`() async throws {
    let harness = try WorkerHarness(RedisServer.Options(password: "right-secret"))
    var configuration = harness.configuration()
    configuration.source.redis = try RedisURL("redis://:wrong-secret@127.0.0.1:\(harness.server.port)")
    let worker = try Worker(configuration)
    let error = await #expect(throws: RedisError.self) { try await worker.run() }
    let sentence = try #require(error?.description)
    #expect(sentence.hasPrefix("Redis does not let us in; check the URL's user and password: WRONGPASS"))
    #expect(!sentence.contains("secret"))
    #expect(harness.log.all.allSatisfy { !$0.contains("secret") })
  }

  @Test func `a worker that could not begin leaves nothing running`() async throws {
    final class Marker: Sendable {}
    let harness = try WorkerHarness(RedisServer.Options(password: "right-secret"))
    weak var kept: Marker?
    do {
      let marker = Marker()
      kept = marker
      var configuration = WorkerConfiguration(
        source: Source(redis: try RedisURL("redis://127.0.0.1:\(harness.server.port)"), queues: ["a"]),
        logger: harness.log.logger)
      configuration.registry.register("Note", untyped: { [marker] _ in withExtendedLifetime(marker) {} })
      let worker = try Worker(configuration)
      await #expect(throws: RedisError.self) { try await worker.run() }
    }
    try await eventually("its processors have ended") { kept == nil }
  }

  @Test func `Redis stopped for three leases kills no incarnation, and every job runs once`() async throws {
    let harness = try WorkerHarness()
    var one = harness.configuration(["a"], concurrency: 2)
    one.lease = .seconds(1)
    var two = harness.configuration(["a", "b"], concurrency: 2)
    two.lease = .seconds(1)
    try harness.session.push("a", (1...4).map { payload("Wait", "[\($0)]") })
    try await harness.working(one) { _ in
      try await harness.working(two) { _ in
        try await harness.gate.reach(4)
        let before = try harness.incarnations()
        #expect(before.count == 2)
        harness.server.pause()
        // The silence itself is what is tested.
        try await Task.sleep(for: .seconds(3.5))
        harness.server.resume()
        let beats = try harness.session.hash(harness.own.processes)
        try await eventually("both have beaten for more than a lease") {
          let now = try harness.session.hash(harness.own.processes)
          return beats.allSatisfy { (Int(now[$0.key] ?? "") ?? .max) > (Int($0.value) ?? 0) + 15 }
        }
        #expect(try harness.incarnations() == before)
        harness.gate.open()
      }
    }
    #expect(harness.runs.all.sorted() == ["1", "2", "3", "4"])
    #expect(try harness.session.text("resque:stat:processed") == "4")
  }

  @Test func `a Redis that refuses every lease is reported once, not at every try, and nothing is lost`() async throws {
    let harness = try WorkerHarness()
    try harness.session.run("RPUSH", harness.own.sequence, "no number")
    try harness.session.push("default", payload("Note", "[1]"))
    var configuration = harness.configuration()
    configuration.lease = .seconds(1)
    try await harness.working(configuration) { _ in
      try await eventually("it has beaten fifteen times") {
        (try harness.session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0) > 15
      }
      #expect(harness.log.containing("Redis cannot be used").count == 1)
      #expect(harness.log.containing("Redis can be used again").count == 0)
      #expect(try harness.session.length("resque:queue:default") == 1)
      try harness.session.run("DEL", harness.own.sequence)
      try await harness.runs.reach(1)
    }
    #expect(harness.log.containing("Redis can be used again").count == 1)
  }

  @Test func `an outcome that Redis refuses is kept until it can be taken, and keeps no other waiting`() async throws {
    let harness = try WorkerHarness()
    try harness.session.run("SET", "resque:failed", "no list")
    try harness.session.push("default", payload("Fail"), payload("Note", "[1]"), payload("Note", "[2]"))
    try await harness.working(harness.configuration()) { _ in
      try await eventually("the others are settled") {
        try harness.session.text("resque:stat:processed") == "2" && harness.inflight().count == 1
      }
      try harness.session.run("DEL", "resque:failed")
      try await eventually("it is recorded") { try harness.session.length("resque:failed") == 1 }
    }
    #expect(try harness.session.text("resque:stat:processed") == "3")
    #expect(try harness.session.text("resque:stat:failed") == "1")
  }

  /// Users of an access list who may do everything that a worker needs, but not be told of changes.
  @Test(arguments: [
    "+@all -client +client|setname +client|id +client|caching &*", "+@all -client &*", "+@all resetchannels",
  ])
  func `where tracking is refused the worker peeks, and no peek takes a job`(rights: String) async throws {
    let harness = try WorkerHarness(RedisServer.Options(configuration: ["user mailer on >secret ~* \(rights)"]))
    var configuration = harness.configuration(["a", "b"])
    configuration.source.redis = try RedisURL("redis://mailer:secret@127.0.0.1:\(harness.server.port)")
    try await harness.working(configuration) { worker in
      try await waitForPeek(harness)
      var waits: [Duration] = []
      for number in 1...5 {
        let start = ContinuousClock.now
        try harness.session.push(number.isMultiple(of: 2) ? "a" : "b", payload("Note", "[\(number)]"))
        try await harness.runs.reach(number)
        waits.append(ContinuousClock.now - start)
      }
      // The safety poll would take five seconds, each time; a busy machine may take them now and then.
      #expect(waits.sorted()[2] < .seconds(4), "\(waits)")
      try await waitForPeek(harness)
      worker.quiet()
      try harness.session.push("a", payload("Note", "[6]"), payload("Note", "[7]"))
      try await eventually("a peek has seen them") { try !isPeeking(harness) }
      #expect(try harness.session.list("resque:queue:a") == [payload("Note", "[6]"), payload("Note", "[7]")])
      worker.resume()
      try await harness.runs.reach(7)
    }
    #expect(harness.runs.all == (1...7).map(String.init))
  }

  @Test func `a worker that begins on a replica waits until it is a master`() async throws {
    let harness = try WorkerHarness()
    try harness.session.push("default", payload("Note", "[1]"))
    // A master that nobody is: writes are refused, reads are served.
    try harness.session.run("REPLICAOF", "127.0.0.1", "1")
    try await harness.working(harness.configuration()) { _ in
      try await eventually("it says why it waits") { !harness.log.containing("READONLY").isEmpty }
      try harness.session.run("REPLICAOF", "NO", "ONE")
      try await harness.runs.reach(1)
    }
    #expect(try harness.session.text("resque:stat:processed") == "1")
  }

  @Test func `who cannot settle does not take the whole queue`() async throws {
    let harness = try WorkerHarness()
    try harness.session.run("SET", "resque:failed", "no list")
    try harness.session.push("default", (1...1500).map { payload("Fail", "[\($0)]") })
    try await harness.working(harness.configuration(concurrency: 4)) { _ in
      try await eventually("it has stopped taking") { try harness.inflight().count > 500 }
      #expect(try harness.inflight().count < 700)
      #expect(try harness.session.length("resque:queue:default") > 800)
      #expect(harness.log.containing("outcomes are refused").count == 1)
      try harness.session.run("DEL", "resque:failed")
      try await eventually("all are recorded") { try harness.session.length("resque:failed") == 1500 }
    }
    #expect(try harness.session.text("resque:stat:failed") == "1500")
  }

  @Test func `a paused worker that peeks does not spin`() async throws {
    let harness = try WorkerHarness(
      RedisServer.Options(configuration: [
        "user mailer on >secret ~* +@all -client +client|setname +client|id +client|caching &*"
      ]))
    var configuration = harness.configuration(["a"])
    configuration.lease = .seconds(1)
    configuration.source.redis = try RedisURL("redis://mailer:secret@127.0.0.1:\(harness.server.port)")
    try await harness.working(configuration) { _ in
      try await waitForPeek(harness)
      try harness.session.run("SET", "resque:pause-all-workers", "true")
      try harness.session.push("a", payload("Note", "[1]"))
      try await eventually("the pause is noticed") { !harness.log.containing("paused by the key").isEmpty }
      try harness.session.run("CONFIG", "RESETSTAT")
      let beat = try harness.session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0
      try await eventually("ten beats") {
        (try harness.session.hash(harness.own.processes).values.first.flatMap { Int($0) } ?? 0) > beat + 10
      }
      let statistics = try harness.session.run("INFO", "commandstats").string ?? ""
      let peeks = statistics.firstMatch(of: /cmdstat_blmove:calls=(\d+)/).flatMap { Int($0.1) } ?? 0
      // One each quarter of a second would be four.
      #expect(peeks < 40)
      try harness.session.run("DEL", "resque:pause-all-workers")
      try await harness.runs.reach(1)
    }
  }

  private func isPeeking(_ harness: WorkerHarness) throws -> Bool {
    try harness.session.run("INFO", "clients").string?.contains("blocked_clients:1") == true
  }

  private func waitForPeek(_ harness: WorkerHarness) async throws {
    try await eventually("the worker peeks") { try isPeeking(harness) }
  }
}
