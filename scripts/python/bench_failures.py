"""What the failure tool does with many failures: how fast, in how much memory, and how long Redis is held."""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
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


class Tool:
    """Runs the built program and measures it."""

    def __init__(self, program, redis, dialect):
        self.command = [program]
        self.flags = ["--redis", redis.url, "--dialect", dialect]
        self.chosen = ["--set", "retry"] if dialect == "sidekiq" else []

    def failed(self, *words):
        return self.run("failed", *words, *self.chosen)

    def run(self, *words):
        """Seconds, peak memory in MB, and what it printed."""
        with tempfile.TemporaryFile() as output:
            start = time.monotonic()
            process = subprocess.Popen([*self.command, *words, *self.flags], stdout=output, stderr=subprocess.PIPE)
            errors = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                sys.exit(f"error: {' '.join(words)} ended with {process.returncode}: {errors.decode()}")
            output.seek(0)
            return seconds, usage.ru_maxrss / 1024, output.read()


def slowest_script(redis):
    """Milliseconds of the slowest script since the log was reset; 0 where none took more than one."""
    entries = redis.call("SLOWLOG", "GET", "1000")
    return max([entry[2] / 1000 for entry in entries if entry[3][0].upper().startswith(b"EVAL")], default=0)


def looking(redis, program, dialect, count):
    """Seconds and megabytes of looking at many failures; nothing changes."""
    fill(redis, dialect, count)
    tool = Tool(program, redis, dialect)
    counted = tool.failed("count", "--by", "class", "-o", "json")
    drilled = tool.failed("requeue", "--class", "ChargeCard", "--message", "charge [0-9]+", "--dry-run")
    return {
        "count_seconds": counted[0], "count_mb": counted[1], "dry_run_seconds": drilled[0], "dry_run_mb": drilled[1],
        "page_seconds": statistics.median(tool.failed("ls")[0] for _ in range(5)),
    }


def requeueing(redis, program, dialect, count):
    """Jobs a second that go back to their queue, the memory for it, and the slowest script."""
    fill(redis, dialect, count)
    redis.call("CONFIG", "SET", "slowlog-log-slower-than", "1000", "slowlog-max-len", "1000")
    redis.call("SLOWLOG", "RESET")
    seconds, memory, _ = Tool(program, redis, dialect).failed("requeue", "--all", "--yes")
    queue = "resque:queue:mailers" if dialect == "resque" else "queue:mailers"
    if redis.call("LLEN", queue) != count:
        sys.exit(f"error: {redis.call('LLEN', queue)} of {count} jobs are in their queue")
    return {"per_second": count / seconds, "mb": memory, "slowest_script_ms": slowest_script(redis)}


def undoing(redis, program, dialect, count):
    """Seconds that an undo takes of what nobody has picked up."""
    fill(redis, dialect, count)
    tool = Tool(program, redis, dialect)
    tool.failed("requeue", "--all", "--yes")
    operation = json.loads(tool.run("op", "ls", "-o", "json")[2])[0]["id"]
    seconds, memory, _ = tool.run("op", "undo", operation, "--yes")
    left = redis.call("LLEN", "resque:failed") if dialect == "resque" else redis.call("ZCARD", "retry")
    if left != count:
        sys.exit(f"error: {left} of {count} failures are back")
    return {"seconds": seconds, "mb": memory}


def pacing(redis, program, dialect, count=2_000, rate=200):
    """How far from its rate a throttled requeue is, in percent."""
    fill(redis, dialect, count)
    queue = "resque:queue:mailers" if dialect == "resque" else "queue:mailers"
    tool = Tool(program, redis, dialect)
    process = subprocess.Popen(
        [program, "failed", "requeue", "--all", "--yes", "--rate", f"{rate}/s", *tool.flags, *tool.chosen],
        stdout=subprocess.DEVNULL)
    times = {}
    while process.poll() is None:
        times.setdefault(redis.call("LLEN", queue), time.monotonic())
        time.sleep(0.001)
    # From the first jobs on, so that starting up does not count.
    sent = sorted(number for number in times if 0 < number < count)
    first, last = sent[0], sent[-1]
    measured = (last - first) / (times[last] - times[first])
    return {"percent_off": abs(measured / rate - 1) * 100}


def sidekiq_requeueing(redis, jobs_file, count):
    """Jobs a second that Sidekiq's own API retries."""
    fill(redis, "sidekiq", count)
    output = subprocess.run(
        ["ruby", "-r", "sidekiq", "-r", "sidekiq/api", "-r", jobs_file, "-e", "retry_all"], check=True,
        capture_output=True, text=True, env={**os.environ, "REDIS_URL": redis.url}).stdout
    return count / json.loads(output)["seconds"]
