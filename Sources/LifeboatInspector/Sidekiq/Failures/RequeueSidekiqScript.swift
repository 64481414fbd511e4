import LifeboatRedis

extension RedisScript {
  /// Moves a job from the dead set, the retry set or the overflow list to the back of its queue.
  ///
  /// KEYS: 1. the queue list · 2. `queues` · 3. where the job's entry is, a sorted set or a list.
  /// ARGV: 1. the queue's name · 2. the job · 3. the entry, exactly.
  ///
  /// Result: 1 when it was moved, 0 when the entry is not there any more: nothing was done then. Of equal entries in a list
  /// the newest goes; entries with the same score are left alone.
  ///
  /// A crash before it leaves the entry, after it the job. Within: the queue's type is checked first, and the job is pushed
  /// before the entry is removed.
  static let requeueSidekiq = RedisScript(
    name: "requeue-sidekiq",
    source: """
      local isList = redis.call('TYPE', KEYS[3]).ok == 'list'
      if isList then
        if not redis.call('LPOS', KEYS[3], ARGV[3], 'RANK', -1) then return 0 end
      elseif not redis.call('ZSCORE', KEYS[3], ARGV[3]) then
        return 0
      end
      redis.call('LLEN', KEYS[1])
      redis.call('SADD', KEYS[2], ARGV[1])
      redis.call('LPUSH', KEYS[1], ARGV[2])
      if isList then
        redis.call('LREM', KEYS[3], -1, ARGV[3])
      else
        redis.call('ZREM', KEYS[3], ARGV[3])
      end
      return 1
      """)
}
