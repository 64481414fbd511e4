import LifeboatFormat

extension DialectScripts {
  /// Resque's parts of the scripts.
  ///
  /// Register. KEYS 4. `workers` · 5. `workers:heartbeat`. ARGV 1. heartbeat time · 2. started time · 3. the prefix of the
  /// worker keys. The heartbeat is written before the id becomes visible: Ruby prunes by it.
  ///
  /// Beat. KEYS 6. `workers` · 7. `workers:heartbeat`. ARGV 4. the prefix of the worker keys · 5. of `stat:processed:ID`
  /// · 6. of `stat:failed:ID` · then groups of four: `on` id working-payload `` · `off` id `` `` · `stat` id processed failed
  /// · `seen` id heartbeat-time started-time, which puts back an id that somebody pruned.
  ///
  /// Settle. KEYS 9. `failed` · 10. `delayed_queue_schedule` · 11. `failed_queues`. ARGV 3. the prefix of the buckets of delayed
  /// jobs · 4. of the sets of their times · 5. where failures go, `list`, `queues` or `both` · 6. the prefix of the failed lists
  /// of queues. Its kinds:
  /// - `F` entry counter failure: to the failed list, or lists; the two keys of its retries go, where they are not empty.
  /// - `C` counter: it is one of those that succeeded, and the key of its retries goes.
  /// - `A` and `D`: another attempt, see ``resqueRetries``.
  ///
  /// Vacate. KEYS 9. `workers` · 10. `workers:heartbeat` · 11. `failed` · 12. `failed_queues`. ARGV 7. the prefix of the worker
  /// keys · 8. of `stat:processed:ID` · 9. of `stat:failed:ID` · 10. where failures go · 11. the prefix of the failed lists of
  /// queues.
  static let resque = DialectScripts(
    dialect: "resque",
    front: .head,
    enter: """
      for _, id in ipairs(names) do
        redis.call('HSET', KEYS[5], id, ARGV[at])
        redis.call('SET', ARGV[at + 2] .. id .. ':started', ARGV[at + 1])
        redis.call('SADD', KEYS[4], id)
      end
      """,
    show: """
      for i = 7, #ARGV, 4 do
        local kind, id, a, b = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
        if kind == 'on' then
          redis.call('SET', ARGV[4] .. id, a)
        elseif kind == 'off' then
          redis.call('DEL', ARGV[4] .. id)
        elseif kind == 'stat' then
          if a ~= '0' then redis.pcall('INCRBY', ARGV[5] .. id, a) end
          if b ~= '0' then redis.pcall('INCRBY', ARGV[6] .. id, b) end
        else
          redis.call('HSET', KEYS[7], id, a)
          redis.call('SETNX', ARGV[4] .. id .. ':started', b)
          redis.call('SADD', KEYS[6], id)
        end
      end
      """,
    leave: """
      redis.call('SREM', KEYS[9], id)
      redis.call('DEL', ARGV[7] .. id, ARGV[7] .. id .. ':started', ARGV[8] .. id, ARGV[9] .. id)
      redis.call('HDEL', KEYS[10], id)
      """,
    settleArguments: 4,
    settleBurial: """
      local backend, failedList, failedQueues, failedPrefix = ARGV[5], KEYS[9], KEYS[11], ARGV[6]
      \(resqueBurial)
      """,
    kinds: """
      widths.F, widths.C = 3, 1
      function kinds.F(payload, field, entry, counter, failure)
        local queue = queueOf(field)
        local reply = refusal(queue)
        if reply then
          trouble = trouble or reply
          return false
        end
        bury(queue, entry)
        if counter ~= '' then redis.call('DEL', counter, failure) end
        failed = failed + 1
        return true
      end
      function kinds.C(payload, field, counter)
        redis.call('DEL', counter)
        return false
      end
      \(resqueRetries)
      """,
    settleSpill: "",
    settleTally: "",
    vacateArguments: 5,
    vacateBurial: """
      local backend, failedList, failedQueues, failedPrefix = ARGV[10], KEYS[11], KEYS[12], ARGV[11]
      \(resqueBurial)
      """,
    vacateSpill: "")

  /// How a failure is recorded where the app keeps them. It needs, as locals before it: `backend` (`list`, `queues` or
  /// `both`), `failedList`, `failedQueues` (keys) and `failedPrefix` (of the lists of queues).
  ///
  /// Nothing is written before all of the lists are known to take it.
  ///
  /// - Source: Resque, `lib/resque/failure/redis.rb`, `redis_multi_queue.rb`, `multiple.rb`.
  static let resqueBurial = """
    local function failedLists(queue)
      local lists = {}
      if backend ~= 'queues' then lists[1] = failedList end
      if backend ~= 'list' then lists[#lists + 1] = failedPrefix .. queue .. '_failed' end
      return lists
    end
    local function refusal(queue)
      for _, key in ipairs(failedLists(queue)) do
        local length = redis.pcall('LLEN', key)
        if type(length) ~= 'number' then return length end
      end
    end
    local function bury(queue, entry)
      for _, key in ipairs(failedLists(queue)) do redis.call('RPUSH', key, entry) end
      if backend ~= 'list' then redis.pcall('SADD', failedQueues, queue .. '_failed') end
    end
    """

  /// The kinds of the settle script for a job that failed and runs again. Each attempt counts as processed, and with a
  /// counter as failed, as Ruby counts; nothing goes into the failed list.
  ///
  /// - `A` queue payload counter step seconds: at once, to the end of its queue.
  /// - `D` delay payload counter step seconds failure keep entry: after that many milliseconds, in the bucket of the
  ///   first whole second behind them, two seconds from now at least: a Ruby scheduler may be emptying a bucket that is
  ///   due, and would lose what comes in. The entry is kept under the failure key for `keep` seconds.
  ///
  /// The counter is made where there is none, raised when `step` is 1, and expires after `seconds` unless that is empty;
  /// an empty key stands for a payload that counts by itself, as Rails' does: Rails takes such a retry for a success. What
  /// the payload of a `D` has more than the job's own bytes is its queue.
  ///
  /// The schedule is written before the bucket: a bucket that nobody lists would never be seen, and a listed one that is
  /// empty is passed over. What comes behind the bucket cannot stop the job any more: that Ruby finds it by its bytes,
  /// the counter, and the entry. A counter that is no number ends the retries when it is read next.
  ///
  /// - Source: resque-scheduler, `delaying_extensions.rb`, `delayed_push`; resque-retry, `plugins/retry.rb`, `try_again`,
  ///   `multiple_with_retry_suppression.rb`, `save`.
  private static let resqueRetries = """
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
      redis.pcall('SADD', KEYS[6], queue)
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
