import LifeboatRedis

extension RedisScript {
  /// Reads what a waiting worker waits for, all of it, so that a tracking connection is told when any of it changes.
  ///
  /// KEYS: 1. `pause-all-workers` · 2. … the queue lists. No ARGV.
  ///
  /// Result: 1 when a queue holds a job and workers are not paused, else 0. Writes nothing.
  static let watch = RedisScript(
    name: "watch",
    source: """
      local paused = redis.call('GET', KEYS[1])
      local waiting = 0
      for i = 2, #KEYS do
        local length = redis.pcall('LLEN', KEYS[i])
        if type(length) == 'number' and length > 0 then waiting = 1 end
      end
      if paused and string.lower(string.match(paused, '^%s*(.-)%s*$')) == 'true' then return 0 end
      return waiting
      """)
}
