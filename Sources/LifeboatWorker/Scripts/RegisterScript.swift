import LifeboatRedis

extension RedisScript {
  /// Makes an incarnation a member, with the presence that Ruby's tools read.
  ///
  /// KEYS
  /// 1. `processes` · 2. `process:INCARNATION` · 3. `workers:INCARNATION` · 4. `workers` · 5. `workers:heartbeat`
  ///
  /// ARGV
  /// 1. incarnation · 2. heartbeat time · 3. started time · 4. the prefix of the worker keys · 5. N
  /// · then N field–value pairs of the process record, then the worker ids.
  ///
  /// Result: `OK`.
  ///
  /// The heartbeat is written before the id becomes visible (Ruby prunes by it), membership last: a crash before
  /// or after it leaves nothing or all.
  static let register = RedisScript(
    name: "register",
    source: """
      local ids = 6 + 2 * tonumber(ARGV[5])
      redis.call('HSET', KEYS[2], unpack(ARGV, 6, ids - 1))
      for i = ids, #ARGV do
        local id = ARGV[i]
        redis.call('SADD', KEYS[3], id)
        redis.call('HSET', KEYS[5], id, ARGV[2])
        redis.call('SET', ARGV[4] .. id .. ':started', ARGV[3])
        redis.call('SADD', KEYS[4], id)
      end
      redis.call('HSET', KEYS[1], ARGV[1], 1)
      return 'OK'
      """)
}
