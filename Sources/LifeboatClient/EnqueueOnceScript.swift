import LifeboatRedis

extension RedisScript {
  /// Pushes a job, unless one was pushed under the same token before.
  ///
  /// KEYS: 1. the token · 2. the queue list · 3. `queues`.
  /// ARGV: 1. the payload · 2. the queue's name · 3. how many milliseconds the token is kept.
  ///
  /// Result: 1 when the job was pushed, 0 when the token was there and nothing was done.
  ///
  /// A crash before it leaves nothing, after it the job and the token: a repeat changes nothing. Within: keys of the wrong
  /// type stop it before the push, and nothing that can fail stands between the push and the token.
  static let enqueueOnce = RedisScript(
    name: "enqueue-once",
    source: """
      if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
      redis.call('LLEN', KEYS[2])
      redis.call('SADD', KEYS[3], ARGV[2])
      redis.call('RPUSH', KEYS[2], ARGV[1])
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return 1
      """)
}
