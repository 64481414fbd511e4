"""One turn of a worker, as Redis sees it: a settle of what has succeeded, and a lease."""

import ast
import re
from hashlib import sha1

from . import jobs, workers
from .server import Monitor

WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
FIELD = re.compile(r"\d+:bench")


class Call:
    """A script, its keys and its arguments."""

    def __init__(self, source, words):
        keys = int(words[2])
        self.source, self.keys, self.arguments = source, words[3:3 + keys], words[3 + keys:]


class Turn:
    """The settle and the lease of a worker that has run no-op jobs, as MONITOR showed them."""

    def __init__(self, settle, lease):
        self.settle, self.lease = settle, lease

    @classmethod
    def of(cls, redis, dialect, command):
        """Listens to a worker that is started for it."""
        jobs.fill(redis, dialect, 2_000)
        redis.call("SCRIPT", "FLUSH")
        monitor = Monitor(redis)
        with workers.running(redis, [command]) as processes:
            workers.wait_for(redis, processes, lambda: jobs.waiting(redis, dialect) == 0)
        shown = [words(line) for line in monitor.lines_so_far() if " lua] " not in line]
        monitor.close()
        sources = {sha1(line[2].encode()).hexdigest(): line[2] for line in shown if line[:2] == ["SCRIPT", "LOAD"]}
        calls = [Call(sources[line[1]], line) for line in shown if line[0] == "EVALSHA"]
        queue = jobs.key(dialect, "bench")
        lease = next(call for call in calls if queue in call.keys and "LTRIM" in call.source)
        settle = next(call for call in calls if FIELD.fullmatch(call.arguments[-1]) and "HDEL" in call.source)
        return cls(settle, lease)

    def script(self, batch):
        """A script that settles what is in flight and leases so many, by the text of the worker's own two scripts.

        redis-benchmark sends one and the same command again and again, and what is to be settled is always something else:
        so this reads it where a worker would know it.
        """
        succeeded = sum(bool(FIELD.fullmatch(word)) for word in self.settle.arguments)
        head = self.settle.arguments[:-succeeded - 1]
        incarnation, _, most_bytes, _, seen, queue, _ = self.lease.arguments
        lease = [incarnation, batch, most_bytes, 0, seen, queue, batch]
        return f"""
local function settle(KEYS, ARGV) {self.settle.source}
end
local function lease(KEYS, ARGV) {self.lease.source}
end
local held = redis.call('HKEYS', {text(self.lease.keys[1])})
local settled = {table(head)}
settled[#settled + 1] = tostring(#held)
for i = 1, #held do settled[#settled + 1] = held[i] end
settle({table(self.settle.keys)}, settled)
return lease({table(self.lease.keys)}, {table(lease)})
"""

    def register(self, redis):
        """Makes the worker a member, which its scripts ask for."""
        redis.call("HSET", self.lease.keys[0], self.lease.arguments[0], 1)


def words(line):
    """The words of a command in a line of MONITOR's."""
    return [ast.literal_eval('b"' + word + '"').decode("latin-1") for word in WORD.findall(line)]


def text(value):
    """A word as Lua has it."""
    return '"' + "".join(f"\\{ord(sign):03d}" if sign in '"\\' or not " " <= sign <= "~" else sign
                         for sign in str(value)) + '"'


def table(values):
    return "{" + ", ".join(map(text, values)) + "}"
