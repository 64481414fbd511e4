import LifeboatRedis

extension RedisScript {
  /// Takes elements out of a list, near the place where they were seen.
  ///
  /// KEYS: 1. the list.
  /// ARGV: 1. the end at which the back is, `LEFT` or `RIGHT` · 2. how many elements at the back to pass over · 3. how
  /// many to look at behind them · 4. a text that is no element · then the elements, the back-most first.
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
      local list, passed, most, first, wanted = KEYS[1], tonumber(ARGV[2]), tonumber(ARGV[3]), 5, 5
      -- The index of an element by its place from the back, from 0.
      local function index(place) return ARGV[1] == 'LEFT' and place or -1 - place end
      redis.call('LTRIM', list, 0, -1)
      while wanted <= #ARGV and most > 0 do
        local count = math.min(16, most)
        local from, to = index(passed), index(passed + count - 1)
        local part = redis.call('LRANGE', list, math.min(from, to), math.max(from, to))
        for offset = 0, #part - 1 do
          if part[ARGV[1] == 'LEFT' and offset + 1 or #part - offset] == ARGV[wanted] then
            redis.call('LSET', list, index(passed + offset), ARGV[4])
            wanted = wanted + 1
          end
        end
        if #part < count then break end
        passed, most = passed + count, most - count
      end
      local taken = wanted - first
      if taken > 0 then redis.call('LREM', list, ARGV[1] == 'LEFT' and taken or -taken, ARGV[4]) end
      return taken
      """)
}
