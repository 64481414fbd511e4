import LifeboatRedis

extension RedisScript {
  /// Takes elements out of a list, near the place where they were seen.
  ///
  /// KEYS: 1. the list.
  /// ARGV: 1. how many elements at the back to pass over · 2. how many to look at behind them · 3. a text that is no
  /// element · then the elements, the back-most first.
  ///
  /// Result: how many were taken out; they are the first of those named.
  ///
  /// Redis removes by value only, and looks at every element before the one that it removes; so those to go are marked
  /// where they lie and removed together.
  ///
  /// A crash before it leaves all of them in the list, after it none. Within: nothing can fail between the first mark
  /// and the removal of all marks, and a Redis that dies there comes back with neither. A Redis whose memory is full
  /// refuses a script's first write where it may take memory; so the first is a cut that leaves the whole list.
  static let takeOut = RedisScript(
    name: "take-out",
    source: """
      local passed, most, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), 4
      redis.call('LTRIM', KEYS[1], 0, -1)
      while wanted <= #ARGV and most > 0 do
        local count = math.min(16, most)
        local part = redis.call('LRANGE', KEYS[1], -(passed + count), -(passed + 1))
        for i = #part, 1, -1 do
          if part[i] == ARGV[wanted] then
            redis.call('LSET', KEYS[1], i - #part - passed - 1, ARGV[3])
            wanted = wanted + 1
          end
        end
        if #part < count then break end
        passed, most = passed + count, most - count
      end
      if wanted > 4 then redis.call('LREM', KEYS[1], 4 - wanted, ARGV[3]) end
      return wanted - 4
      """)
}
