import LifeboatRedis

extension RedisScript {
  /// Moves a job from the failed list to the back of its queue.
  ///
  /// KEYS: 1. the queue list · 2. `queues` · then the failed lists that hold a record of the failure: one or two.
  /// ARGV: 1. the queue's name · 2. the job · then the record's bytes for each of those lists.
  ///
  /// Result: 1 when it was moved, 0 when one of the records is not in its list: nothing was done then.
  ///
  /// A crash before it leaves the records, after it the job. Within: the job is pushed before the records are removed, and
  /// a key of the wrong type stops the script before either. Looked for from the newest end, where entries that
  /// people requeue mostly are.
  static let requeue = RedisScript(
    name: "requeue",
    source: """
      for i = 3, #KEYS do
        if not redis.call('LPOS', KEYS[i], ARGV[i], 'RANK', -1) then return 0 end
      end
      redis.call('SADD', KEYS[2], ARGV[1])
      redis.call('RPUSH', KEYS[1], ARGV[2])
      for i = 3, #KEYS do redis.call('LREM', KEYS[i], -1, ARGV[i]) end
      return 1
      """)
}
