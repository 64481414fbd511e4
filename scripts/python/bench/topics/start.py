"""How long starting takes: of a command that does nothing, and until Redis knows of a worker."""

import os
import statistics
import subprocess
import time

from .. import jobs, workers
from .commands import PROCESS_PER_JOB


def measure(bench):
    bench.compare(
        "start", ("--version, start to end", "ms"), [({}, lambda: version(bench, [bench.lifeboat.program]))],
        [(bench.sidekiq, lambda: version(bench, bench.sidekiq.program, bench.sidekiq.environment(bench.redis)))])
    redis, lifeboat = bench.redis, bench.lifeboat
    for program, what in [(None, "library"), (lifeboat.handlers(redis, PROCESS_PER_JOB), "lifeboat work")]:
        bench.compare(
            "start", ("start to registered in Redis", "ms"),
            [({"dialect": dialect, "worker": what}, lambda dialect=dialect: registered(
                bench, dialect, lifeboat.work(redis, dialect, program=program))) for dialect in jobs.DIALECTS],
            [(bench.sidekiq, lambda: registered(
                bench, "sidekiq", bench.sidekiq.work(), bench.sidekiq.environment(redis)))])


def version(bench, program, environment=None):
    def once():
        start = time.monotonic()
        subprocess.run([*program, "--version"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, **(environment or {})})
        return (time.monotonic() - start) * 1000

    return statistics.median(once() for _ in range(bench.settings.starts))


def registered(bench, dialect, command, environment=None):
    bench.redis.call("FLUSHALL")
    start = time.monotonic()
    with workers.running(bench.redis, [command], environment) as processes:
        workers.wait_for(
            bench.redis, processes, lambda: bench.redis.call("SCARD", jobs.REGISTERED[dialect]), pause=0.0005)
        return (time.monotonic() - start) * 1000
