"""Whether a long queue is slower: no-op jobs a second while so many wait, all the time."""

import contextlib
import threading
import time

from .. import jobs, workers

BATCH = 200


def measure(bench):
    settings = bench.settings
    for dialect in jobs.DIALECTS:
        bench.compare(
            "growth", ("no-op jobs, the queue held at its length", "jobs/s"),
            [({"dialect": dialect, "waiting": settings.many_waiting},
              lambda dialect=dialect: with_waiting(bench, dialect, settings.many_waiting))],
            [(f"{settings.few_waiting:,} waiting",
              lambda dialect=dialect: with_waiting(bench, dialect, settings.few_waiting))])


def with_waiting(bench, dialect, count):
    redis = bench.redis
    jobs.fill(redis, dialect, count)
    done = "resque:stat:processed" if dialect == "resque" else "stat:processed"
    with topped_up(bench, dialect, count), workers.running(redis, [bench.lifeboat.work(redis, dialect)]) as processes:
        workers.wait_for(redis, processes, lambda: int(redis.call("GET", done) or 0) > 2_000)
        first, start = int(redis.call("GET", done)), time.monotonic()
        time.sleep(bench.settings.growth_seconds)
        return (int(redis.call("GET", done)) - first) / (time.monotonic() - start)


@contextlib.contextmanager
def topped_up(bench, dialect, count):
    """Enqueues as many jobs as were taken, in the background."""
    is_over, looks = threading.Event(), []
    batch = [jobs.payload(dialect, number, 200) for number in range(BATCH)]
    connection = bench.redis.connect()

    def top_up():
        while not is_over.wait(0.0005):
            looks.append(connection.call("LLEN", jobs.key(dialect, "bench")))
            for start in range(looks[-1], count, BATCH):
                connection.call(*jobs.push(dialect, "bench", batch[:count - start]))

    feeder = threading.Thread(target=top_up)
    feeder.start()
    try:
        yield
    finally:
        is_over.set()
        feeder.join()
        connection.close()
        if empty := looks.count(0):
            bench.notes.append(
                f"growth, {dialect}, {count:,} waiting: {empty} of {len(looks)} looks found the queue empty; whoever keeps it "
                "filled was too slow.")
