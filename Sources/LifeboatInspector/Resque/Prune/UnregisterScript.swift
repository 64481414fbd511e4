import LifeboatRedis

extension RedisScript {
  /// Removes the six traces of a worker that is dead, and records the job that it ran as failed.
  ///
  /// KEYS
  /// 1. `workers` · 2. `workers:heartbeat` · 3. `worker:ID` · 4. `worker:ID:started` · 5. `stat:processed:ID`
  /// 6. `stat:failed:ID` · 7. `failed_queues` · then the failed lists that get the entry: none, one or two
  ///
  /// ARGV
  /// 1. ID · 2. the heartbeat that it was judged by, empty for none · 3. its record of a running job then, empty for none
  /// · 4. the failure entry · 5. the name to note in `failed_queues`, empty for none
  ///
  /// Result: 1 when it is unregistered, 0 when its heartbeat or its job is another by now, and nothing was done. A record
  /// that is no string counts as none. An error names a key of the wrong type; then too nothing was done.
  ///
  /// A crash before it changes nothing; after it, all is done. Within: the entry is written before the record of the
  /// job is removed, and the types of all that is written are checked before either.
  static let unregister = RedisScript(
    name: "unregister",
    source: """
      local function isWrong(key, kind)
        local found = redis.call('TYPE', key).ok
        return found ~= 'none' and found ~= kind
      end
      if isWrong(KEYS[1], 'set') then return redis.error_reply('WRONGTYPE ' .. KEYS[1] .. ' is no set') end
      if isWrong(KEYS[2], 'hash') then return redis.error_reply('WRONGTYPE ' .. KEYS[2] .. ' is no hash') end
      local heartbeat = redis.call('HGET', KEYS[2], ARGV[1]) or ''
      local working = isWrong(KEYS[3], 'string') and '' or redis.call('GET', KEYS[3]) or ''
      if heartbeat ~= ARGV[2] or working ~= ARGV[3] then return 0 end
      if ARGV[5] ~= '' and isWrong(KEYS[7], 'set') then
        return redis.error_reply('WRONGTYPE ' .. KEYS[7] .. ' is no set')
      end
      for i = 8, #KEYS do
        if isWrong(KEYS[i], 'list') then return redis.error_reply('WRONGTYPE ' .. KEYS[i] .. ' is no list') end
      end
      if ARGV[5] ~= '' then redis.call('SADD', KEYS[7], ARGV[5]) end
      for i = 8, #KEYS do redis.call('RPUSH', KEYS[i], ARGV[4]) end
      redis.call('SREM', KEYS[1], ARGV[1])
      redis.call('DEL', KEYS[3], KEYS[4], KEYS[5], KEYS[6])
      redis.call('HDEL', KEYS[2], ARGV[1])
      return 1
      """)
}
