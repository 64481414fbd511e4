import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// What an observer does for a dead worker, and what is moved because it is due, when a reply to it is lost.
@Suite(.timeLimit(.minutes(10)))
struct RecoveryAmbiguityTests {
  @Test(arguments: ["resque", "sidekiq"])
  func `a dead worker is ended once, whichever reply is lost`(name: String) async throws {
    var lost = try LostExchanges()
    lost.neutral = withoutTimes
    let dialect: any WorkerDialect = name == "resque" ? ResqueDialect() : SidekiqDialect()
    let own = dialect.ownKeys
    let jobs = ["A", "B", "C"].map { sidekiqJob($0, "[1]", jid: "jid-\($0)") }
    let (broken, differences) = try await lost.run(
      prepare: {
        let session = lost.server.session()
        try session.run("HSET", own.processes, "dead", "7")
        try session.run("HSET", own.process("dead"), "host", "box", "pid", "1", "slots", "2")
        for (index, job) in jobs.enumerated() {
          try session.run("HSET", own.inflight("dead"), "\(index + 1):default", job)
        }
        // The first has killed twice: this is the third time.
        let hash = try session.run("EVAL", "return redis.sha1hex(ARGV[1])", "0", jobs[0]).string ?? ""
        let now = try session.run("TIME").array?.first?.string ?? ""
        try session.run("HSET", own.poison, hash, "2:\(now)")
      },
      change: { relay in
        let session = RedisSession(url: try RedisURL(relay.urlText))
        let recovery = Recovery(dialect: dialect, session: session)
        let dead = DeathWatch.Dead(incarnation: "dead", number: "7")
        do throws(RedisError) { _ = try recovery.end(dead) } catch {
          #expect(error.isTransient)
          _ = try recovery.end(dead)
        }
      })
    #expect(broken >= 3)
    #expect(differences.isEmpty, "\(differences)")
  }

  @Test(arguments: ["resque", "sidekiq"], 0..<4)
  func `what is due is moved once, whichever reply is lost`(name: String, share: Int) async throws {
    let harness = try WorkerHarness()
    var lost = try LostExchanges(on: harness.server, client: "lifeboat-delay")
    lost.neutral = withoutTimes
    lost.isIgnored = isChance
    lost.share = (share, of: 4)
    var rounds = 0
    let (broken, differences) = try await lost.run(
      prepare: { try delay(name, harness.session) },
      change: { relay in
        rounds += 1
        var configuration = harness.configuration()
        configuration.source.redis = try RedisURL(relay.urlText)
        if name == "sidekiq" { configuration.source.dialect = SidekiqDialect() }
        configuration.promotesDelayed = true
        try await harness.drain(configuration)
      })
    #expect(broken >= 1)
    #expect(differences.isEmpty, "\(differences)")
    #expect(harness.runs.all.count == 2 * rounds)
  }

  /// Two jobs that are due, and one that can only be buried.
  private func delay(_ name: String, _ session: RedisSession) throws {
    if name == "sidekiq" {
      try session.run("ZADD", "schedule", "1000", sidekiqJob("Note", "[1]", jid: "a"))
      try session.run("ZADD", "retry", "1001", sidekiqJob("Note", "[2]", jid: "b"))
      try session.run("ZADD", "retry", "1002", "no job")
      return
    }
    try session.run("ZADD", "resque:delayed_queue_schedule", "1000", "1000")
    for entry in [#"{"class":"Note","args":[1],"queue":"default"}"#, "no job"] {
      try session.run("RPUSH", "resque:delayed:1000", entry)
    }
    try session.run("RPUSH", "resque:delayed:1000", #"{"class":"Note","args":[2],"queue":"default"}"#)
  }
}

/// Says of a key that it depends on how quick the jobs were, or who looked when: the numbers of jobs leased ahead, what Sidekiq's
/// Metrics page shows, and its lock for cleaning up.
@Sendable func isChance(_ key: String) -> Bool {
  let keys = SidekiqKeys()
  return [ResqueDialect().ownKeys.sequence, SidekiqDialect().ownKeys.sequence, keys.processCleanup].contains(key)
    || key.hasPrefix("j|") || key.contains(/^(h\|)?[A-Za-z]+-[0-9]{1,2}-[0-9]{1,2}:[0-9]{1,2}$/)
}

/// A text without times and what is drawn, to compare what two runs left.
@Sendable func withoutTimes(_ text: String) -> String {
  text.replacing(#/[0-9]{10}(\.[0-9]+)?([0-9]{3})?/#, with: "TIME")
    .replacing(#/[0-9]{4}[-\/][0-9]{2}[-\/][0-9]{2}[ T][0-9:.]+/#, with: "TIME")
    .replacing(#/\b[0-9]+:default\b/#, with: "N:default")
}
