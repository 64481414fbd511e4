import LifeboatRedis

extension RedisScript {
  /// Puts the old form of failures into the places where their new form lies.
  ///
  /// KEYS: 1. the record · 2. the journal · 3. the set.
  ///
  /// ARGV: 1. epoch · 2. the set's name · 3. `list` or `sorted-set` · 4. the counter in the record; empty for none · then for each
  /// failure how many lie behind it in a list, its record's id, and its new form.
  ///
  /// Result: `OK` and how many were restored, or as ``holdGuard``. One that does not lie there any more, or has no record any more, is
  /// passed over; up to a thousand that arrived meanwhile are allowed for.
  ///
  /// A crash before it leaves the new form, after it the old. Within: the type is checked first; a sorted set gets the old form, with
  /// its score, before it loses the new one.
  static let restoreRewritten = RedisScript(
    name: "restore-rewritten",
    source: """
      \(holdGuard)
      \(typeCheck)
      local isList = ARGV[3] == 'list'
      local wrong = check(KEYS[3], isList and 'list' or 'zset')
      if wrong then return wrong end
      local shift, searches, undone = 0, 2000, 0
      local function find(fromBack, entry)
        for offset = shift, 1000 do
          if searches == 0 then return nil end
          searches = searches - 1
          local found = redis.call('LINDEX', KEYS[3], -fromBack - offset - 1)
          if not found then return nil end
          if found == entry then
            shift = offset
            return -fromBack - offset - 1
          end
        end
      end
      for i = 5, #ARGV, 3 do
        local record = redis.call('XRANGE', KEYS[2], ARGV[i + 1], ARGV[i + 1])[1]
        local fields = {}
        for j = 1, record and #record[2] or 0, 2 do fields[record[2][j]] = record[2][j + 1] end
        local isDone = false
        if fields.entry and isList then
          local index = find(tonumber(ARGV[i]), ARGV[i + 2])
          if index then
            redis.call('LSET', KEYS[3], index, fields.entry)
            isDone = true
          end
        elseif fields.entry and redis.call('ZSCORE', KEYS[3], ARGV[i + 2])
          and not redis.call('ZSCORE', KEYS[3], fields.entry) then
          redis.call('ZADD', KEYS[3], fields.score, fields.entry)
          redis.call('ZREM', KEYS[3], ARGV[i + 2])
          isDone = true
        end
        if isDone then
          redis.call('XADD', KEYS[2], '*', 'event', 'undone', 'set', ARGV[2], 'id', fields.id)
          redis.call('XDEL', KEYS[2], ARGV[i + 1])
          undone = undone + 1
        end
      end
      if ARGV[4] ~= '' then redis.call('HINCRBY', KEYS[1], ARGV[4], undone) end
      return {'OK', undone}
      """)
}
