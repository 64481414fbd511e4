import LifeboatRedis

extension RedisScript {
  /// Counts the processes that are registered, and at most once a minute takes out those whose record is gone.
  ///
  /// KEYS: 1. `processes` · 2. `process_cleanup`. ARGV: 1. what stands in front of an identity in the key of its record.
  ///
  /// Result: how many are registered. The lock is Ruby's own, so among all processes of both kinds one looks; it looks at 1000
  /// members at most, drawn at random. A process that was only paused registers again with its next beat.
  ///
  /// A crash before it changes nothing; within and after it, only members without a record are gone.
  ///
  /// - Source: Sidekiq, `lib/sidekiq/scheduled.rb`, `cleanup`, `process_count`.
  static let sidekiqCensus = RedisScript(
    name: "sidekiq-census",
    source: """
      if redis.call('SET', KEYS[2], '1', 'NX', 'EX', \(cleanupSeconds)) then
        for _, identity in ipairs(redis.call('SRANDMEMBER', KEYS[1], 1000)) do
          if not redis.pcall('HGET', ARGV[1] .. identity, 'info') then redis.call('SREM', KEYS[1], identity) end
        end
      end
      return redis.call('SCARD', KEYS[1])
      """)

  /// For how many seconds nobody else prunes after one has.
  private static let cleanupSeconds = 60
}
