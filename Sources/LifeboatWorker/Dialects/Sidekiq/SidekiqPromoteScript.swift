import LifeboatRedis

extension RedisScript {
  /// Moves due entries of a sorted set to their queues, or to the dead set.
  ///
  /// KEYS: 1. the set · 2. `queues` · 3. `dead` · 4. the overflow list
  ///
  /// ARGV: 1. the prefix of the queue lists · then groups of four: `Q` stored queue payload · `D` stored queue entry (to the
  /// dead set; its queue is not looked at) · `V` stored queue entry (to the overflow list).
  ///
  /// Result: an array: how many went to queues · how many to the dead set · how many the dead set moved to the overflow list
  /// to make room · then pairs of a group's number, from 0, and why its entry stays: the error of its queue or of the dead set.
  /// An entry that is gone, or due later than when it was read, is passed over: somebody else has moved it.
  ///
  /// A crash before it leaves the entries in their set; after it, where they belong. Within: each is pushed before it is removed,
  /// and nothing that can fail stands between the two: a queue whose name cannot be noted for display gets its job all the same.
  /// A Ruby poller beside it sees an entry either in the set or in its queue.
  static let sidekiqPromote = RedisScript(
    name: "sidekiq-promote",
    source: """
      local deadSet, overflowList, spilled = KEYS[3], KEYS[4], 0
      \(DialectScripts.sidekiqBurial)
      local now = seconds()
      local pushed, buried, noted, left = 0, 0, {}, {}
      for i = 2, #ARGV, 4 do
        local stored, queue, what = ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
        local score = redis.call('ZSCORE', KEYS[1], stored)
        if score and tonumber(score) <= now then
          local reply
          if ARGV[i] == 'Q' then
            reply = redis.pcall('LPUSH', ARGV[1] .. queue, what)
            if type(reply) == 'number' then
              if not noted[queue] then redis.pcall('SADD', KEYS[2], queue) end
              noted[queue] = true
              pushed = pushed + 1
            end
          else
            reply = refusal()
            if not reply then
              if ARGV[i] == 'D' then bury(queue, what) else shelve(what) end
              buried = buried + 1
            end
          end
          if type(reply) == 'table' then
            left[#left + 1] = (i - 2) / 4
            left[#left + 1] = reply.err
          else
            redis.call('ZREM', KEYS[1], stored)
          end
        end
      end
      spill()
      return {pushed, buried, spilled, unpack(left)}
      """)
}
