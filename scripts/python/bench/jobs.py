"""Jobs as their bytes: the same for Lifeboat and for the peer that speaks the dialect."""

import json

DIALECTS = ("resque", "sidekiq")
REGISTERED = {"resque": "resque:workers", "sidekiq": "processes"}
CREATED = 1_790_000_000.25


def payload(dialect, number, size=0, name="NoOp"):
    """A job's payload, padded to `size` bytes by the text among its arguments."""
    if dialect == "resque":
        head, tail = f'{{"class":"{name}","args":[{number},"', '"]}'
    else:
        head = f'{{"retry":true,"queue":"bench","class":"{name}","args":[{number},"'
        tail = f'"],"jid":"{number * 7919 + 1:024x}","created_at":{CREATED},"enqueued_at":{CREATED}}}'
    return f"{head}{'s' * max(6, size - len(head) - len(tail))}{tail}".encode()


def key(dialect, queue):
    return f"resque:queue:{queue}" if dialect == "resque" else f"queue:{queue}"


def push(dialect, queue, payloads):
    """The command by which the dialect's client would enqueue them."""
    return ["RPUSH" if dialect == "resque" else "LPUSH", key(dialect, queue), *payloads]


def names(queues):
    """What queues are called, where a job may lie in one of several."""
    return ["bench"] if queues == 1 else [f"bench{number}" for number in range(queues)]


def fill(redis, dialect, count, size=200, queues=("bench",), name="NoOp"):
    """Empties Redis and fills queues with jobs, as many in each."""
    redis.call("FLUSHALL")
    redis.call("SADD", "resque:queues" if dialect == "resque" else "queues", *queues)
    for place, queue in enumerate(queues):
        numbers = range(place, count, len(queues))
        for start in range(0, len(numbers), 500):
            redis.call(*push(dialect, queue, [payload(dialect, n, size, name) for n in numbers[start:start + 500]]))


def schedule(redis, count):
    """Fills Sidekiq's set of scheduled jobs with such as are due, for a queue that nobody works."""
    redis.call("FLUSHALL")
    for start in range(0, count, 500):
        words = []
        for number in range(start, min(count, start + 500)):
            words += [repr(CREATED - 1e6 + number / count), json.dumps({
                "retry": True, "queue": "later", "class": "NoOp", "args": [number, "spring"],
                "jid": f"{number:024x}", "created_at": CREATED}, separators=(",", ":"))]
        redis.call("ZADD", "schedule", *words)


def waiting(redis, dialect, queues=("bench",)):
    """How many jobs lie in queues."""
    return sum(redis.pipeline([["LLEN", key(dialect, queue)] for queue in queues]))
