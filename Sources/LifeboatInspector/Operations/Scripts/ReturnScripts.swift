import LifeboatRedis

extension RedisScript {
  /// Lua that puts an entry back where it was: `restore(key, overflow, entry, score, most, seconds)` with the score for a sorted
  /// set, and `false` for a list, at whose head it comes.
  ///
  /// A sorted set has one of each: where its equal is there already, an entry goes to the overflow list as `SCORE:bytes`. So it does
  /// where the set has `most` entries, or the entry is older than so many seconds, unless `most` is 0: Ruby would drop it at the next
  /// death.
  static let restoring = """
    local now = tonumber(redis.call('TIME')[1])
    local function restore(key, overflow, entry, score, most, seconds)
      if not score then
        redis.call('LPUSH', key, entry)
      elseif redis.call('ZSCORE', key, entry)
        or (most > 0 and (redis.call('ZCARD', key) >= most or tonumber(score) < now - seconds)) then
        redis.call('LPUSH', overflow, score .. ':' .. entry)
      else
        redis.call('ZADD', key, score, entry)
      end
    end
    """

  /// Gives the newest entries of a list that an operation holds back to the head of their set's list.
  ///
  /// KEYS: 1. the record · 2. the operation's list · 3. the set's. ARGV: 1. epoch · 2. most entries · 3. about how many bytes · 4. the
  /// counter in the record; empty for none.
  ///
  /// Result: `OK` and how many are left, or as ``holdGuard``.
  ///
  /// A crash leaves each entry in one of the two; a repeat gives back more. Within: each moves by a command that takes and puts it at
  /// once. Where the set's list is short it is put behind the other, which then takes its place: a million entries go back in one
  /// step.
  static let giveBackList = RedisScript(
    name: "give-back-list",
    source: """
      \(holdGuard)
      \(typeCheck)
      local wrong = check(KEYS[3], 'list')
      if wrong then return wrong end
      local count = redis.call('LLEN', KEYS[2])
      local most, bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
      local moved = 0
      local behind = redis.call('LLEN', KEYS[3])
      if count > behind and behind <= most then
        local entries, step, left = {}, 1, bytes
        while #entries < behind and left > 0 do
          for _, entry in ipairs(redis.call('LRANGE', KEYS[3], #entries, #entries + step - 1)) do
            entries[#entries + 1] = entry
            left = left - #entry
          end
          step = math.min(step * 2, 16)
        end
        if #entries == behind then
          if behind > 0 then redis.call('RPUSH', KEYS[2], unpack(entries)) end
          redis.call('RENAME', KEYS[2], KEYS[3])
          moved = count
        end
      end
      while moved < math.min(count, most) and bytes > 0 do
        bytes = bytes - #redis.call('LMOVE', KEYS[2], KEYS[3], 'RIGHT', 'LEFT')
        moved = moved + 1
      end
      if ARGV[4] ~= '' and moved > 0 then redis.call('HINCRBY', KEYS[1], ARGV[4], moved) end
      return {'OK', count - moved}
      """)

  /// Gives the newest members of a sorted set that an operation holds back to their set.
  ///
  /// KEYS: 1. the record · 2. the operation's sorted set · 3. the set · 4. the overflow list. ARGV: 1. epoch · 2. most entries
  /// · 3. about how many bytes · 4. the counter in the record; empty for none · 5. how many entries the set may have, 0 for any
  /// number · 6. how many seconds they may be old.
  ///
  /// Result: `OK` and how many are left, or as ``holdGuard``.
  ///
  /// A crash leaves each entry in one place; a repeat gives back more. Within: types are checked first, and each is put before it is
  /// removed.
  static let giveBackMembers = RedisScript(
    name: "give-back-members",
    source: """
      \(holdGuard)
      \(typeCheck)
      \(restoring)
      local wrong = check(KEYS[3], 'zset') or check(KEYS[4], 'list')
      if wrong then return wrong end
      local most, bytes, moved = tonumber(ARGV[2]), tonumber(ARGV[3]), 0
      while moved < most and bytes > 0 do
        local newest = redis.call('ZRANGE', KEYS[2], 0, math.min(15, most - moved - 1), 'REV', 'WITHSCORES')
        if #newest == 0 then break end
        for i = 1, #newest, 2 do
          restore(KEYS[3], KEYS[4], newest[i], newest[i + 1], tonumber(ARGV[5]), tonumber(ARGV[6]))
          redis.call('ZREM', KEYS[2], newest[i])
          bytes = bytes - #newest[i]
          moved = moved + 1
        end
      end
      if ARGV[4] ~= '' and moved > 0 then redis.call('HINCRBY', KEYS[1], ARGV[4], moved) end
      return {'OK', redis.call('ZCARD', KEYS[2])}
      """)
}
