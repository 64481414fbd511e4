import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Small changes that somebody makes again because the reply was lost.
@Suite(.timeLimit(.minutes(10)))
struct ToolAmbiguityTests {
  /// What is changed.
  enum Change: String, CaseIterable, Sendable {
    case move, purge, pause, pauseAll, resume, replace, putBack
  }

  enum Format: String, CaseIterable, Sendable {
    case resque, sidekiq

    var dialect: any InspectorDialect { self == .resque ? ResqueDialect() : SidekiqDialect() }
    var set: String { self == .resque ? "failed" : "dead" }
  }

  @Test(arguments: Format.allCases, Change.allCases)
  func `made again after any lost reply, a change is made once`(format: Format, change: Change) async throws {
    let lost = try LostExchanges()
    let (broken, differences) = try await lost.run(
      prepare: { try fill(lost.server, format) },
      change: { relay in
        let connection = RedisConnection(url: try RedisURL(relay.urlText))
        do {
          try await make(change, format, connection)
        } catch InspectorError.redis(let error) {
          #expect(error.isTransient)
          try await make(change, format, connection)
        }
        await connection.close()
      })
    #expect(broken >= 1)
    #expect(differences.isEmpty, "\(differences)")
  }

  private func fill(_ server: RedisServer, _ format: Format) throws {
    let session = server.session()
    let keys: any JobKeys = format.dialect.keys
    _ = try session.call(RedisCommand("SADD", keys.queues, "a"))
    for number in 0..<5 {
      _ = try session.call(RedisCommand("RPUSH", keys.queue("a"), failedJob(number)))
      _ = try session.call(RedisCommand("RPUSH", keys.queue("b"), failedJob(10 + number)))
    }
    _ = try session.call(RedisCommand("SADD", format.dialect.pausedQueues, "b"))
    let place = try #require(format.dialect.failurePlace(named: format.set))
    for number in 0..<2 {
      let command =
        format == .resque
        ? RedisCommand("RPUSH", place.key, failedJob(number))
        : RedisCommand("ZADD", place.key, 4_102_444_800, failedJob(number))
      _ = try session.call(command)
    }
  }

  private func make(_ change: Change, _ format: Format, _ connection: RedisConnection) async throws {
    let dialect = format.dialect
    let pauses = QueuePauses(connection: connection, dialect: dialect)
    switch change {
    case .move:
      var move = try await QueueMove(from: "a", to: "b", connection: connection, dialect: dialect)
      while try await move.step() {}
    case .purge: _ = try await QueuePurge(connection: connection, dialect: dialect).run("a", atMost: 5)
    case .pause: try await pauses.pause(["a", "c: d🛟"])
    case .resume: try await pauses.resume(["b"])
    case .pauseAll: try await pauses.pauseAll()
    case .replace:
      // Whoever repeats it finds that the old form is gone.
      let old = Array(failedJob(1).utf8)
      _ = try await FailureReplacement(on: connection, dialect: dialect)
        .replace([.init(set: format.set, old: old, new: Array(failedJob(7).utf8))])
    case .putBack:
      let target = try #require(dialect.importTarget(named: format.set))
      var run = FailureImport(digest: "d", connection: connection, dialect: dialect)
      guard try await run.begin(last: 2) < 2 else { return }
      let score = format == .resque ? nil : "4102444800"
      let stored = (8...9).map { StoredFailure(set: format.set, bytes: Array(failedJob($0).utf8), score: score) }
      try await run.put(stored.map { (target, $0) }, through: 2)
    }
  }
}
