import LifeboatRedis

extension RedisScript {
  /// Takes jobs that an operation has sent back out of the places where they lie, and puts their failures back.
  ///
  /// KEYS: 1. the record · 2. the journal · 3. the overflow list · 4. the schedule · then the sets · then the places, which the
  /// dialect calls queues, buckets and schedule.
  ///
  /// ARGV: 1. epoch · 2. a text that is no job · 3. the end of a queue that is its back, `LEFT` or `RIGHT` · 4. the prefix of the sets of
  /// the times of delayed jobs · 5. how many sets · 6. how many places · then for each set its name, how many entries it may have and
  /// how many seconds they may be old, see ``restoring`` · then for each place `queue`, `schedule` or the second of a bucket · then for
  /// each job the number of its place, how many lie behind it there, its record's id, and the job.
  ///
  /// Result: `OK` and for each place how many jobs were taken out of it, or as ``holdGuard``. A job that does not lie there any more, or
  /// has no record any more, is passed over; pushes meanwhile, up to a thousand, are allowed for.
  ///
  /// What the journal says of an entry's other record goes back with it, to the head of its list.
  ///
  /// A crash before it leaves the jobs, after it the failures. Within: types are checked first; the failure is put back before its job
  /// goes. The jobs are taken out in their places, all others stay in theirs: each is overwritten with a text that is nowhere else, and
  /// that is removed from the back.
  static let takeOutSent = RedisScript(
    name: "take-out-sent",
    source: """
      \(holdGuard)
      \(typeCheck)
      \(restoring)
      local setCount, placeCount = tonumber(ARGV[5]), tonumber(ARGV[6])
      local sets, at = {}, 7
      local wrong = check(KEYS[3], 'list')
      for i = 1, setCount do
        local key = KEYS[4 + i]
        sets[ARGV[at]] = {key = key, most = tonumber(ARGV[at + 1]), seconds = tonumber(ARGV[at + 2])}
        at = at + 3
      end
      local places, searches = {}, 2000
      for i = 1, placeCount do
        places[i] = {key = KEYS[4 + setCount + i], kind = ARGV[at], count = 0, shift = 0, jobs = {}}
        local kind = ARGV[at] == 'schedule' and 'zset' or 'list'
        places[i].isUsable = not check(places[i].key, kind)
        at = at + 1
      end
      if wrong then return wrong end
      local isTail = ARGV[3] == 'RIGHT'
      local function find(place, fromBack, job)
        local first, last = place.shift, 1000
        while first <= last and searches > 0 do
          local index = fromBack + first
          if isTail or place.kind ~= 'queue' then index = -index - 1 end
          local found = redis.call('LINDEX', place.key, index)
          if not found then return nil end
          if found == job then
            place.shift = first
            return index
          end
          first = first + 1
          searches = searches - 1
        end
      end
      local undone = 0
      for i = at, #ARGV, 4 do
        local place, job = places[tonumber(ARGV[i])], ARGV[i + 3]
        local record = redis.call('XRANGE', KEYS[2], ARGV[i + 2], ARGV[i + 2])[1]
        local index
        if record and place.isUsable then
          if place.kind == 'schedule' then
            index = redis.call('ZSCORE', place.key, job)
          else
            index = find(place, tonumber(ARGV[i + 1]), job)
          end
        end
        local fields = {}
        if index then
          for j = 1, #record[2], 2 do fields[record[2][j]] = record[2][j + 1] end
        end
        local set = sets[fields.set]
        if set and not check(set.key, fields.score and 'zset' or 'list')
          and not (fields.twin_key and check(fields.twin_key, 'list')) then
          local score = fields.score and {'score', fields.score} or {}
          if fields.kept then
            redis.call('XADD', KEYS[2], '*', 'event', 'rewritten', 'set', fields.set, 'id', fields.id, 'entry', fields.entry,
              'digest', fields.kept, unpack(score))
          else
            redis.call('XADD', KEYS[2], '*', 'event', 'undone', 'set', fields.set, 'id', fields.id, 'queue', fields.queue)
            restore(set.key, KEYS[3], fields.entry, fields.score or false, set.most, set.seconds)
            if fields.twin_key then redis.call('LPUSH', fields.twin_key, fields.twin) end
          end
          if place.kind == 'schedule' then
            redis.call('ZREM', place.key, job)
          else
            redis.call('LSET', place.key, index, ARGV[2])
          end
          redis.call('XDEL', KEYS[2], ARGV[i + 2])
          place.count = place.count + 1
          place.jobs[place.count] = job
          undone = undone + 1
        end
      end
      local counts = {'OK'}
      for i, place in ipairs(places) do
        counts[i + 1] = place.count
        if place.count > 0 and place.kind ~= 'schedule' then
          local isBackTail = isTail or place.kind ~= 'queue'
          redis.call('LREM', place.key, isBackTail and -place.count or place.count, ARGV[2])
        end
        if place.count > 0 and tonumber(place.kind) then
          for _, job in ipairs(place.jobs) do
            if not redis.call('LPOS', place.key, job) then redis.pcall('SREM', ARGV[4] .. job, 'delayed:' .. place.kind) end
          end
          if redis.call('EXISTS', place.key) == 0 then redis.call('ZREM', KEYS[4], place.kind) end
        end
      end
      redis.call('HINCRBY', KEYS[1], 'undone', undone)
      return counts
      """)
}
