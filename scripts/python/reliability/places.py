"""Where each job is in Redis, at one instant."""

from collections import defaultdict

# All places of both dialects that may hold a job: KEYS none. ARGV none. Result: token, key, token, key …
# It only reads, so nothing is left by a crash. Working records, metrics, journals and the like hold jobs too, but a job is
# not there: nobody would run it from there.
SCRIPT = r"""
local found = {}
local function note(key, entries)
  for _, entry in ipairs(entries) do
    local token = string.match(entry, '"args":%["([rs]%d+)"')
    if token then
      found[#found + 1] = token
      found[#found + 1] = key
    end
  end
end
for _, key in ipairs(redis.call('KEYS', '*')) do
  local own = string.match(key, 'lifeboat:%a+:(.*)')
  local kind = redis.call('TYPE', key).ok
  if kind == 'list' then
    local name = string.gsub(key, '^resque:', '')
    if own then
      if own == 'overflow' or string.find(own, '^op:') then note(key, redis.call('LRANGE', key, 0, -1)) end
    elseif string.find(name, '^queue:') or string.find(name, '^delayed:') or name == 'failed' then
      note(key, redis.call('LRANGE', key, 0, -1))
    end
  elseif kind == 'zset' then
    if key == 'retry' or key == 'schedule' or key == 'dead' or (own and string.find(own, '^op:')) then
      note(key, redis.call('ZRANGE', key, 0, -1))
    end
  elseif kind == 'hash' then
    if own and (string.find(own, '^inflight:') or own == 'snoozed:jobs') then note(key, redis.call('HVALS', key)) end
  end
end
return found
"""


def look(server):
    """token → the keys that hold it."""
    words = server.call("EVAL", SCRIPT, 0, timeout=20)
    places = defaultdict(list)
    for token, key in zip(words[::2], words[1::2]):
        places[token.decode()].append(key.decode(errors="replace"))
    return places


def is_failure(key):
    """Whether a place is one of failures, where a job waits for somebody to send it back."""
    return key in ("dead", "resque:failed", "lifeboat:sidekiq:overflow") or ":op:" in key
