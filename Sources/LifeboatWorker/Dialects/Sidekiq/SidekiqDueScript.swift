import LifeboatRedis

extension RedisScript {
  /// Reads the front of what is due in sorted sets of jobs, oldest first.
  ///
  /// KEYS: the sets. ARGV: 1. most entries of a set · 2. most bytes of a set; one entry is taken however long it is · then for
  /// each set how many due entries to pass over.
  ///
  /// Result: an array: the second and the microsecond of Redis's clock, by which it is due · then for each set an array of
  /// entries, and the error of a key that holds something else, or empty. Writes nothing.
  static let sidekiqDue = RedisScript(
    name: "sidekiq-due",
    source: """
      local most, bytes = tonumber(ARGV[1]), tonumber(ARGV[2])
      local time = redis.call('TIME')
      local now = string.format('%d.%06d', time[1], time[2])
      local reply = {tonumber(time[1]), tonumber(time[2])}
      for i, key in ipairs(KEYS) do
        local entries, passed, room, step, trouble = {}, tonumber(ARGV[2 + i]), bytes, 1, ''
        -- The sizes are unknown until read, so the reads start small and grow.
        while #entries < most and room > 0 do
          local count = math.min(step, most - #entries)
          local part = redis.pcall('ZRANGEBYSCORE', key, '-inf', now, 'LIMIT', passed + #entries, count)
          if part.err then
            trouble = part.err
            break
          end
          for _, entry in ipairs(part) do
            if #entry > room and #entries > 0 then
              room = 0
              break
            end
            room = room - #entry
            entries[#entries + 1] = entry
          end
          if #part < count then break end
          step = math.min(step * 2, 16)
        end
        reply[#reply + 1] = entries
        reply[#reply + 1] = trouble
      end
      return reply
      """)
}
