import LifeboatRedis

extension RedisScript {
  /// Writes where finished jobs go next, and takes them out of the in-flight hash.
  ///
  /// KEYS
  /// 1. `processes` · 2. `inflight:INCARNATION` · 3. `poison` · 4. `stat:processed` · 5. `failed`
  /// 6. `stat:failed` · 7. `snoozed` · 8. `snoozed:jobs` · 9. `queues` · 10. `delayed_queue_schedule`
  /// 11. `failed_queues`
  ///
  /// ARGV
  /// 1. incarnation · 2. the prefix of the queue lists · 3. of the buckets of delayed jobs · 4. of the sets of their times
  /// 5. where failures go, `list`, `queues` or `both` · 6. the prefix of the failed lists of queues
  /// 7. N · then N fields of jobs that succeeded, then groups, each of a kind, a field, and what the kind takes:
  /// - `F` entry counter failure: to the failed list, or lists; the two keys of its retries go, where they are not empty.
  /// - `R` queue: back to the front of its queue; the newest first.
  /// - `Z` delay: snoozed for that many milliseconds.
  /// - `C` counter: it is one of the N, and the key of its retries goes.
  /// - `A` and `D`: another attempt, see ``settleRetries``.
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
      local succeeded, failed, retried, moved = 0, 0, 0, 0
      local trouble
      local n = tonumber(ARGV[7])
      -- Most batches hold nothing but successes; they do not pay for the rest.
      if #ARGV > 7 + n then
        local backend, failedList, failedQueues, failedPrefix = ARGV[5], KEYS[5], KEYS[11], ARGV[6]
        \(failures)
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
        local widths, kinds = {F = 3, R = 1, Z = 1, C = 1}, {}
        function kinds.F(payload, field, entry, counter, failure)
          local queue = queueOf(field)
          local lists, refusal = failedLists(queue)
          if not lists then
            trouble = trouble or refusal
            return false
          end
          record(lists, queue, entry)
          if counter ~= '' then redis.call('DEL', counter, failure) end
          failed = failed + 1
          return true
        end
        function kinds.R(payload, field, queue)
          if not done('LPUSH', ARGV[2] .. queue, payload) then return false end
          redis.pcall('SADD', KEYS[9], queue)
          moved = moved + 1
          return true
        end
        function kinds.Z(payload, field, delay)
          redis.call('HSET', KEYS[8], field, payload)
          redis.call('ZADD', KEYS[7], string.format('%.0f', milliseconds() + tonumber(delay)), field)
          moved = moved + 1
          return true
        end
        function kinds.C(payload, field, counter)
          redis.call('DEL', counter)
          return false
        end
        \(settleRetries)
        local i = 8 + n
        while i <= #ARGV do
          local kind, field = ARGV[i], ARGV[i + 1]
          local payload = redis.call('HGET', KEYS[2], field)
          if payload and kinds[kind](payload, field, unpack(ARGV, i + 2, i + 1 + widths[kind])) then
            redis.call('HDEL', KEYS[2], field)
          end
          i = i + 2 + widths[kind]
        end
      end
      if n > 0 then
        -- An equal payload that succeeds clears the suspicion; hashed only while anything is suspected.
        if redis.call('EXISTS', KEYS[3]) == 1 then
          for i = 8, 7 + n do
            local payload = redis.call('HGET', KEYS[2], ARGV[i])
            if payload then redis.call('HDEL', KEYS[3], redis.sha1hex(payload)) end
          end
        end
        succeeded = redis.call('HDEL', KEYS[2], unpack(ARGV, 8, 7 + n))
      end
      local processed = succeeded + failed + retried
      if processed > 0 then redis.pcall('INCRBY', KEYS[4], processed) end
      if failed > 0 then redis.pcall('INCRBY', KEYS[6], failed) end
      return trouble or processed + moved
      """)
}
