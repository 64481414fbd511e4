import LifeboatFormat
import LifeboatRedis

/// Looks whether Ruby keeps for a job how far it came with it (`it-JID`): such a job is Ruby's to finish.
///
/// Only a job that was pushed more than once can have been begun, so others are not asked for.
///
/// - Source: Sidekiq 7.3, `lib/sidekiq/job/iterable.rb`.
struct SidekiqLookup: JobLookup {
  let dialect: SidekiqDialect

  func read(into jobs: inout [LeasedJob], on session: RedisSession) throws(RedisError) {
    var asked: [(index: Int, command: RedisCommand)] = []
    for index in jobs.indices {
      guard case .success(let record) = jobs[index].record, record.wasPushedAgain, let jid = record.jid else {
        continue
      }
      asked.append((index, RedisCommand("EXISTS", dialect.keys.iteration(jid))))
    }
    guard !asked.isEmpty else { return }
    for ((index, _), reply) in zip(asked, try session.pipeline(asked.map(\.command))) where reply.int == 1 {
      jobs[index].obstacle = .iterated
    }
  }
}
