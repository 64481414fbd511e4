"""Jobs a second that run in programs, by `lifeboat work`: a process for each, or children that live on."""

import os

from .. import jobs, workers
from . import throughput

PROCESS_PER_JOB = "handlers:\n  NoOp:\n    command: [/bin/true]\n"
CHILD = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "children", "no_op.py")
STREAM = f"handlers:\n  NoOp:\n    command: [python3, {CHILD}]\n    mode: stream\n    processes: 4\n"


def measure(bench):
    def cases(handlers, count, every_slots):
        return [({"dialect": dialect, "slots": slots},
                 lambda dialect=dialect, slots=slots: drained(bench, handlers, count, dialect, slots))
                for slots in every_slots for dialect in jobs.DIALECTS]

    bench.compare(
        "commands", ("jobs that a process each runs", "jobs/s"), cases(PROCESS_PER_JOB, bench.settings.command_jobs, (1, 10)),
        [(bench.rq, lambda: throughput.rq(bench, bench.rq, bench.settings.forked_jobs))])
    bench.compare(
        "commands", ("jobs through four Python children", "jobs/s"), cases(STREAM, bench.settings.stream_jobs, (10, 32, 64)))


def drained(bench, handlers, count, dialect, slots):
    jobs.fill(bench.redis, dialect, count)
    program = bench.lifeboat.handlers(bench.redis, handlers)
    return workers.drained(
        bench.redis, lambda: jobs.waiting(bench.redis, dialect), count,
        [bench.lifeboat.work(bench.redis, dialect, slots, program=program)]).rate
