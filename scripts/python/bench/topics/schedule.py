"""Jobs a second that are moved from the set of scheduled jobs to their queue, once they are due."""

from .. import jobs, workers


def measure(bench):
    bench.compare(
        "schedule", ("due scheduled jobs moved", "jobs/s"), [({"dialect": "sidekiq"}, lambda: moved(
            bench, bench.settings.scheduled, bench.lifeboat.work(bench.redis, "sidekiq")))],
        [(bench.sidekiq, lambda: moved(
            bench, bench.settings.peer_jobs, bench.sidekiq.work(), bench.sidekiq.environment(bench.redis)))])


def moved(bench, count, command, environment=None):
    jobs.schedule(bench.redis, count)
    return workers.drained(
        bench.redis, lambda: bench.redis.call("ZCARD", "schedule"), count, [command], environment).rate
