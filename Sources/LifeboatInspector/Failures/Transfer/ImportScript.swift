import LifeboatFormat
import LifeboatRedis

extension RedisScript {
  /// Puts failures from a file into their sets, and notes how far the file has come.
  ///
  /// KEYS: 1. the mark: the number of the last line that was dealt with · then for each set its key, and a second one: the set
  /// of names in which a list has to be noted, the overflow list of the bounded set, else the first again.
  /// ARGV: 1. what the mark must say, `0` for none · 2. what it says then · 3. for how many milliseconds · 4. how many sets · then
  /// for each its kind (`list`, `named` for a list that has to be noted, `set` for a sorted set, `bounded` for Sidekiq's dead
  /// set) and its name · then for each entry the number of its set from 1, its score (empty in a list) and its bytes.
  ///
  /// Result: four numbers: 1 · how many were added · how many a sorted set has already · how many went to the overflow list, at
  /// its oldest end. Or 0, and nothing was done, when the mark says something else.
  ///
  /// A crash before it leaves nothing, after it the entries and the mark: a repeat finds the mark and does nothing. Within: all
  /// types are checked before the first entry is written, scores are such as Redis takes, and the mark is written last, by what
  /// cannot fail then.
  static let importFailures = RedisScript(
    name: "import-failures",
    source: """
      if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[1] then return {0, 0, 0, 0} end
      local sets, at = {}, 5
      for i = 1, tonumber(ARGV[4]) do
        local set = {kind = ARGV[at], name = ARGV[at + 1], key = KEYS[2 * i], second = KEYS[2 * i + 1]}
        if set.kind == 'list' or set.kind == 'named' then
          redis.call('LLEN', set.key)
          if set.kind == 'named' then redis.call('SCARD', set.second) end
        else
          set.size = redis.call('ZCARD', set.key)
          if set.kind == 'bounded' then redis.call('LLEN', set.second) end
        end
        sets[i], at = set, at + 2
      end
      local oldest = redis.call('TIME')[1] - \(SidekiqDeadLimits.seconds)
      local added, present, overflowed = 0, 0, 0
      for _, set in ipairs(sets) do
        if set.kind == 'named' then redis.call('SADD', set.second, set.name) end
      end
      for i = at, #ARGV, 3 do
        local set, score, entry = sets[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2]
        if score == '' then
          redis.call('RPUSH', set.key, entry)
          added = added + 1
        elseif redis.call('ZSCORE', set.key, entry) then
          present = present + 1
        elseif set.kind == 'bounded' and (set.size >= \(SidekiqDeadLimits.count) or tonumber(score) < oldest) then
          redis.call('LPUSH', set.second, score .. ':' .. entry)
          overflowed = overflowed + 1
        else
          redis.call('ZADD', set.key, score, entry)
          set.size, added = set.size + 1, added + 1
        end
      end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return {1, added, present, overflowed}
      """)
}
