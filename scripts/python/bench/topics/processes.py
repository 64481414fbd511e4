"""No-op jobs a second of one, two and four worker processes on one Redis."""

from .. import jobs
from . import throughput

HOW = {"bytes": 200, "slots": 10}


def measure(bench):
    for processes in (1, 2, 4):
        bench.compare(
            "processes", ("no-op jobs of several processes", "jobs/s"),
            [({"dialect": dialect, "processes": processes, **HOW},
              lambda dialect=dialect: throughput.lifeboat(
                  bench, dialect, HOW, processes, bench.settings.jobs * processes)) for dialect in jobs.DIALECTS],
            [(bench.sidekiq, lambda: throughput.sidekiq(bench, HOW, processes))])
