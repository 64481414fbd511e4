import LifeboatFormat
import LifeboatRedis

/// A member of Sidekiq's set of processes that is none of ours, and whether it is dead: as Ruby has it, when nothing is left
/// of its record, which expires a minute after its last beat.
///
/// What such a process ran is lost with it, unless it was Sidekiq Pro's: plain Sidekiq keeps jobs in memory.
///
/// - Source: Sidekiq, `lib/sidekiq/api.rb`, `ProcessSet#cleanup`.
struct RegisteredProcess: PrunableWorker {
  let dialect: SidekiqDialect
  /// The member, as it stands in the set.
  let member: [UInt8]
  let isAlive: Bool

  var id: String { String(decoding: member, as: UTF8.self) }
  var kind: String { "sidekiq" }
  var jobs: Int { 0 }
  var isDead: Bool { !isAlive }
  var canBeEnded: Bool { isDead }
  var reason: String { isAlive ? "its record was renewed within a minute" : "its record has expired" }

  func end(on connection: RedisConnection) async throws(InspectorError) -> PruneOutcome {
    do {
      let reply = try await connection.run(
        .forgetProcess, keys: [dialect.keys.processes, dialect.keys.process(id), dialect.keys.processCleanup],
        arguments: [member])
      return reply.int == 1
        ? PruneOutcome(isPruned: true, note: "") : PruneOutcome(isPruned: false, note: "it has beaten after all")
    } catch {
      throw .redis(error)
    }
  }
}

extension RedisScript {
  /// Takes a process without a record off Sidekiq's set of processes.
  ///
  /// KEYS: 1. `processes` · 2. the process's record · 3. `process_cleanup`. ARGV: 1. the member.
  ///
  /// Result: 1 when it is off, 0 when it has a record again: nothing was done then. Pollers that find `process_cleanup` leave
  /// the cleaning to somebody else for a minute; here nobody needs to hold it, because the look and the removal are one.
  ///
  /// A crash before it changes nothing; after it, all is done.
  fileprivate static let forgetProcess = RedisScript(
    name: "forget-process",
    source: """
      if redis.call('HEXISTS', KEYS[2], 'info') == 1 then return 0 end
      redis.call('SREM', KEYS[1], ARGV[1])
      redis.call('SET', KEYS[3], '1', 'NX', 'EX', 60)
      return 1
      """)
}
