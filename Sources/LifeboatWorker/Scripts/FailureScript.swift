import LifeboatRedis

extension RedisScript {
  /// How the settle and the vacate script record a failure where the app keeps them. It needs, as locals before it:
  /// `backend` (`list`, `queues` or `both`), `failedList`, `failedQueues` (keys) and `failedPrefix` (of the lists of
  /// queues), and gives:
  ///
  /// - `failedLists(queue)`: the keys of the lists that get a failure of that queue, or `nil` and an error when one of
  ///   them is no list. Nothing is written before all of them are known to take it.
  /// - `record(lists, queue, entry)`: writes it to each; cannot fail after ``failedLists``.
  ///
  /// - Source: Resque, `lib/resque/failure/redis.rb`, `redis_multi_queue.rb`, `multiple.rb`.
  static let failures = """
    local function failedLists(queue)
      local lists = {}
      if backend ~= 'queues' then lists[1] = failedList end
      if backend ~= 'list' then lists[#lists + 1] = failedPrefix .. queue .. '_failed' end
      for _, key in ipairs(lists) do
        local length = redis.pcall('LLEN', key)
        if type(length) ~= 'number' then return nil, length end
      end
      return lists
    end
    local function record(lists, queue, entry)
      for _, key in ipairs(lists) do redis.call('RPUSH', key, entry) end
      if backend ~= 'list' then redis.pcall('SADD', failedQueues, queue .. '_failed') end
    end
    local function queueOf(field) return string.sub(field, string.find(field, ':', 1, true) + 1) end
    """
}
