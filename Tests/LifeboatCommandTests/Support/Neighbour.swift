import LifeboatRedis

/// Another client of an app's failures: a Ruby tool, a worker, somebody with redis-cli. Each thing that it does is one script, which
/// answers the numbers of the jobs that it touched.
struct Neighbour {
  /// What it can do.
  enum Deed: CaseIterable {
    /// New failures are recorded.
    case fail
    /// Some are removed, from the middle.
    case remove
    /// Ruby requeues one and, in Resque, keeps and marks it.
    case requeue
    /// A worker takes jobs from the queue and runs them.
    case work
    /// The oldest are dropped: somebody clears a part, or Ruby trims the dead set.
    case trim
  }

  let isSidekiq: Bool
  let session: RedisSession

  /// Does it.
  ///
  /// - Parameter random: any number.
  /// - Returns: the entries or jobs that it touched.
  func run(_ deed: Deed, random: Int, entries: [String] = []) throws -> [String] {
    let keys = isSidekiq ? ["dead", "queue:mail"] : ["resque:failed", "resque:queue:mail"]
    let script = RedisScript(name: "\(deed)-\(isSidekiq)", source: source(deed))
    var arguments: [any RedisArgument] = [random]
    for entry in entries { arguments.append(entry) }
    return try session.run(script, keys: keys, arguments: arguments).strings.map { String(decoding: $0, as: UTF8.self) }
  }

  private func source(_ deed: Deed) -> String {
    switch (deed, isSidekiq) {
    case (.fail, false): "for i = 2, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end return {}"
    case (.fail, true):
      """
      local time = redis.call('TIME')
      for i = 2, #ARGV do redis.call('ZADD', KEYS[1], string.format('%d.%06d', time[1], time[2]), ARGV[i]) end
      return {}
      """
    case (.remove, false):
      """
      local n = redis.call('LLEN', KEYS[1])
      if n == 0 then return {} end
      local i = ARGV[1] % n
      local entry = redis.call('LINDEX', KEYS[1], i)
      redis.call('LSET', KEYS[1], i, '')
      redis.call('LREM', KEYS[1], 1, '')
      return {entry}
      """
    case (.remove, true):
      """
      local n = redis.call('ZCARD', KEYS[1])
      if n == 0 then return {} end
      local entry = redis.call('ZRANGE', KEYS[1], ARGV[1] % n, ARGV[1] % n)[1]
      redis.call('ZREM', KEYS[1], entry)
      return {entry}
      """
    case (.requeue, false):
      """
      local n = redis.call('LLEN', KEYS[1])
      if n == 0 then return {} end
      local i = ARGV[1] % n
      local entry = redis.call('LINDEX', KEYS[1], i)
      local job = string.match(entry, '"payload":(%b{})')
      if not job or string.find(entry, 'retried_at', 1, true) then return {} end
      redis.call('LSET', KEYS[1], i, string.sub(entry, 1, -2) .. ',"retried_at":"2026/01/03 00:00:00 UTC"}')
      redis.call('RPUSH', KEYS[2], job)
      return {entry}
      """
    case (.requeue, true):
      """
      local n = redis.call('ZCARD', KEYS[1])
      if n == 0 then return {} end
      local entry = redis.call('ZRANGE', KEYS[1], ARGV[1] % n, ARGV[1] % n)[1]
      redis.call('ZREM', KEYS[1], entry)
      redis.call('LPUSH', KEYS[2], entry)
      return {entry}
      """
    case (.work, _):
      """
      local jobs = {}
      for i = 1, ARGV[1] % 40 do jobs[i] = redis.call('\(isSidekiq ? "RPOP" : "LPOP")', KEYS[2]) or nil end
      return jobs
      """
    case (.trim, false):
      """
      local last = ARGV[1] % 4 - 1
      if last < 0 then return {} end
      local entries = redis.call('LRANGE', KEYS[1], 0, last)
      redis.call('LTRIM', KEYS[1], last + 1, -1)
      return entries
      """
    case (.trim, true):
      """
      local last = ARGV[1] % 4 - 1
      if last < 0 then return {} end
      local entries = redis.call('ZRANGE', KEYS[1], 0, last)
      redis.call('ZREMRANGEBYRANK', KEYS[1], 0, last)
      return entries
      """
    }
  }
}
