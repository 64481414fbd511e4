import LifeboatRedis

extension RedisScript {
  /// Reads the retry counters of jobs.
  ///
  /// KEYS: none, since the keys' ends are hashed here. ARGV: pairs of a counter's key without its identifier, and the
  /// text that identifies the job; empty when the key ends with the class.
  ///
  /// Result: pairs of the identifier (the text's SHA-1, or empty) and what the key holds: null for nothing, and
  /// `UNREADABLE` when it is no string. Writes nothing.
  static let counters = RedisScript(
    name: "counters",
    source: """
      local reply = {}
      for i = 1, #ARGV, 2 do
        local hash, key = '', ARGV[i]
        if ARGV[i + 1] ~= '' then
          hash = redis.sha1hex(ARGV[i + 1])
          key = key .. ':' .. hash
        end
        local value = redis.pcall('GET', key)
        reply[#reply + 1] = hash
        reply[#reply + 1] = type(value) == 'table' and 'UNREADABLE' or value
      end
      return reply
      """)
}
