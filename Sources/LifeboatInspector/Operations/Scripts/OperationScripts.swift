import LifeboatRedis

/// The scripts of an operation's record. Those that change anything else begin with ``RedisScript/holdGuard`` too.
extension RedisScript {
  /// Lua with which a script refuses whoever does not hold the operation (any more): `LOST` and the operation's state, which is
  /// empty when there is no record. KEYS 1 is the record, ARGV 1 the epoch.
  static let holdGuard = """
    local held = redis.call('HMGET', KEYS[1], 'epoch', 'state')
    if held[1] ~= ARGV[1] then return {'LOST', held[2] or ''} end
    """

  /// Lua that checks types before anything is written: `check(key, kind)` for `list`, `zset`, `set` or `stream` answers an
  /// error reply when the key holds something else.
  static let typeCheck = """
    local function check(key, kind)
      local found = redis.call('TYPE', key).ok
      if found ~= kind and found ~= 'none' then
        return redis.error_reply('WRONGTYPE ' .. key .. ' is a ' .. found .. ', expected a ' .. kind .. '; nothing was changed')
      end
    end
    """

  /// Stores a new operation.
  ///
  /// KEYS: 1. the record · 2. `ops`. ARGV: 1. id · then fields and values.
  ///
  /// Result: the millisecond since 1970 when it was started, or nothing when the id is taken.
  ///
  /// A crash before it leaves nothing, after it an operation that has touched nothing. Within: a record that no index names is
  /// found by its id.
  static let beginOperation = RedisScript(
    name: "begin-operation",
    source: """
      if redis.call('EXISTS', KEYS[1]) == 1 then return false end
      local time = redis.call('TIME')
      local started = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
      redis.call('HSET', KEYS[1], unpack(ARGV, 2))
      redis.call('HSET', KEYS[1], 'state', 'claiming', 'phase', 'claiming', 'epoch', 1, 'started', started)
      -- To the microsecond: the list of operations is in this order.
      redis.call('ZADD', KEYS[2], string.format('%d.%06d', time[1], time[2]), ARGV[1])
      return started
      """)

  /// Hands an operation to whoever asks: raises its epoch, so that nobody else goes on with it, and sets its state.
  ///
  /// KEYS: 1. the record · 2. its journal. ARGV: 1. `resume`, `pause` or `undo` · 2. the epoch of who asks, who must hold it;
  /// empty when anybody may.
  ///
  /// Result: `OK` and the epoch, `LOST` and the state for another epoch than the one asked with, `OVER` and the state when that
  /// cannot be done any more, `NONE` when there is no such operation.
  ///
  /// A crash leaves all of it or nothing. Taking back keeps a finished operation from expiring meanwhile.
  static let turnOperation = RedisScript(
    name: "turn-operation",
    source: """
      local held = redis.call('HMGET', KEYS[1], 'state', 'phase', 'epoch')
      local state, phase = held[1], held[2]
      if not state then return {'NONE', ''} end
      if ARGV[2] ~= '' and held[3] ~= ARGV[2] then return {'LOST', state} end
      local isOver = state == 'finished' or state == 'undone'
      if ARGV[1] == 'undo' then
        if state == 'undone' then return {'OVER', state} end
        state, phase = 'undoing', 'undoing'
      elseif isOver then
        return {'OVER', state}
      elseif ARGV[1] == 'resume' then
        if state == 'paused' then state = phase end
      elseif state ~= 'paused' then
        state, phase = 'paused', state
      end
      redis.call('HSET', KEYS[1], 'state', state, 'phase', phase)
      redis.call('HDEL', KEYS[1], 'finished')
      redis.call('PERSIST', KEYS[1])
      redis.call('PERSIST', KEYS[2])
      return {'OK', redis.call('HINCRBY', KEYS[1], 'epoch', 1)}
      """)

  /// Lets an operation enter its next state.
  ///
  /// KEYS: 1. the record · 2. its journal · then keys that it needs no more. ARGV: 1. epoch · 2. the state that it is in · 3. the next · 4. for how many seconds the
  /// record is kept, when it is over; else empty · then fields and values to set besides.
  ///
  /// Result: `OK`, or as ``holdGuard``. In another state than expected nothing happens: an earlier call did it, whose reply was
  /// lost.
  ///
  /// A crash leaves all of it or nothing.
  static let advanceOperation = RedisScript(
    name: "advance-operation",
    source: """
      \(holdGuard)
      if held[2] ~= ARGV[2] then return {'OK'} end
      redis.call('HSET', KEYS[1], 'state', ARGV[3], 'phase', ARGV[3], unpack(ARGV, 5))
      for i = 3, #KEYS do redis.call('UNLINK', KEYS[i]) end
      if ARGV[4] ~= '' then
        local time = redis.call('TIME')
        redis.call('HSET', KEYS[1], 'finished', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
        redis.call('EXPIRE', KEYS[1], ARGV[4])
        redis.call('EXPIRE', KEYS[2], ARGV[4])
      end
      return {'OK'}
      """)

  /// Forgets an operation that is over.
  ///
  /// KEYS: 1. the record · 2. its journal · 3. `ops`. ARGV: 1. id.
  ///
  /// Result: `OK`, `NONE`, or `OPEN` and the state when it is not over: nothing was done then.
  ///
  /// A crash leaves all of it or nothing. What the operation did stays done.
  static let forgetOperation = RedisScript(
    name: "forget-operation",
    source: """
      local state = redis.call('HGET', KEYS[1], 'state')
      if state and state ~= 'finished' and state ~= 'undone' then return {'OPEN', state} end
      redis.call('UNLINK', KEYS[1], KEYS[2])
      redis.call('ZREM', KEYS[3], ARGV[1])
      return {state and 'OK' or 'NONE', ''}
      """)
}
