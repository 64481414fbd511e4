import LifeboatFormat
import LifeboatRedis

extension RedisScript {
  /// Ends an incarnation: its presence goes, its jobs return to the front of their queues in order.
  /// Used by the process itself when it stops, and by an observer that has seen it dead.
  ///
  /// KEYS
  /// 1. `processes` · 2. `process:INCARNATION` · 3. `workers:INCARNATION` · 4. `inflight:INCARNATION` · 5. `poison`
  /// 6. `queues` · 7. `stat:processed` · 8. `stat:failed` · then the dialect's own
  ///
  /// ARGV
  /// 1. incarnation · 2. the beat number at which it was seen dead, or empty when it leaves by itself
  /// 3. suspects: how many of its oldest jobs may have killed it · 4. deaths until a job is poison
  /// 5. seconds until a suspicion is forgotten · 6. the prefix of the queue lists · then the dialect's own
  /// · then pairs field, entry: what to bury for a suspect if this death makes it poison.
  ///
  /// Result: `GONE` when it is no member (any more), `ALIVE` when its number has moved, else an array: jobs
  /// returned, jobs recorded as poison. A job whose queue is no list stays where it is, uncounted, and keeps the
  /// incarnation a member; the others go, and the result is an error that names the queue. Poison that cannot be buried is
  /// returned.
  ///
  /// A crash before it changes nothing; after it, all is done. Within: Ruby's presence goes first, so that nobody
  /// files a failure for a job that will run again; every job is pushed before its field is removed, and nothing that
  /// can fail stands between the two: a queue whose name cannot be noted for display gets its jobs all the same;
  /// membership goes last, so that an error in the middle leaves an incarnation that can be ended again.
  static func vacate(_ lua: DialectScripts) -> RedisScript {
    RedisScript(
      name: lua.name("vacate"),
      source: """
        local number = redis.call('HGET', KEYS[1], ARGV[1])
        if not number then return 'GONE' end
        if ARGV[2] ~= '' and number ~= ARGV[2] then return 'ALIVE' end
        \(RedisScript.writeThoughFull)
        for _, id in ipairs(redis.call('SMEMBERS', KEYS[3])) do
          \(lua.leave)
        end
        local function queueOf(field) return string.sub(field, string.find(field, ':', 1, true) + 1) end
        local spilled = 0
        \(lua.vacateBurial)
        local entries = {}
        for i = \(7 + lua.vacateArguments), #ARGV, 2 do entries[ARGV[i]] = ARGV[i + 1] end
        local fields = redis.call('HKEYS', KEYS[4])
        local function sequence(field) return tonumber(string.match(field, '^%d+')) or 0 end
        table.sort(fields, function(a, b) return sequence(a) < sequence(b) end)
        local usable = {}
        local function isUsable(key)
          if usable[key] == nil then
            local kind = redis.call('TYPE', key).ok
            usable[key] = kind == 'list' or kind == 'none'
          end
          return usable[key]
        end
        local now = tonumber(redis.call('TIME')[1])
        local returned, poisoned = 0, 0
        local stuck
        local isPoison = {}
        for i = 1, math.min(tonumber(ARGV[3]), #fields) do
          local field = fields[i]
          if isUsable(ARGV[6] .. queueOf(field)) then
            local hash = redis.sha1hex(redis.call('HGET', KEYS[4], field))
            local count, last = string.match(redis.call('HGET', KEYS[5], hash) or '', '^(%d+):(%d+)$')
            if not count or now - tonumber(last) > tonumber(ARGV[5]) then count = 0 end
            count = tonumber(count) + 1
            if count >= tonumber(ARGV[4]) and entries[field] and not refusal(queueOf(field)) then
              isPoison[field] = true
              redis.call('HDEL', KEYS[5], hash)
            else
              redis.call('HSET', KEYS[5], hash, string.format('%d:%d', count, now))
              redis.call('EXPIRE', KEYS[5], ARGV[5])
            end
          end
        end
        for i = #fields, 1, -1 do
          local field = fields[i]
          local queue = queueOf(field)
          if isPoison[field] then
            bury(queue, entries[field])
            redis.call('HDEL', KEYS[4], field)
            poisoned = poisoned + 1
          elseif isUsable(ARGV[6] .. queue) then
            redis.call('\(lua.front.push)', ARGV[6] .. queue, redis.call('HGET', KEYS[4], field))
            redis.pcall('SADD', KEYS[6], queue)
            redis.call('HDEL', KEYS[4], field)
            returned = returned + 1
          else
            stuck = queue
          end
        end
        if poisoned > 0 then
          redis.pcall('INCRBY', KEYS[7], poisoned)
          redis.pcall('INCRBY', KEYS[8], poisoned)
          \(lua.vacateSpill)
        end
        if stuck then return redis.error_reply('WRONGTYPE the queue ' .. stuck .. ' is no list') end
        redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
        redis.call('HDEL', KEYS[1], ARGV[1])
        return {returned, poisoned}
        """)
  }
}
