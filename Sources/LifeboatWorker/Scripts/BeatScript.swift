import LifeboatRedis

extension RedisScript {
  /// Raises the incarnation's beat number, publishes what changed, and wakes snoozed jobs that are due.
  ///
  /// KEYS
  /// 1. `processes` · 2. `inflight:INCARNATION` · 3. `workers` · 4. `workers:heartbeat` · 5. `snoozed`
  /// 6. `snoozed:jobs` · 7. `queues`
  ///
  /// ARGV
  /// 1. incarnation · 2. beat number · 3. the prefix of the worker keys · 4. of `stat:processed:ID`
  /// 5. of `stat:failed:ID` · 6. of the queue lists · then groups of four:
  /// `on` id working-payload `` · `off` id `` `` · `stat` id processed failed · `seen` id heartbeat-time started-time
  ///
  /// Result: `LOST` when the incarnation is no longer a member and nothing was done, else an array: the number of
  /// jobs in the in-flight hash, then incarnation, beat number, … of every member.
  ///
  /// `seen` puts back an id that somebody pruned. At most 500 snoozed jobs go back in one beat, to the back of
  /// their queues; one whose queue is no list stays. A crash before or after it costs a beat. Within: a snoozed job is
  /// pushed before it is removed, and nothing that can fail stands between the two: a queue whose name cannot be noted
  /// for display gets its job all the same.
  static let beat = RedisScript(
    name: "beat",
    source: """
      if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 'LOST' end
      redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
      for i = 7, #ARGV, 4 do
        local kind, id, a, b = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
        if kind == 'on' then
          redis.call('SET', ARGV[3] .. id, a)
        elseif kind == 'off' then
          redis.call('DEL', ARGV[3] .. id)
        elseif kind == 'stat' then
          if a ~= '0' then redis.pcall('INCRBY', ARGV[4] .. id, a) end
          if b ~= '0' then redis.pcall('INCRBY', ARGV[5] .. id, b) end
        else
          redis.call('HSET', KEYS[4], id, a)
          redis.call('SETNX', ARGV[3] .. id .. ':started', b)
          redis.call('SADD', KEYS[3], id)
        end
      end
      if redis.call('EXISTS', KEYS[5]) == 1 then
        local time = redis.call('TIME')
        local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
        for _, field in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now, 'LIMIT', 0, 500)) do
          local payload = redis.call('HGET', KEYS[6], field)
          local queue = string.sub(field, string.find(field, ':', 1, true) + 1)
          if not payload or type(redis.pcall('RPUSH', ARGV[6] .. queue, payload)) == 'number' then
            if payload then redis.pcall('SADD', KEYS[7], queue) end
            redis.call('ZREM', KEYS[5], field)
            redis.call('HDEL', KEYS[6], field)
          end
        end
      end
      local reply = redis.call('HGETALL', KEYS[1])
      table.insert(reply, 1, redis.call('HLEN', KEYS[2]))
      return reply
      """)
}
