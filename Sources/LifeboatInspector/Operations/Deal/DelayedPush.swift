import LifeboatFormat

/// How a dialect puts jobs where they wait for their time, from within a script.
public struct DelayedPush: Sendable {
  /// The sorted set of what waits, or of when it is due.
  let schedule: String
  /// Whether jobs lie in lists, one for each second; otherwise in the schedule itself.
  let isBucketed: Bool
  /// Where jobs lie in lists, what the keys of these begin with; then what the keys of the sets of a job's times begin with.
  let prefixes: [String]
  /// Lua: the body of `delay(job, due, queue)`, which answers when the job is due, or nothing when it went to its queue. KEYS 6 is the
  /// schedule, ARGV 6 and 7 are the prefixes; `pushNow(queue, job)` and `check(key, kind)` are there.
  let source: String
}

extension ResqueDialect {
  /// Into the bucket of the second, two seconds from now at least: a Ruby scheduler may be emptying one that is due, and would lose
  /// what comes in. The schedule is written first: a bucket that nobody lists would never be seen. A key that is no list is passed
  /// over, for the next second's.
  ///
  /// - Source: resque-scheduler, `delaying_extensions.rb`, `delayed_push`.
  public var delayedPush: DelayedPush {
    DelayedPush(
      schedule: keys.delayedSchedule, isBucketed: true, prefixes: [keys.delayedPrefix, keys.delayedTimesPrefix],
      source: """
        local second
        due = math.max(due, tonumber(redis.call('TIME')[1]) + 2)
        repeat
          second = string.format('%.0f', due)
          due = due + 1
        until not check(ARGV[6] .. second, 'list')
        redis.call('ZADD', KEYS[6], second, second)
        redis.call('RPUSH', ARGV[6] .. second, job)
        redis.pcall('SADD', ARGV[7] .. job, 'delayed:' .. second)
        return second
        """)
  }
}

extension SidekiqDialect {
  /// Into the schedule, which has one of each: where an equal job waits already, this one goes to its queue at once, rather than to
  /// be lost.
  ///
  /// - Source: Sidekiq, `client.rb`, `atomic_push`.
  public var delayedPush: DelayedPush {
    DelayedPush(
      schedule: keys.schedule, isBucketed: false, prefixes: ["", ""],
      source: """
        if redis.call('ZSCORE', KEYS[6], job) then
          pushNow(queue, job)
          return nil
        end
        local second = string.format('%.0f', due)
        redis.call('ZADD', KEYS[6], second, job)
        return second
        """)
  }
}
