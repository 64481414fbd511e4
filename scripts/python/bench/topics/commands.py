"""Jobs a second that run in a program: a process for each, by `lifeboat work`."""

from .. import jobs, workers
from . import throughput

PROCESS_PER_JOB = "handlers:\n  NoOp:\n    command: [/bin/true]\n"


def measure(bench):
    bench.compare(
        "commands", ("jobs that a process each runs", "jobs/s"),
        [({"dialect": dialect, "slots": slots}, lambda dialect=dialect, slots=slots: process_per_job(bench, dialect, slots))
         for slots in (1, 10) for dialect in jobs.DIALECTS],
        [(bench.rq, lambda: throughput.rq(bench, bench.rq, bench.settings.forked_jobs))])


def process_per_job(bench, dialect, slots):
    count = bench.settings.command_jobs
    jobs.fill(bench.redis, dialect, count)
    program = bench.lifeboat.handlers(bench.redis, PROCESS_PER_JOB)
    return workers.drained(
        bench.redis, lambda: jobs.waiting(bench.redis, dialect), count,
        [bench.lifeboat.work(bench.redis, dialect, slots, program=program)]).rate
