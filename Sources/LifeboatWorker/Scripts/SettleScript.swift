import LifeboatFormat
import LifeboatRedis

extension RedisScript {
  /// Writes where finished jobs go next, and takes them out of the in-flight hash.
  ///
  /// KEYS
  /// 1. `processes` · 2. `inflight:INCARNATION` · 3. `poison` · 4. `snoozed` · 5. `snoozed:jobs` · 6. `queues`
  /// 7. `stat:processed` · 8. `stat:failed` · then the dialect's own
  ///
  /// ARGV
  /// 1. incarnation · 2. the prefix of the queue lists · then the dialect's own
  /// · then N · then N fields of jobs that succeeded, then groups, each of a kind, a field, and what the kind takes:
  /// - `R` queue: back to the front of its queue; the newest first.
  /// - `Z` delay: snoozed for that many milliseconds.
  /// - `O`: failed, and nothing of it is kept.
  /// - and the dialect's kinds, see ``DialectScripts/kinds``.
  ///
  /// Result: `LOST` when the incarnation is no longer a member and nothing was done, else an array: how many jobs were
  /// settled now, and how many failures were moved to the overflow list to make room. A field that is gone was settled by an
  /// earlier call whose reply was lost: no change.
  ///
  /// A job whose destination cannot take it stays in flight; the others are settled, and the result is the first error.
  ///
  /// A crash before it leaves the jobs in flight; after it, where they belong. Within: each destination is
  /// written before its field is removed, and nothing that can fail stands between the two, or a repeat would push
  /// the job again. A queue whose name cannot be noted, or a counter that is unusable, stops nothing: both are for
  /// display.
  static func settle(_ lua: DialectScripts) -> RedisScript {
    let n = 3 + lua.settleArguments
    return RedisScript(
      name: lua.name("settle"),
      source: """
        if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 'LOST' end
        \(RedisScript.writeThoughFull)
        local succeeded, failed, retried, moved, spilled = 0, 0, 0, 0, 0
        local trouble
        local n = tonumber(ARGV[\(n)])
        -- Most batches hold nothing but successes; they do not pay for the rest.
        if #ARGV > \(n) + n then
          local function queueOf(field) return string.sub(field, string.find(field, ':', 1, true) + 1) end
          local function done(...)
            local reply = redis.pcall(...)
            if type(reply) == 'number' then return true end
            trouble = trouble or reply
            return false
          end
          local function milliseconds()
            local time = redis.call('TIME')
            return time[1] * 1000 + math.floor(time[2] / 1000)
          end
          -- What each kind takes behind its field, and how it writes a job's destination; true when that is done.
          local widths, kinds = {R = 1, Z = 1, O = 0}, {}
          function kinds.R(payload, field, queue)
            if not done('\(lua.front.push)', ARGV[2] .. queue, payload) then return false end
            redis.pcall('SADD', KEYS[6], queue)
            moved = moved + 1
            return true
          end
          local function snooze(field, delay, payload)
            redis.call('HSET', KEYS[5], field, payload)
            redis.call('ZADD', KEYS[4], string.format('%.0f', milliseconds() + tonumber(delay)), field)
          end
          function kinds.Z(payload, field, delay)
            snooze(field, delay, payload)
            moved = moved + 1
            return true
          end
          function kinds.O()
            failed = failed + 1
            return true
          end
          \(lua.settleBurial)
          \(lua.kinds)
          local i = \(n + 1) + n
          while i <= #ARGV do
            local kind, field = ARGV[i], ARGV[i + 1]
            local payload = redis.call('HGET', KEYS[2], field)
            if payload and kinds[kind](payload, field, unpack(ARGV, i + 2, i + 1 + widths[kind])) then
              redis.call('HDEL', KEYS[2], field)
            end
            i = i + 2 + widths[kind]
          end
          \(lua.settleSpill)
        end
        if n > 0 then
          -- An equal payload that succeeds clears the suspicion; hashed only while anything is suspected.
          if redis.call('EXISTS', KEYS[3]) == 1 then
            for i = \(n + 1), \(n) + n do
              local payload = redis.call('HGET', KEYS[2], ARGV[i])
              if payload then redis.call('HDEL', KEYS[3], redis.sha1hex(payload)) end
            end
          end
          succeeded = redis.call('HDEL', KEYS[2], unpack(ARGV, \(n + 1), \(n) + n))
        end
        local processed = succeeded + failed + retried
        if processed > 0 then redis.pcall('INCRBY', KEYS[7], processed) end
        if failed > 0 then redis.pcall('INCRBY', KEYS[8], failed) end
        \(lua.settleTally)
        return trouble or {processed + moved, spilled}
        """)
  }
}
