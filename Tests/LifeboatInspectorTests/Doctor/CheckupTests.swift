import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A checkup as a whole: it only reads, it is bounded, and it goes on where it may not look.
@Suite(.timeLimit(.minutes(10))) struct CheckupTests {
  /// How often anything was ever written.
  private func writes(_ app: App) throws -> String {
    let info = try app.call("INFO", "persistence").string ?? ""
    return String(try #require(info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("rdb_changes_since") }))
  }

  /// Faults of many kinds, with names that could steer a terminal.
  private func plantFaults(in app: App) throws {
    let own = "resque:lifeboat:resque:"
    try app.call("SADD", "resque:queues", "a b:c,é😀\u{1B}[31m", "\u{202E}mail", "empty")
    try app.call("RPUSH", "resque:queue:a b:c,é😀\u{1B}[31m", "junk\u{1B}\n", #"{"class":"\u001b[1m","args":[]}"#)
    try app.call("RPUSH", "resque:queue:lost\n\u{7}", "{}")
    try app.call("SET", "resque:queue:\u{202E}mail", "no list")
    try app.call("HSET", own + "inflight:gone\u{1B}", "1:q", "job")
    try app.call("SADD", "resque:workers", "\u{1B}far:1:q", "junk\u{1B}")
    try app.call("ZADD", own + "ops", "1", "no-record", "2", "junk\u{1B}")
    try app.call("HSET", own + "op:junk\u{1B}", "state", "\u{1B}")
    try app.call("RPUSH", own + "op:lost\u{1B}:todo:failed", "junk")
    try app.call("ZADD", "resque:delayed_queue_schedule", "1", "no number", "2", "2")
    try app.call("RPUSH", "resque:failed", "junk\u{1B}")
  }

  @Test func `nothing is changed, whatever is wrong, and every sentence can be printed`() async throws {
    let app = try App()
    try plantFaults(in: app)
    let before = try writes(app)
    let results = try await checkup(app.dialect, on: app.connection).run()
    #expect(try writes(app) == before)
    #expect(results.count { $0.finding.level == .problem } >= 8)
    for result in results {
      for text in [result.finding.sentence, result.finding.advice ?? ""] {
        #expect(
          text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E }, "\(text)")
      }
    }
  }

  @Test func `every check has a name of its own and says something`() async throws {
    let app = try App()
    let sidekiq = try SidekiqApp()
    for (dialect, connection) in [
      (app.dialect as any InspectorDialect, app.connection), (sidekiq.dialect, sidekiq.connection),
    ] {
      let checkup = checkup(dialect, on: connection)
      let names = checkup.checks.map(\.name)
      #expect(Set(names).count == names.count)
      let results = try await checkup.run()
      #expect(Set(results.map(\.check.name)) == Set(names))
      let faults = results.filter { $0.finding.level != .fine }.map(\.check.name)
      #expect(faults.filter { $0 != "latency" } == ["persistence"])
    }
  }

  @Test func `a user who may only read is told what could not be looked at, and the rest goes on`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "mail")
    try app.call("RPUSH", "resque:queue:mail", "{}")
    try app.call(
      "ACL", "SETUSER", "viewer", "on", ">pw", "~*", "+@read", "+auth", "+select", "+info", "+client|setname")
    let url = try RedisURL(app.redis.urlText.replacing("redis://", with: "redis://viewer:pw@"))
    let results = try await checkup(app.dialect, on: RedisConnection(url: url)).run()
    let unseen = results.filter { $0.finding.sentence.hasPrefix("could not look: ") }
    #expect(Set(unseen.map(\.check.name)) == ["persistence", "clients", "latency", "clock", "scripts", "dead-workers"])
    #expect(unseen.allSatisfy { $0.finding.level == .note && $0.finding.sentence.contains("NOPERM") })
    #expect(!unseen.contains { $0.finding.sentence.contains("pw@") })
    #expect(results.first { $0.check.name == "unserved" }?.finding.level == .problem)
    #expect(results.first { $0.check.name == "queue-names" }?.finding.level == .fine)
  }

  @Test func `a million keys and a million failures take seconds, and no command reads them all`() async throws {
    let app = try App()
    for part in 0..<200 {
      try app.call(
        "EVAL",
        "for i = 1, 5000 do redis.call('SET', ARGV[1] .. ':' .. i, 1) redis.call('RPUSH', KEYS[1], '{\"payload\":{}}') end",
        "1", "resque:failed", "cache:\(part)")
    }
    try app.call("CONFIG", "RESETSTAT")
    let start = ContinuousClock.now
    let results = try await checkup(app.dialect, on: app.connection).run()
    #expect(ContinuousClock.now - start < .seconds(300))
    let commands = try app.call("INFO", "commandstats").string ?? ""
    #expect(commands.contains("cmdstat_scan:calls=") && !commands.contains("cmdstat_keys:"))
    #expect(commands.contains("cmdstat_lrange:calls=2,"))
    let big = try #require(results.first { $0.check.name == "big-keys" })
    #expect(big.finding.sentence.hasPrefix("resque:failed has 1000000 entries"))
    let large = try await checkup(app.dialect, on: app.connection).run(only: ["unreadable"])
    #expect(large[0].finding.sentence.hasPrefix("50 jobs of the set failed cannot be read"))
  }

  @Test func `a Redis that goes away ends the checkup`() async throws {
    let app = try App()
    app.redis.kill()
    await #expect(throws: InspectorError.self) { _ = try await checkup(app.dialect, on: app.connection).run() }
  }
}
