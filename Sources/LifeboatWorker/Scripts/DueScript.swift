import LifeboatRedis

extension RedisScript {
  /// Reads the front of the oldest bucket of delayed jobs that is due, while no resque-scheduler holds its lock.
  ///
  /// KEYS: 1. `delayed_queue_schedule` · 2. the scheduler's lock. ARGV: 1. the prefix of the buckets · 2. most jobs
  /// · 3. most bytes; one job is taken however long it is.
  ///
  /// Result: an empty array when nothing is due or the lock is held, else the schedule's member, the bucket's second, and an
  /// array of what the bucket holds, which may be empty. Writes nothing.
  ///
  /// Due is what Redis's clock says. A member with a fraction stands for its whole second, as Ruby reads it; one that is no
  /// number at all, and one whose bucket is no list, are passed over, up to 100 of them.
  static let due = RedisScript(
    name: "due",
    source: """
      if redis.call('EXISTS', KEYS[2]) == 1 then return {} end
      local now = redis.call('TIME')[1]
      for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 100)) do
        local second = string.match(member, '^%d+')
        local jobs = second and redis.pcall('LRANGE', ARGV[1] .. second, 0, ARGV[2] - 1)
        if jobs and not jobs.err then
          local bytes = tonumber(ARGV[3])
          local few = {}
          for i, job in ipairs(jobs) do
            bytes = bytes - #job
            if bytes < 0 and i > 1 then break end
            few[i] = job
          end
          return {member, second, few}
        end
      end
      return {}
      """)
}
