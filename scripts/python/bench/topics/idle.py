"""What a worker costs that has nothing to do, 10 slots: memory, Redis commands and processor time; and its memory after a
run."""

import time

from .. import jobs, workers
from ..server import Monitor
from .commands import PROCESS_PER_JOB

FIGURES = {
    "resident": ("idle, resident memory", "MB"), "private": ("idle, private of that", "MB"),
    "written": ("idle, written to of that", "MB"),
    "commands": ("idle, Redis commands", "a second"), "cpu": ("idle, share of a core", "%"),
    "resident_after": ("after a run, resident memory", "MB"), "private_after": ("after a run, private of that", "MB"),
    "written_after": ("after a run, written to of that", "MB"),
}
# A program of ours that starts children keeps nothing of a run.
OF_COMMANDS = {key: value for key, value in FIGURES.items() if not key.endswith("_after")}


def measure(bench):
    redis, lifeboat, settings = bench.redis, bench.lifeboat, bench.settings
    peers = [(bench.sidekiq, lambda: idle(
        bench, "sidekiq", bench.sidekiq.work(), settings.peer_jobs, bench.sidekiq.environment(redis)))]
    bench.compare("idle", FIGURES, [
        ({"dialect": dialect, "worker": "library"}, lambda dialect=dialect: idle(
            bench, dialect, lifeboat.work(redis, dialect), settings.jobs)) for dialect in jobs.DIALECTS], peers)
    program = lifeboat.handlers(redis, PROCESS_PER_JOB)
    bench.compare("idle", OF_COMMANDS, [
        ({"dialect": dialect, "worker": "lifeboat work"}, lambda dialect=dialect: idle(
            bench, dialect, lifeboat.work(redis, dialect, program=program))) for dialect in jobs.DIALECTS])


def idle(bench, dialect, command, count=0, environment=None):
    redis, seconds = bench.redis, bench.settings.idle_seconds
    redis.call("FLUSHALL")
    with workers.running(redis, [command], environment) as processes:
        workers.wait_for(redis, processes, lambda: redis.call("SCARD", jobs.REGISTERED[dialect]))
        time.sleep(1)
        worker = processes[0].pid
        monitor, spent = Monitor(redis), workers.cpu_seconds(processes)
        lines = monitor.lines(seconds)
        spent = workers.cpu_seconds(processes) - spent
        monitor.close()
        found = {**workers.memory(worker), "cpu": spent / seconds * 100,
                 "commands": sum(" lua] " not in line for line in lines) / seconds}
        if not count:
            return found
        # Enqueued while it works: what it learned of an empty queue is part of the run.
        for start in range(0, count, 500):
            redis.call(*jobs.push(dialect, "bench", [
                jobs.payload(dialect, number, 200) for number in range(start, min(count, start + 500))]))
        workers.wait_for(redis, processes, lambda: jobs.waiting(redis, dialect) == 0)
        time.sleep(1)
        return found | {f"{key}_after": value for key, value in workers.memory(worker).items()}
