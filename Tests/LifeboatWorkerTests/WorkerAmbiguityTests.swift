import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A worker that loses any one reply ends as one that lost none.
@Suite(.timeLimit(.minutes(10)))
struct WorkerAmbiguityTests {
  @Test(arguments: ["resque", "sidekiq"], 0..<4)
  func `whichever reply the leaser loses, every job runs once and is settled once`(
    dialect: String, share: Int
  ) async throws {
    let harness = try WorkerHarness()
    var lost = try LostExchanges(on: harness.server, client: "lifeboat-lease")
    lost.neutral = withoutTimes
    lost.isIgnored = isChance
    lost.share = (share, of: 4)
    var rounds = 0
    let (broken, differences) = try await lost.run(
      prepare: { try fill(harness.session, dialect) },
      change: { relay in
        rounds += 1
        try await harness.drain(configuration(harness, dialect, through: relay))
      })
    #expect(broken >= 2)
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(2))")
    #expect(harness.runs.all.count == 3 * rounds)
  }

  @Test(arguments: 0..<6) func `a beat whose reply is lost counts no job twice`(index: Int) async throws {
    let harness = try WorkerHarness()
    let relay = try Relay(to: harness.server.port)
    defer { relay.stop() }
    var configuration = harness.configuration()
    configuration.source.redis = try RedisURL(relay.urlText)
    configuration.lease = .seconds(1)
    relay.arm(.loseReply, at: index, client: "lifeboat-beat")
    try await harness.working(configuration) { _ in
      // Each beat has something to count until the fault has struck.
      var number = 0
      while !relay.hasStruck {
        number += 1
        try harness.session.push("default", payload("Note", "[\(number)]"))
        try await harness.runs.reach(number)
      }
      let struck = relay.count
      try await eventually("it beats again") { relay.count > struck + 3 }
      try await eventually("all are settled") { try harness.session.text("resque:stat:processed") == "\(number)" }
      let counted = try harness.session.keys("resque:stat:processed:*").compactMap { try harness.session.text($0) }
      #expect(counted.compactMap { Int($0) }.reduce(0, +) <= number)
    }
  }

  private func configuration(
    _ harness: WorkerHarness, _ dialect: String, through relay: Relay
  ) throws -> WorkerConfiguration {
    var configuration = harness.configuration()
    configuration.source.redis = try RedisURL(relay.urlText)
    if dialect == "sidekiq" { configuration.source.dialect = SidekiqDialect() }
    configuration.register("Later", untyped: { _ in throw Snooze(for: .seconds(3600)) })
    return configuration
  }

  private func fill(_ session: RedisSession, _ dialect: String) throws {
    let classes = ["Note", "Fail", "Note", "Later", "Fail", "Note"]
    if dialect == "resque" {
      try session.run("SADD", "resque:queues", "default")
      return try session.push("default", classes.map { payload($0, "[1]") })
    }
    try session.run("SADD", "queues", "default")
    for (index, name) in classes.enumerated() {
      let retry = index == 1 ? "5" : "false"
      try session.run("LPUSH", "queue:default", sidekiqJob(name, "[1]", retry: retry, jid: "jid-\(index)"))
    }
  }
}
