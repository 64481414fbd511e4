import LifeboatRedis

extension RedisScript {
  /// Reads what a waiting worker waits for, all of it, so that a tracking connection is told when any of it changes.
  ///
  /// KEYS
  /// 1. `pause-all-workers` · 2. `paused` · 3. `queues` · 4. … the queue lists
  ///
  /// ARGV
  /// 1. `1` when new queues matter, else `0` · 2. … the queues' names, in the order of KEYS
  ///
  /// Result: an array: 1 when a queue that is not paused holds a job and workers are not paused, else 0 · an array of the
  /// queues that are paused by themselves · an array of every queue that the app knows, empty unless asked for. Writes
  /// nothing.
  static let watch = RedisScript(
    name: "watch",
    source: """
      local paused = redis.call('GET', KEYS[1])
      local closed, names, known = {}, redis.call('SMEMBERS', KEYS[2]), {}
      for _, name in ipairs(names) do closed[name] = true end
      if ARGV[1] == '1' then known = redis.call('SMEMBERS', KEYS[3]) end
      local waiting = 0
      for i = 4, #KEYS do
        local length = redis.pcall('LLEN', KEYS[i])
        if type(length) == 'number' and length > 0 and not closed[ARGV[i - 2]] then waiting = 1 end
      end
      if paused and string.lower(string.match(paused, '^%s*(.-)%s*$')) == 'true' then waiting = 0 end
      return {waiting, names, known}
      """)
}
