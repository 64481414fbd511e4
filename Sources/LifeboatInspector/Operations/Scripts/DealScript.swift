import LifeboatFormat
import LifeboatRedis

extension RedisScript {
  /// Deals with the oldest entries that wait.
  ///
  /// KEYS: 1. the record · 2. what waits, a list or a sorted set · 3. what goes back to the set, the same · 4. the journal
  /// · 5. `queues` · 6. the schedule · then the queues' lists.
  ///
  /// ARGV: 1. epoch · 2. how many entries wait · 3. how many of them are dealt with · 4. the set's name · 5. `list` or `sorted-set`
  /// · 6. and 7. the dialect's prefixes, see ``DelayedPush`` · 8. N · then the names of N queues · then for each entry its id, and
  /// - `t` key record: the entry's other record, in that list; then more. It leaves with the entry, and when it is not there any more, the
  ///   job does not go back: somebody has dealt with it.
  /// - `x` key: that key goes too; then more.
  /// - `k` entry digest: that is kept of the entry; then `q`.
  /// - `q` queue job digest due: the job goes to the queue of that number, at once where `due` is 0.
  /// - `w` entry digest: it is kept in this form; as it is where its sorted set would hold two of these.
  /// - `v`: it goes.
  /// - `r` reason: it is kept as it is.
  ///
  /// Result: `OK`, `MOVED` when another number waits, or as ``holdGuard``.
  ///
  /// A crash before it leaves the entries waiting, after it their jobs where they belong and the entries in the journal. Within:
  /// all types are checked before anything is written, so that nothing can fail; entries leave what waits last. A repeat finds
  /// another number and changes nothing.
  static func dealWithEntries(_ dialect: some InspectorDialect) -> RedisScript {
    RedisScript(
      name: dialect.name + "-deal",
      source: """
        \(holdGuard)
        \(typeCheck)
        local isList = ARGV[5] == 'list'
        if redis.call(isList and 'LLEN' or 'ZCARD', KEYS[2]) ~= tonumber(ARGV[2]) then return {'MOVED'} end
        local count, names = tonumber(ARGV[3]), tonumber(ARGV[8])
        local wrong = check(KEYS[5], 'set') or check(KEYS[6], 'zset')
        for i = 1, names do wrong = wrong or check(KEYS[6 + i], 'list') end
        if wrong then return wrong end
        local jobs = {}
        local function pushNow(queue, job)
          local list = jobs[queue] or {}
          jobs[queue] = list
          list[#list + 1] = job
        end
        local function delay(job, due, queue)
          \(dialect.delayedPush.source)
        end
        local function keep(entry, score)
          if isList then redis.call('RPUSH', KEYS[3], entry) else redis.call('ZADD', KEYS[3], score, entry) end
        end
        local function note(event, id, entry, score, ...)
          if score then
            redis.call('XADD', KEYS[4], '*', 'event', event, 'set', ARGV[4], 'id', id, 'entry', entry, 'score', score, ...)
          else
            redis.call('XADD', KEYS[4], '*', 'event', event, 'set', ARGV[4], 'id', id, 'entry', entry, ...)
          end
        end
        local waiting, width
        if isList then
          waiting, width = redis.call('LRANGE', KEYS[2], 0, count - 1), 1
        else
          waiting, width = redis.call('ZRANGE', KEYS[2], 0, count - 1, 'WITHSCORES'), 2
        end
        local at, refused = 9 + names, 0
        local leaving, leavingCount = {}, {}
        local function isThere(key, record)
          local name = key .. ' ' .. record
          local found = redis.pcall('LPOS', key, record, 'RANK', (leavingCount[name] or 0) + 1)
          if type(found) ~= 'number' then return false end
          leavingCount[name] = (leavingCount[name] or 0) + 1
          leaving[#leaving + 1] = {key, record}
          return true
        end
        local function refuse(id, entry, score, reason)
          keep(entry, score)
          redis.call('XADD', KEYS[4], '*', 'event', 'refused', 'set', ARGV[4], 'id', id, 'reason', reason)
          refused = refused + 1
        end
        for i = 1, #waiting, width do
          local entry, score, id = waiting[i], width == 2 and waiting[i + 1], ARGV[at]
          at = at + 1
          local kept, twin
          if ARGV[at] == 't' then
            twin = {ARGV[at + 1], ARGV[at + 2]}
            twin.isThere = isThere(twin[1], twin[2])
            at = at + 3
          end
          local isLost = twin and not twin.isThere
          while ARGV[at] == 'x' or ARGV[at] == 'k' do
            if ARGV[at] == 'x' then
              if not isLost then redis.call('DEL', ARGV[at + 1]) end
              at = at + 2
            else
              keep(ARGV[at + 1], score)
              kept = ARGV[at + 2]
              at = at + 3
            end
          end
          local word = ARGV[at]
          if word == 'q' and isLost then
            refuse(id, entry, score, 'its record in the other list was moved or removed meanwhile')
            at = at + 5
          elseif word == 'q' then
            local number, job, due = tonumber(ARGV[at + 1]), ARGV[at + 2], tonumber(ARGV[at + 4])
            local extra = {'queue', ARGV[8 + number], 'digest', ARGV[at + 3]}
            local second
            if due > 0 then second = delay(job, due, number) else pushNow(number, job) end
            if second then
              extra[5], extra[6] = 'due', second
            end
            if kept then
              extra[#extra + 1], extra[#extra + 2] = 'kept', kept
            end
            if twin then
              extra[#extra + 1], extra[#extra + 2] = 'twin_key', twin[1]
              extra[#extra + 1], extra[#extra + 2] = 'twin', twin[2]
            end
            note('sent', id, entry, score, unpack(extra))
            at = at + 5
          elseif word == 'w' then
            if isList or not redis.call('ZSCORE', KEYS[3], ARGV[at + 1]) then
              keep(ARGV[at + 1], score)
              note('rewritten', id, entry, score, 'digest', ARGV[at + 2])
            else
              refuse(id, entry, score, 'another failure has the same bytes then, and its set holds one of each')
            end
            at = at + 3
          elseif word == 'v' then
            redis.call('XADD', KEYS[4], '*', 'event', 'removed', 'set', ARGV[4], 'id', id)
            at = at + 1
          else
            refuse(id, entry, score, ARGV[at + 1])
            at = at + 2
          end
        end
        for number = 1, names do
          local list = jobs[number]
          if list then
            redis.call('SADD', KEYS[5], ARGV[8 + number])
            redis.call('\(dialect.front.opposite.push)', KEYS[6 + number], unpack(list))
          end
        end
        for _, record in ipairs(leaving) do redis.call('LREM', record[1], 1, record[2]) end
        if isList then redis.call('LTRIM', KEYS[2], count, -1) else redis.call('ZREMRANGEBYRANK', KEYS[2], 0, count - 1) end
        redis.call('HINCRBY', KEYS[1], 'done', count - refused)
        if refused > 0 then
          redis.call('HINCRBY', KEYS[1], 'refused', refused)
          redis.call('HINCRBY', KEYS[1], 'returned', refused)
        end
        return {'OK'}
        """)
  }
}
