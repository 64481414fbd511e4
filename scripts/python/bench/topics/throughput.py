"""No-op jobs a second, in one process, the lease always on: by dialect, payload, queues, order and slots."""

from .. import jobs, workers
from ..peers.python import RQ

FIGURE = ("no-op jobs", "jobs/s")
# What is varied, one thing at a time, of 200 bytes, one queue, strict order and 10 slots.
VARIATIONS = [{}, {"bytes": 10_000}, {"queues": 4}, {"queues": 16}, {"queues": 4, "order": "weighted"},
              {"queues": 16, "order": "weighted"}, {"slots": 1}, {"slots": 50}]


def measure(bench):
    for variation in VARIATIONS:
        how = {"bytes": 200, "queues": 1, "order": "strict", "slots": 10, **variation}
        bench.compare(
            "throughput", FIGURE,
            [({"dialect": dialect, **how}, lambda dialect=dialect: lifeboat(bench, dialect, how))
             for dialect in jobs.DIALECTS],
            [(bench.sidekiq, lambda: sidekiq(bench, how))])
    simple = RQ("SimpleWorker")
    bench.compare(
        "throughput", FIGURE, [({"dialect": "resque", "bytes": 200, "slots": 1},
                                lambda: lifeboat(bench, "resque", {"bytes": 200, "slots": 1}))],
        [(bench.pyres, lambda: pyres(bench, bench.settings.slow_jobs)),
         (bench.rq, lambda: rq(bench, bench.rq, bench.settings.forked_jobs)),
         (simple, lambda: rq(bench, simple, bench.settings.forked_jobs * 4))])


def lifeboat(bench, dialect, how, processes=1, count=None):
    """Jobs a second of workers of ours."""
    queues, count = jobs.names(how.get("queues", 1)), count or job_count(bench, how)
    jobs.fill(bench.redis, dialect, count, how["bytes"], queues)
    command = bench.lifeboat.work(bench.redis, dialect, how["slots"], queues, how.get("order") == "weighted")
    return workers.drained(
        bench.redis, lambda: jobs.waiting(bench.redis, dialect, queues), count, [command] * processes).rate


def sidekiq(bench, how, processes=1):
    """Jobs a second of Sidekiq's."""
    queues, count = jobs.names(how.get("queues", 1)), bench.settings.peer_jobs
    jobs.fill(bench.redis, "sidekiq", count, how["bytes"], queues)
    command = bench.sidekiq.work(how["slots"], queues, how.get("order") == "weighted")
    return workers.drained(
        bench.redis, lambda: jobs.waiting(bench.redis, "sidekiq", queues), count, [command] * processes,
        bench.sidekiq.environment(bench.redis)).rate


def job_count(bench, how):
    return bench.settings.large_jobs if how["bytes"] > 1_000 else bench.settings.jobs


def pyres(bench, count):
    jobs.fill(bench.redis, "resque", count, name="bench.peers.pyres_noop.NoOp")
    return python(bench, bench.pyres, count)


def rq(bench, peer, count):
    bench.redis.call("FLUSHALL")
    # One more lies there than it counts: the one that was enqueued before the clock ran.
    peer.ask(bench.redis, count - 1, "bulk")
    return python(bench, peer, count)


def python(bench, peer, count):
    return workers.drained(
        bench.redis, lambda: bench.redis.call("LLEN", peer.key), count, [peer.work(bench.redis)],
        peer.environment(bench.redis)).rate
