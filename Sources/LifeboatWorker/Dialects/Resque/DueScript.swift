import LifeboatRedis

extension RedisScript {
  /// Reads the front of the delayed jobs that are due, oldest first, while no resque-scheduler holds its lock.
  ///
  /// KEYS: 1. `delayed_queue_schedule` · 2. the scheduler's lock. ARGV: 1. the prefix of the buckets · 2. most jobs
  /// · 3. most bytes; one job is taken however long it is · 4. how many members of the schedule to pass over.
  ///
  /// Result: an array: how many members to pass over in the next call because none of these can be moved, or 0 · then for
  /// each bucket its second, and an array of the jobs at its front. A bucket that is listed and not there has none; it
  /// counts as one job. Only the last may hold more than is read here. Writes nothing.
  ///
  /// Due is what Redis's clock says. A member that is no second as Ruby writes it (1 to 11 digits, no zero in front), and
  /// one whose bucket is no list, are passed over. At most 1000 members are looked at.
  static let due = RedisScript(
    name: "due",
    source: """
      if redis.call('EXISTS', KEYS[2]) == 1 then return {0} end
      local room, bytes, passed = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
      local now = redis.call('TIME')[1]
      local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', passed, 1000)
      local reply = {0}
      for _, member in ipairs(members) do
        if room < 1 or bytes < 1 then break end
        if member == '0' or #member < 12 and string.match(member, '^[1-9]%d*$') then
          local jobs, step, isList = {}, 1, true
          -- The sizes are unknown until read, so the reads start small and grow.
          while #jobs < room and bytes > 0 do
            local count = math.min(step, room - #jobs)
            local part = redis.pcall('LRANGE', ARGV[1] .. member, #jobs, #jobs + count - 1)
            if part.err then
              isList = false
              break
            end
            for _, job in ipairs(part) do
              if #job > bytes and (#jobs > 0 or #reply > 1) then
                bytes = 0
                break
              end
              bytes = bytes - #job
              jobs[#jobs + 1] = job
            end
            if #part < count then break end
            step = math.min(step * 2, 16)
          end
          if #jobs > 0 or isList and bytes > 0 then
            reply[#reply + 1] = member
            reply[#reply + 1] = jobs
            room = room - math.max(1, #jobs)
          end
        end
      end
      if #reply == 1 and #members == 1000 then reply[1] = passed + 1000 end
      return reply
      """)
}
