import LifeboatRedis

extension RedisScript {
  /// Makes an incarnation a member, with the presence that Ruby's tools read.
  ///
  /// KEYS
  /// 1. `processes` · 2. `process:INCARNATION` · 3. `workers:INCARNATION` · then the dialect's own
  ///
  /// ARGV
  /// 1. incarnation · 2. N · then N field–value pairs of the process record · then M, and M names under which Ruby's tools see
  /// it · then the dialect's own, see ``DialectScripts/enter``
  ///
  /// Result: `OK`.
  ///
  /// Membership is written last: a crash before or after it leaves nothing or all.
  static func register(_ lua: DialectScripts) -> RedisScript {
    RedisScript(
      name: lua.name("register"),
      source: """
        \(RedisScript.writeThoughFull)
        local at = 3 + 2 * tonumber(ARGV[2])
        redis.call('HSET', KEYS[2], unpack(ARGV, 3, at - 1))
        local names = {unpack(ARGV, at + 1, at + tonumber(ARGV[at]))}
        at = at + 1 + tonumber(ARGV[at])
        for _, name in ipairs(names) do redis.call('SADD', KEYS[3], name) end
        \(lua.enter)
        redis.call('HSET', KEYS[1], ARGV[1], 1)
        return 'OK'
        """)
  }
}
