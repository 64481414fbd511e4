import LifeboatFormat

extension DialectScripts {
  /// Sidekiq's parts of the scripts.
  ///
  /// Register. KEYS 4. `processes` · 5. the process record, IDENTITY. ARGV: field–value pairs of the record; none where the worker
  /// is not to be seen, and then it has no name either.
  ///
  /// Beat. KEYS 6. `processes` · 7. IDENTITY · 8. `IDENTITY:work` · 9. `IDENTITY:workers` · 10. `IDENTITY-signals`. ARGV 4. the
  /// identity; empty where the worker is not to be seen, and nothing else matters then · 5. R · then R fields and values of
  /// the record, none when it is not to be renewed; all that expires is renewed with it · then `1` when what runs follows,
  /// else `0` · then pairs of a slot and its work entry. It hears two texts: the oldest signal that somebody left, which it
  /// takes, and what Redis refused; each may be empty. What it cannot write stops no beat: it is for display.
  ///
  /// Settle. KEYS 9. `retry` · 10. `dead` · 11. the overflow list · 12. `stat:processed:DAY` · 13. `stat:failed:DAY`. Its kinds:
  /// - `S` delay entry: to the retry set, due after that many milliseconds. Where an equal entry stands there already, it is
  ///   snoozed instead: one would take the other's place.
  /// - `X` entry counted: to the dead set; `1` when it is an attempt that failed, `0` when nobody counts it.
  /// - `V` entry counted: to the overflow list: in the dead set it would break Sidekiq's pages.
  ///
  /// Vacate. KEYS 9. `processes` · 10. `dead` · 11. the overflow list · 12. `stat:processed:DAY` · 13. `stat:failed:DAY`. ARGV 7.
  /// what stands in front of an identity in the key of its record.
  static let sidekiq = DialectScripts(
    dialect: "sidekiq",
    front: .tail,
    enter: """
      if #ARGV >= at then
        redis.call('HSET', KEYS[5], unpack(ARGV, at))
        redis.call('EXPIRE', KEYS[5], \(SidekiqPresence.expiry))
        redis.call('SADD', KEYS[4], names[1])
      end
      """,
    show: """
      if ARGV[4] ~= '' then
        local refused = ''
        local function try(...)
          local reply = redis.pcall(...)
          if type(reply) == 'table' and reply.err then refused = reply.err end
          return reply
        end
        local last = 5 + tonumber(ARGV[5])
        local isWork = ARGV[last + 1] == '1'
        if last > 5 then
          try('SADD', KEYS[6], ARGV[4])
          try('HSET', KEYS[7], unpack(ARGV, 6, last))
          redis.call('EXPIRE', KEYS[7], \(SidekiqPresence.expiry))
        end
        for i = 8, 9 do
          if isWork then redis.call('UNLINK', KEYS[i]) end
          for j = last + 2, #ARGV, 400 do try('HSET', KEYS[i], unpack(ARGV, j, math.min(j + 399, #ARGV))) end
          if isWork or last > 5 then redis.call('EXPIRE', KEYS[i], \(SidekiqPresence.expiry)) end
        end
        local signal = try('RPOP', KEYS[10])
        heard = {type(signal) == 'string' and signal or '', refused}
      end
      """,
    leave: """
      redis.pcall('SREM', KEYS[9], id)
      local key = ARGV[7] .. id
      redis.call('UNLINK', key, key .. ':work', key .. ':workers', key .. '-signals')
      """,
    settleArguments: 0,
    settleBurial: "local deadSet, overflowList = KEYS[10], KEYS[11]\n" + sidekiqBurial,
    kinds: """
      widths.S, widths.X, widths.V = 2, 2, 2
      function kinds.S(payload, field, delay, entry)
        local present = redis.pcall('ZSCORE', KEYS[9], entry)
        if type(present) == 'table' and present.err then
          trouble = trouble or present
          return false
        end
        if present then
          snooze(field, delay, entry)
        else
          redis.call('ZADD', KEYS[9], string.format('%.6f', (milliseconds() + tonumber(delay)) / 1000), entry)
        end
        failed = failed + 1
        return true
      end
      local function keep(isShown, entry, counted)
        local reply = refusal()
        if reply then
          trouble = trouble or reply
          return false
        end
        if isShown then bury('', entry) else shelve(entry) end
        if counted == '1' then failed = failed + 1 else moved = moved + 1 end
        return true
      end
      function kinds.X(payload, field, ...) return keep(true, ...) end
      function kinds.V(payload, field, ...) return keep(false, ...) end
      """,
    settleSpill: "spill()",
    settleTally: """
      for i, count in ipairs({processed, failed}) do
        if count > 0 and redis.pcall('INCRBY', KEYS[11 + i], count) == count then
          redis.call('EXPIRE', KEYS[11 + i], \(statExpiry))
        end
      end
      """,
    vacateArguments: 1,
    vacateBurial: "local deadSet, overflowList = KEYS[10], KEYS[11]\n" + sidekiqBurial,
    vacateSpill: """
      spill()
      for i = 12, 13 do
        if redis.pcall('INCRBY', KEYS[i], poisoned) == poisoned then redis.call('EXPIRE', KEYS[i], \(statExpiry)) end
      end
      """)

  /// Buries in the dead set, whose key is `deadSet`, as `overflowList` is that of the overflow list; `spilled` is there too.
  ///
  /// `shelve(entry)` puts one into the overflow instead: what would break Sidekiq's pages (`SidekiqDeadEntry`).
  ///
  /// An entry whose equal lies in the set goes to the overflow: a set has one of each. `spill()` then moves what the set has
  /// too much of, the oldest first, to the overflow: more than ``deadLimit``, because Ruby trims it to 9,999 whenever a job
  /// dies, and what is older than 180 days, which Ruby would drop then. Nothing is dropped here, and at most 1000, or about a
  /// megabyte, are moved at once. `spilled` counts.
  ///
  /// - Source: Sidekiq, `lib/sidekiq/job_retry.rb`, `send_to_morgue`; `lib/sidekiq/api.rb`, `trim`.
  static let sidekiqBurial = """
    local function refusal()
      local size, length = redis.pcall('ZCARD', deadSet), redis.pcall('LLEN', overflowList)
      if type(size) ~= 'number' then return size end
      if type(length) ~= 'number' then return length end
    end
    local function seconds()
      local time = redis.call('TIME')
      return time[1] + time[2] / 1000000
    end
    local function shelve(entry)
      redis.call('RPUSH', overflowList, string.format('%.6f:', seconds()) .. entry)
    end
    local hasBuried = false
    local function bury(queue, entry)
      if redis.call('ZSCORE', deadSet, entry) then
        shelve(entry)
        spilled = spilled + 1
      else
        redis.call('ZADD', deadSet, string.format('%.6f', seconds()), entry)
        hasBuried = true
      end
    end
    local function spill()
      if not hasBuried then return end
      local surplus = redis.call('ZCARD', deadSet) - \(deadLimit)
      local aged = redis.call('ZCOUNT', deadSet, '-inf', string.format('%.6f', seconds() - \(deadSeconds)))
      local most = math.min(math.max(surplus, aged), 1000)
      if most < 1 then return end
      local moved, bytes = 0, 0
      while moved < most and bytes < 1000000 do
        local count = math.min(most - moved, 16)
        local oldest = redis.call('ZRANGE', deadSet, 0, count - 1, 'WITHSCORES')
        for i = 1, #oldest, 2 do
          redis.call('RPUSH', overflowList, oldest[i + 1] .. ':' .. oldest[i])
          bytes = bytes + #oldest[i]
        end
        redis.call('ZREMRANGEBYRANK', deadSet, 0, count - 1)
        moved = moved + count
      end
      spilled = spilled + moved
    end
    """

  /// How many entries the dead set may have before we move the oldest away: Ruby trims it to 9,999.
  static let deadLimit = SidekiqDeadLimits.count
  /// For how many seconds Ruby keeps a dead job.
  static let deadSeconds = SidekiqDeadLimits.seconds
  /// For how many seconds the counters of a day are kept.
  static let statExpiry = 157_680_000
}
