import LifeboatRedis

extension RedisScript {
  /// Renames a list of failures, so that what it holds now is sorted and what arrives later is not met.
  ///
  /// KEYS: 1. the record · 2. the set's list · 3. the operation's source. ARGV: 1. epoch · 2. the set's field in the record.
  ///
  /// Result: `OK`, or as ``holdGuard``.
  ///
  /// A crash before it leaves the list in its place, after it under the other name, which the record says. Within: the record is
  /// written first; a set that is seized without a source holds nothing. A repeat changes nothing.
  static let seizeList = RedisScript(
    name: "seize-list",
    source: """
      \(holdGuard)
      \(typeCheck)
      if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 1 then return {'OK'} end
      local wrong = check(KEYS[2], 'list')
      if wrong then return wrong end
      redis.call('HSET', KEYS[1], ARGV[2], 'seized')
      if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('RENAME', KEYS[2], KEYS[3]) end
      return {'OK'}
      """)

  /// Sorts the newest entries of an operation's source.
  ///
  /// KEYS: 1. the record · 2. the source · 3. the set's list · 4. the to-do list · 5. the sample · 6. the journal.
  /// ARGV: 1. epoch · 2. how many entries the source has · 3. the set's name · 4. a letter for each entry, the newest first: `m`
  /// it is meant, `s` it is meant and tried first, `r` it is refused, `-` it is not meant · then the id and the reason of each
  /// that is refused.
  ///
  /// Result: `OK`, `MOVED` when the source has another number of entries, or as ``holdGuard``.
  ///
  /// A crash before it leaves the entries in the source, after it where they belong. Within: types are checked first, and
  /// entries are put where they belong before they leave the source. A repeat finds another number and changes nothing.
  static let sortList = RedisScript(
    name: "sort-list",
    source: """
      \(holdGuard)
      \(typeCheck)
      if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[2]) then return {'MOVED'} end
      local wrong = check(KEYS[3], 'list')
      if wrong then return wrong end
      local letters = ARGV[4]
      local window = redis.call('LRANGE', KEYS[2], -#letters, -1)
      local left, meant, sampled, refused = {}, {}, {}, 0
      for i = 1, #letters do
        local letter, entry = string.sub(letters, i, i), window[#window - i + 1]
        if letter == 'm' then
          meant[#meant + 1] = entry
        elseif letter == 's' then
          sampled[#sampled + 1] = entry
        else
          left[#left + 1] = entry
          if letter == 'r' then
            redis.call('XADD', KEYS[6], '*', 'event', 'refused', 'set', ARGV[3],
              'id', ARGV[5 + 2 * refused], 'reason', ARGV[6 + 2 * refused])
            refused = refused + 1
          end
        end
      end
      for i, entries in ipairs({left, meant, sampled}) do
        if #entries > 0 then redis.call('LPUSH', KEYS[2 + i], unpack(entries)) end
      end
      redis.call('LTRIM', KEYS[2], 0, -#letters - 1)
      redis.call('HINCRBY', KEYS[1], 'looked', #letters)
      redis.call('HINCRBY', KEYS[1], 'claimed', #meant + #sampled)
      redis.call('HINCRBY', KEYS[1], 'refused', refused)
      return {'OK'}
      """)
}
