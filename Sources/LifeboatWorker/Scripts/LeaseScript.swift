import LifeboatFormat
import LifeboatRedis

extension RedisScript {
  /// Moves jobs from the front of the queues into the incarnation's in-flight hash.
  ///
  /// KEYS
  /// 1. `processes` · 2. `inflight:INCARNATION` · 3. `sequence` · 4. what pauses every worker
  /// 5. the paused queues · 6. … the queue lists, in the order in which they are looked at
  ///
  /// ARGV
  /// 1. incarnation · 2. most jobs · 3. most bytes · 4. free slots · 5. the highest sequence number it has seen
  /// 6. … per queue, in the order of KEYS: its name, and how many jobs more than free slots it may give
  ///
  /// Result: `LOST` when the incarnation is no longer a member, `PAUSED` when every worker is paused, else an
  /// array: first an array of the queues that could not be read (name, message, …), then an array for each queue that gave
  /// something: its name, the sequence number of its first job, payload, …. A queue
  /// that is paused by itself is passed over. One that could give more than it may ends the lease: what comes after it
  /// waits.
  /// A payload over the byte limit is taken alone, so that it is never stuck.
  ///
  /// A crash before it leaves the jobs in their queues; after it, in the in-flight hash, which recovery empties.
  /// Within: the hash is written before the list is trimmed, and an error in between would leave jobs in both,
  /// but every command's type was proven by the read before it, and a full memory refuses none of its writes.
  static func lease(_ lua: DialectScripts) -> RedisScript {
    let (read, trim) =
      switch lua.front {
      case .head:
        (
          "local part = redis.pcall('LRANGE', KEYS[i], #got, #got + count - 1)",
          "redis.call('LTRIM', KEYS[i], #got, -1)"
        )
      case .tail:
        (
          """
          local part = redis.pcall('LRANGE', KEYS[i], -(#got + count), -(#got + 1))
          for j = 1, math.floor(#part / 2) do part[j], part[#part - j + 1] = part[#part - j + 1], part[j] end
          """,
          "redis.call('LTRIM', KEYS[i], 0, -(#got + 1))"
        )
      }
    return RedisScript(
      name: lua.name("lease"),
      source: """
        if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 'LOST' end
        local paused = redis.call('GET', KEYS[4])
        if paused and string.lower(string.match(paused, '^%s*(.-)%s*$')) == 'true' then return 'PAUSED' end
        local room, bytes, free = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local closed = {}
        for _, name in ipairs(redis.call('SMEMBERS', KEYS[5])) do closed[name] = true end
        local unread = {}
        local reply = {unread}
        for i = 6, #KEYS do
          local name, extra = ARGV[2 * i - 6], tonumber(ARGV[2 * i - 5])
          local want = math.min(free + extra, room)
          local got, step, largest = {}, 1, 1
          -- The sizes are unknown until read, so the reads start small, and grow while the payloads are small.
          while #got < want and bytes > 0 and not closed[name] do
            local count = math.min(step, want - #got)
            \(read)
            if part.err then
              unread[#unread + 1] = name
              unread[#unread + 1] = part.err
              break
            end
            for _, payload in ipairs(part) do
              largest = math.max(largest, #payload)
              if #payload > bytes and (#got > 0 or #reply > 1) then
                bytes = 0
                break
              end
              bytes = bytes - #payload
              got[#got + 1] = payload
            end
            if #part < count then break end
            step = math.max(1, math.min(step * 4, 64, math.floor(bytes / largest)))
          end
          if #got > 0 then
            \(RedisScript.writeThoughFull)
            -- A Redis that was restored from a little earlier would give out numbers that are still in use.
            local before, seen = redis.call('INCRBY', KEYS[3], #got) - #got, tonumber(ARGV[5])
            if before < seen then
              before = seen
              redis.call('SET', KEYS[3], string.format('%d', before + #got))
            end
            local pairs, yield = {}, {name, string.format('%d', before + 1)}
            for j, payload in ipairs(got) do
              pairs[2 * j - 1] = string.format('%d:', before + j) .. name
              pairs[2 * j] = payload
              yield[j + 2] = payload
            end
            reply[#reply + 1] = yield
            redis.call('HSET', KEYS[2], unpack(pairs))
            \(trim)
            room = room - #got
            free = math.max(0, free - #got)
          end
          -- Nothing is taken early from behind a queue that still holds jobs.
          if #got == want and not closed[name] and redis.call('EXISTS', KEYS[i]) == 1 then break end
        end
        return reply
        """)
  }
}
