import LifeboatRedis

extension RedisScript {
  /// Pushes a job, unless one was enqueued under the same token before.
  ///
  /// KEYS: 1. the token · 2. the queue list · 3. `queues`.
  /// ARGV: 1. the payload · 2. the queue's name · 3. how many milliseconds the token is kept · 4. `LPUSH` or `RPUSH`.
  ///
  /// Result: 1 when the job was pushed, 0 when the token was there and nothing was done.
  ///
  /// A crash before it leaves nothing, after it the job and the token: a repeat changes nothing. Within: keys of the wrong
  /// type stop it before the push, and nothing that can fail stands between the push and the token.
  static let pushOnce = RedisScript(
    name: "push-once",
    source: """
      if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
      redis.call('LLEN', KEYS[2])
      redis.call('SADD', KEYS[3], ARGV[2])
      redis.call(ARGV[4], KEYS[2], ARGV[1])
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return 1
      """)

  /// Puts a job among those that are due later, unless one was enqueued under the same token before.
  ///
  /// KEYS: 1. the token · 2. the sorted set.
  /// ARGV: 1. the payload · 2. the queue's name · 3. how many milliseconds the token is kept · 4. the score.
  ///
  /// Result: 1 when the job was added, 0 when the token was there and nothing was done.
  ///
  /// A crash before it leaves nothing, after it the job and the token: a repeat changes nothing. Within: a key of the wrong
  /// type, or a score that is none, stops it before the job is added, and the token cannot fail after that.
  static let scheduleOnce = RedisScript(
    name: "schedule-once",
    source: """
      if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
      redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return 1
      """)
}
