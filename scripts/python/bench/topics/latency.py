"""From a job's enqueueing to its start, one at a time: on an idle worker, and on one that is busy half of its time."""

import contextlib
import json
import os
import threading
import time

from .. import jobs, workers
from . import throughput

HOW = {"bytes": 200, "slots": 10}


def measure(bench):
    for load in ("idle", "half load"):
        for dialect in jobs.DIALECTS:
            bench.compare(
                "latency", {"p50_ms": (f"enqueue to start, {load}, p50", "ms"), "p99_ms": (f"{load}, p99", "ms")},
                [({"dialect": dialect}, lambda dialect=dialect: lifeboat(bench, dialect, load))],
                [(bench.sidekiq, lambda: sidekiq(bench, load))] if dialect == "sidekiq" else [])


def lifeboat(bench, dialect, load):
    rate = throughput.lifeboat(bench, dialect, HOW) / 2 if load != "idle" else 0
    bench.redis.call("FLUSHALL")
    with loaded(bench.redis, dialect, rate):
        return bench.lifeboat.ask("latency", bench.redis, dialect, jobs=bench.settings.probes)


def sidekiq(bench, load):
    redis = bench.redis
    rate = throughput.sidekiq(bench, HOW) / 2 if load != "idle" else 0
    redis.call("FLUSHALL")
    waits = redis.path("waits.json")
    environment = {**bench.sidekiq.environment(redis), "WAITS": waits}
    with workers.running(redis, [bench.sidekiq.work()], environment) as processes:
        workers.wait_for(redis, processes, lambda: redis.call("SCARD", jobs.REGISTERED["sidekiq"]))
        with loaded(redis, "sidekiq", rate):
            bench.sidekiq.ask(redis, f"probe({bench.settings.probes}, {WARM_UP})")
        workers.wait_for(redis, processes, lambda: jobs.waiting(redis, "sidekiq") == 0)
    with open(waits) as file:
        found = sorted(json.load(file)[WARM_UP:])
    os.remove(waits)
    return {"p50_ms": found[len(found) // 2], "p99_ms": found[int(len(found) * 0.99)]}


# Jobs that are run and not counted, as LifeboatBench does it.
WARM_UP = 50


@contextlib.contextmanager
def loaded(redis, dialect, rate):
    """Enqueues so many no-op jobs a second, in the background: each millisecond what is due."""
    is_over = threading.Event()
    connection = redis.connect()
    batch = [jobs.payload(dialect, number, HOW["bytes"]) for number in range(500)]

    def enqueue():
        sent, start = 0, time.monotonic()
        while not is_over.wait(0.001):
            due = int(rate * (time.monotonic() - start)) - sent
            if due > 0:
                connection.call(*jobs.push(dialect, "bench", batch[:due]))
                sent += min(due, len(batch))

    producer = threading.Thread(target=enqueue)
    if rate:
        producer.start()
    try:
        yield
    finally:
        is_over.set()
        if rate:
            producer.join()
        connection.close()
