"""What the failure tool does with many failures: how fast, in how much memory, and how long Redis is held."""

import json
import os
import statistics
import subprocess
import tempfile
import time

from .. import jobs
from ..failed_jobs import fill

LOOKING = {
    "count": ("failures counted by class", "s"), "count_mb": ("the same, memory", "MB"),
    "dry_run": ("failures filtered by a regular expression", "s"), "dry_run_mb": ("the same, memory", "MB"),
    "page": ("first page of failed ls", "s"),
}
REQUEUE = {"rate": ("failures requeued", "jobs/s"), "mb": ("requeue, memory", "MB"),
           "slowest": ("requeue, slowest script", "ms")}


def measure(bench):
    settings = bench.settings
    retries = [(bench.sidekiq, lambda: sidekiq_requeue(bench, settings.peer_failures))]
    bench.compare("failures", REQUEUE, each(bench, requeue, settings.failures), retries)
    bench.compare("failures", {"rate": REQUEUE["rate"]}, each(bench, requeue, settings.failures // 10))
    bench.compare("failures", LOOKING, each(bench, look, settings.failures))
    bench.compare("failures", ("an undo of a requeue", "s"), each(bench, undo, settings.failures // 10))
    bench.compare("failures", ("--rate 200/s is off by", "%"), each(bench, pacing, min(2_000, settings.failures // 10)))


def each(bench, body, count):
    return [({"dialect": dialect, "failures": count}, lambda dialect=dialect: body(bench, dialect, count))
            for dialect in jobs.DIALECTS]


class Tool:
    """Runs the built program and measures it."""

    def __init__(self, bench, dialect):
        self.program = bench.lifeboat.program
        self.flags = ["--redis", bench.redis.url, "--dialect", dialect]
        self.chosen = ["--set", "retry"] if dialect == "sidekiq" else []

    def failed(self, *words):
        return self.run("failed", *words, *self.chosen)

    def run(self, *words):
        """Seconds, peak memory in MB, and what it printed."""
        with tempfile.TemporaryFile() as output:
            start = time.monotonic()
            process = subprocess.Popen([self.program, *words, *self.flags], stdout=output, stderr=subprocess.PIPE)
            errors = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}: {errors.decode()}")
            output.seek(0)
            return seconds, usage.ru_maxrss / 1024, output.read()


def look(bench, dialect, count):
    """Seconds and megabytes of looking at many failures; nothing changes."""
    fill(bench.redis, dialect, count)
    tool = Tool(bench, dialect)
    counted = tool.failed("count", "--by", "class", "-o", "json")
    drilled = tool.failed("requeue", "--class", "ChargeCard", "--message", "charge [0-9]+", "--dry-run")
    return {"count": counted[0], "count_mb": counted[1], "dry_run": drilled[0], "dry_run_mb": drilled[1],
            "page": statistics.median(tool.failed("ls")[0] for _ in range(5))}


def requeue(bench, dialect, count):
    """Jobs a second that go back to their queue, the memory for it, and the slowest script."""
    redis = bench.redis
    fill(redis, dialect, count)
    redis.call("CONFIG", "SET", "slowlog-log-slower-than", "1000", "slowlog-max-len", "1000")
    redis.call("SLOWLOG", "RESET")
    seconds, memory, _ = Tool(bench, dialect).failed("requeue", "--all", "--yes")
    if (sent := redis.call("LLEN", jobs.key(dialect, "mailers"))) != count:
        raise RuntimeError(f"{sent} of {count} jobs are in their queue")
    return {"rate": count / seconds, "mb": memory, "slowest": slowest_script(redis)}


def slowest_script(redis):
    """Milliseconds of the slowest script since the log was reset; 0 where none took more than one."""
    entries = redis.call("SLOWLOG", "GET", "1000")
    return max([entry[2] / 1000 for entry in entries if entry[3][0].upper().startswith(b"EVAL")], default=0)


def undo(bench, dialect, count):
    """Seconds that an undo takes of what nobody has picked up."""
    redis, tool = bench.redis, Tool(bench, dialect)
    fill(redis, dialect, count)
    tool.failed("requeue", "--all", "--yes")
    operation = json.loads(tool.run("op", "ls", "-o", "json")[2])[0]["id"]
    seconds, _, _ = tool.run("op", "undo", operation, "--yes")
    left = redis.call("LLEN", "resque:failed") if dialect == "resque" else redis.call("ZCARD", "retry")
    if left != count:
        raise RuntimeError(f"{left} of {count} failures are back")
    return seconds


def pacing(bench, dialect, count, rate=200):
    """How far from its rate a throttled requeue is, in percent."""
    redis, tool = bench.redis, Tool(bench, dialect)
    fill(redis, dialect, count)
    process = subprocess.Popen(
        [tool.program, "failed", "requeue", "--all", "--yes", "--rate", f"{rate}/s", *tool.flags, *tool.chosen],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    times = {}
    while process.poll() is None:
        times.setdefault(redis.call("LLEN", jobs.key(dialect, "mailers")), time.monotonic())
        time.sleep(0.001)
    # From the first jobs on, so that starting up does not count.
    sent = sorted(number for number in times if 0 < number < count)
    first, last = sent[0], sent[-1]
    measured = (last - first) / (times[last] - times[first])
    return abs(measured / rate - 1) * 100


def sidekiq_requeue(bench, count):
    """Jobs a second that Sidekiq's own API retries."""
    fill(bench.redis, "sidekiq", count)
    return {"rate": count / bench.sidekiq.ask(bench.redis, "retry_all")["seconds"]}
