import LifeboatRedis

extension RedisScript {
  /// Writes where finished jobs go next, and takes them out of the in-flight hash.
  ///
  /// KEYS
  /// 1. `processes` · 2. `inflight:INCARNATION` · 3. `poison` · 4. `stat:processed` · 5. `failed`
  /// 6. `stat:failed` · 7. `snoozed` · 8. `snoozed:jobs` · 9. `queues`
  ///
  /// ARGV
  /// 1. incarnation · 2. the prefix of the queue lists · 3. N · then N fields of jobs that succeeded, then triples:
  /// `F` field entry (to the failed list) · `R` field queue (back to the front of its queue; the newest first)
  /// · `Z` field delay (snoozed for that many milliseconds).
  ///
  /// Result: `LOST` when the incarnation is no longer a member and nothing was done, else how many jobs were
  /// settled now. A field that is gone was settled by an earlier call whose reply was lost: no change.
  ///
  /// A job whose destination is no list stays in flight; the others are settled, and the result is the first error.
  ///
  /// A crash before it leaves the jobs in flight; after it, where they belong. Within: each destination is
  /// written before its field is removed, and nothing that can fail stands between the two, or a repeat would push
  /// the job again. A queue whose name cannot be noted, or a counter that is unusable, stops nothing: both are for
  /// display.
  static let settle = RedisScript(
    name: "settle",
    source: """
      if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 'LOST' end
      local succeeded, failed, moved = 0, 0, 0
      local trouble
      local function pushed(...)
        local reply = redis.pcall(...)
        if type(reply) == 'number' then return true end
        trouble = trouble or reply
        return false
      end
      local n = tonumber(ARGV[3])
      for i = 4 + n, #ARGV, 3 do
        local kind, field, what = ARGV[i], ARGV[i + 1], ARGV[i + 2]
        local payload = redis.call('HGET', KEYS[2], field)
        if payload then
          local isSettled = true
          if kind == 'F' then
            isSettled = pushed('RPUSH', KEYS[5], what)
            if isSettled then failed = failed + 1 end
          elseif kind == 'R' then
            isSettled = pushed('LPUSH', ARGV[2] .. what, payload)
            if isSettled then
              redis.pcall('SADD', KEYS[9], what)
              moved = moved + 1
            end
          else
            local time = redis.call('TIME')
            local due = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(what)
            redis.call('HSET', KEYS[8], field, payload)
            redis.call('ZADD', KEYS[7], string.format('%.0f', due), field)
            moved = moved + 1
          end
          if isSettled then redis.call('HDEL', KEYS[2], field) end
        end
      end
      if n > 0 then
        -- An equal payload that succeeds clears the suspicion; hashed only while anything is suspected.
        if redis.call('EXISTS', KEYS[3]) == 1 then
          for i = 4, 3 + n do
            local payload = redis.call('HGET', KEYS[2], ARGV[i])
            if payload then redis.call('HDEL', KEYS[3], redis.sha1hex(payload)) end
          end
        end
        succeeded = redis.call('HDEL', KEYS[2], unpack(ARGV, 4, 3 + n))
      end
      if succeeded + failed > 0 then redis.pcall('INCRBY', KEYS[4], succeeded + failed) end
      if failed > 0 then redis.pcall('INCRBY', KEYS[6], failed) end
      return trouble or succeeded + failed + moved
      """)
}
