import LifeboatRedis

extension RedisScript {
  /// Lua that lets a script write though Redis's memory is full (`maxmemory` with `noeviction`).
  ///
  /// Redis refuses a script's first write then, but no later one, lest half of it be done. So the first is one that takes no
  /// memory and changes nothing: `processes` (KEYS 1) never expires.
  ///
  /// It is for scripts that move what is there already, or a worker's few words about itself: without them a full Redis would
  /// never be worked empty.
  static let writeThoughFull = "redis.call('PERSIST', KEYS[1])"
}
