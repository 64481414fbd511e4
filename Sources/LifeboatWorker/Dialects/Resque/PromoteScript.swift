import LifeboatRedis

extension RedisScript {
  /// Moves delayed jobs from the front of a bucket to their queues.
  ///
  /// KEYS
  /// 1. the scheduler's lock · 2. `delayed_queue_schedule` · 3. the bucket · 4. `queues` · 5. `failed`
  /// 6. `failed_queues`
  ///
  /// ARGV
  /// 1. the bucket's second · 2. the bucket's name without its namespace · 3. the prefix of the queue lists · 4. of the
  /// sets of delayed jobs' times · 5. where failures go, `list`, `queues` or `both` · 6. the prefix of the failed lists of
  /// queues · then, in the bucket's order, groups of four: `Q` stored queue payload · `F` stored queue entry (to the
  /// failed list, or lists).
  ///
  /// Result: an array: how many were moved, and the error of the list that could not take the next, or empty. Fewer
  /// than asked for without an error: a scheduler has begun, or somebody else has moved them.
  ///
  /// The bucket's name goes from a job's times unless an equal job is among the next 1000 there. An empty bucket goes from the
  /// schedule.
  ///
  /// A crash before it leaves the jobs in the bucket; after it, where they belong. Within: each job is pushed before it
  /// is removed, and nothing that can fail stands between the two: a queue whose name cannot be noted for display gets its
  /// job all the same.
  static let promote = RedisScript(
    name: "promote",
    source: """
      if redis.call('EXISTS', KEYS[1]) == 1 then return {0, ''} end
      local backend, failedList, failedQueues, failedPrefix = ARGV[5], KEYS[5], KEYS[6], ARGV[6]
      \(DialectScripts.resqueBurial)
      local moved, trouble = 0, ''
      for i = 7, #ARGV, 4 do
        local kind, stored, queue, what = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
        if redis.call('LINDEX', KEYS[3], 0) ~= stored then break end
        if kind == 'Q' then
          local reply = redis.pcall('RPUSH', ARGV[3] .. queue, what)
          if type(reply) == 'table' then
            trouble = reply.err
            break
          end
          redis.pcall('SADD', KEYS[4], queue)
        else
          local reply = refusal(queue)
          if reply then
            trouble = reply.err
            break
          end
          bury(queue, what)
        end
        redis.call('LTRIM', KEYS[3], 1, -1)
        if not redis.call('LPOS', KEYS[3], stored, 'MAXLEN', 1000) then redis.pcall('SREM', ARGV[4] .. stored, ARGV[2]) end
        moved = moved + 1
      end
      if redis.call('LLEN', KEYS[3]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
      return {moved, trouble}
      """)
}
