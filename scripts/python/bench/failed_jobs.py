"""Failed jobs as an app has them after a bad deploy, by the hundred thousand."""

import json
import random
import time

# Three deploys' worth of trouble: class, error, message and how many in a hundred.
KINDS = [
    ("SendWelcomeEmail", "Net::ReadTimeout", "Net::ReadTimeout with #<TCPSocket:(closed)> after {n} ms", 60),
    ("ChargeCard", "NoMethodError", "undefined method `currency' for nil:NilClass (charge {n})", 25),
    ("Thumbnail", "Errno::ENOSPC", "No space left on device @ io_write - /tmp/upload-{n}.png", 15),
]
FRAMES = [
    "/app/jobs/{file}.rb:{line}:in `perform'", "/gems/activesupport-7.1.5/lib/active_support/callbacks.rb:121:in `run'",
    "/gems/activejob-7.1.5/lib/active_job/execution.rb:68:in `_perform_job'",
    "/gems/activejob-7.1.5/lib/active_job/execution.rb:32:in `perform_now'",
    "/app/lib/instrumentation.rb:17:in `measure'",
]


def kinds(count, seed=7):
    """Class, error and message of each failure."""
    draw = random.Random(seed)
    weights = [kind[3] for kind in KINDS]
    for number in range(count):
        name, error, message, _ = draw.choices(KINDS, weights)[0]
        yield number, name, error, message.format(n=number)


def resque_entry(number, name, error, message):
    return json.dumps({
        "failed_at": time.strftime("%Y/%m/%d %H:%M:%S UTC", time.gmtime(1_790_000_000 + number // 100)),
        "payload": {"class": name, "args": [number, "customer-%d@example.com" % number, {"locale": "en"}]},
        "exception": error, "error": message,
        "backtrace": [frame.format(file=name.lower(), line=10 + number % 7) for frame in FRAMES],
        "worker": "worker-3.example.com:4711:mailers,default", "queue": "mailers",
    }, separators=(",", ":")).encode()


def sidekiq_entry(number, name, error, message):
    failed_at = 1_790_000_000 + number / 100
    return repr(failed_at + 3600).encode(), json.dumps({
        "retry": True, "queue": "mailers", "class": name, "backtrace": False,
        "args": [number, "customer-%d@example.com" % number, {"locale": "en"}], "jid": "%024x" % (number * 7919),
        "created_at": failed_at - 1, "enqueued_at": failed_at - 0.5, "error_message": message, "error_class": error,
        "failed_at": failed_at, "retry_count": 3,
    }, separators=(",", ":")).encode()


def fill(redis, dialect, count):
    """Fills Resque's failed list, or Sidekiq's retry set: its dead set keeps ten thousand."""
    redis.call("FLUSHALL")
    batch = []
    for kind in kinds(count):
        if dialect == "resque":
            batch.append([b"RPUSH", b"resque:failed", resque_entry(*kind)])
        else:
            batch.append([b"ZADD", b"retry", *sidekiq_entry(*kind)])
        if len(batch) == 2_000 or kind[0] == count - 1:
            redis.pipeline(batch)
            batch = []
