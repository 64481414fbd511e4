import LifeboatFormat
import LifeboatRedis

extension RedisScript {
  /// Raises the incarnation's beat number, publishes what changed, and wakes snoozed jobs that are due.
  ///
  /// KEYS
  /// 1. `processes` · 2. `inflight:INCARNATION` · 3. `snoozed` · 4. `snoozed:jobs` · 5. `queues` · then the dialect's own
  ///
  /// ARGV
  /// 1. incarnation · 2. beat number · 3. the prefix of the queue lists · then the dialect's own, see ``DialectScripts/show``
  ///
  /// Result: `LOST` when the incarnation is no longer a member and nothing was done, else an array: the number of
  /// jobs in the in-flight hash, what the dialect's part heard, then incarnation, beat number, … of every member.
  ///
  /// At most 500 snoozed jobs go back in one beat, to the back of
  /// their queues; one whose queue is no list stays. A crash before or after it costs a beat. Within: a snoozed job is
  /// pushed before it is removed, and nothing that can fail stands between the two: a queue whose name cannot be noted
  /// for display gets its job all the same.
  static func beat(_ lua: DialectScripts) -> RedisScript {
    RedisScript(
      name: lua.name("beat"),
      source: """
        if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 'LOST' end
        \(RedisScript.writeThoughFull)
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        local heard = ''
        \(lua.show)
        if redis.call('EXISTS', KEYS[3]) == 1 then
          local time = redis.call('TIME')
          local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
          for _, field in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 500)) do
            local payload = redis.call('HGET', KEYS[4], field)
            local queue = string.sub(field, string.find(field, ':', 1, true) + 1)
            if not payload or type(redis.pcall('\(lua.front.opposite.push)', ARGV[3] .. queue, payload)) == 'number' then
              if payload then redis.pcall('SADD', KEYS[5], queue) end
              redis.call('ZREM', KEYS[3], field)
              redis.call('HDEL', KEYS[4], field)
            end
          end
        end
        local reply = redis.call('HGETALL', KEYS[1])
        table.insert(reply, 1, redis.call('HLEN', KEYS[2]))
        table.insert(reply, 2, heard)
        return reply
        """)
  }
}
