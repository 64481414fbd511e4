import LifeboatRedis

extension RedisScript {
  /// The kinds of the settle script for a job that failed and runs again. Each attempt counts as processed, and with a
  /// counter as failed, as Ruby counts; nothing goes into the failed list.
  ///
  /// - `A` queue payload counter step seconds: at once, to the end of its queue.
  /// - `D` delay payload counter step seconds failure keep entry: after that many milliseconds, in the bucket of the
  ///   first whole second behind them, two seconds from now at least: a Ruby scheduler may be emptying a bucket that is
  ///   due, and would lose what comes in. The entry is kept under the failure key for `keep` seconds.
  ///
  /// The counter is made where there is none, raised when `step` is 1, and expires after `seconds` unless that is empty;
  /// an empty key stands for a payload that counts by itself, as Rails' does: Rails takes such a retry for a success. What the payload of a `D` has more than the job's own bytes is its queue.
  ///
  /// The schedule is written before the bucket: a bucket that nobody lists would never be seen, and a listed one that is
  /// empty is passed over. What comes behind the bucket cannot stop the job any more: that Ruby finds it by its bytes,
  /// the counter, and the entry. A counter that is no number ends the retries when it is read next.
  ///
  /// - Source: resque-scheduler, `delaying_extensions.rb`, `delayed_push`; resque-retry, `plugins/retry.rb`, `try_again`,
  ///   `multiple_with_retry_suppression.rb`, `save`.
  static let settleRetries = """
    widths.A, widths.D = 5, 8
    local function count(counter, step, seconds)
      if counter == '' then
        retried = retried + 1
        return
      end
      failed = failed + 1
      redis.pcall('SETNX', counter, -1)
      if step == '1' then redis.pcall('INCR', counter) end
      if seconds ~= '' then redis.pcall('EXPIRE', counter, seconds) end
    end
    function kinds.A(payload, field, queue, again, counter, step, seconds)
      if not done('RPUSH', ARGV[2] .. queue, again) then return false end
      redis.pcall('SADD', KEYS[9], queue)
      count(counter, step, seconds)
      return true
    end
    function kinds.D(payload, field, delay, later, counter, step, seconds, failure, keep, entry)
      local due = math.ceil((milliseconds() + math.max(tonumber(delay), 2000)) / 1000)
      due = string.format('%.0f', due)
      if not done('ZADD', KEYS[10], due, due) then return false end
      if not done('RPUSH', ARGV[3] .. due, later) then return false end
      redis.pcall('SADD', ARGV[4] .. later, 'delayed:' .. due)
      count(counter, step, seconds)
      if failure ~= '' then redis.pcall('SETEX', failure, keep, entry) end
      return true
    end
    """
}
