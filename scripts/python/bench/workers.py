"""Worker processes, ours or a peer's: started, watched, ended."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass


@contextlib.contextmanager
def running(redis, commands, environment=None):
    """Processes that run as long as the block does."""
    with open(redis.path("workers.log"), "wb") as log:
        workers = [subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log) for command in commands]
        try:
            yield workers
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            for worker in workers:
                try:
                    worker.wait(40)
                except subprocess.TimeoutExpired:
                    worker.kill()
                    worker.wait()


def wait_for(redis, workers, condition, pause=0.002):
    """Waits until something is so."""
    while not condition():
        for worker in workers:
            if worker.poll() is not None:
                with open(redis.path("workers.log"), errors="replace") as log:
                    raise RuntimeError(f"{worker.args[0]} ended too early: {''.join(log.readlines()[-5:])}")
        time.sleep(pause)


@dataclass
class Drain:
    """How fast jobs were worked: jobs a second, and the processor time of all workers and of Redis, in microseconds a job."""

    rate: float
    worker_us: float
    redis_us: float


def drained(redis, count, jobs, commands, environment=None):
    """Starts workers on what `count()` counts, and measures between the first tenth and the end, so that starting up does not
    count for anybody. Of so few jobs that they are gone at the first look, all are measured."""
    with running(redis, commands, environment) as workers:
        def now():
            return time.monotonic(), cpu_seconds(workers), cpu_seconds([redis.process])

        begin, left = now(), jobs

        def has_begun():
            nonlocal left
            left = count()
            return left <= jobs * 0.9

        wait_for(redis, workers, has_begun)
        if left > 0:
            begin = now()
        else:
            left = jobs
        wait_for(redis, workers, lambda: count() == 0)
        seconds, in_workers, in_redis = (end - start for start, end in zip(begin, now()))
        return Drain(left / seconds, in_workers / left * 1e6, in_redis / left * 1e6)


def memory(pid):
    """A process's memory in MB: resident, of that private, of that written to. What is private and was only read, such as
    the program itself where no other process runs it, can be dropped at any time."""
    found = {}
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        for line in rollup:
            name, _, rest = line.partition(":")
            if rest.strip().endswith("kB"):
                found[name] = int(rest.split()[0]) / 1024
    written = found["Private_Dirty"]
    return {"resident": found["Rss"], "private": found["Private_Clean"] + written, "written": written}


def cpu_seconds(processes):
    """What processes have run, threads that have ended included; it is counted in hundredths of a second."""
    ticks = 0
    for process in processes:
        with open(f"/proc/{process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
