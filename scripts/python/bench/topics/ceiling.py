"""How much of what Redis can do a worker gets: redis-benchmark sends the worker's own settle and lease scripts, with as many
jobs a call as the worker moved, and does nothing else."""

import subprocess
from dataclasses import asdict

from .. import jobs, workers
from ..turn import Turn

# So that a call always waits for Redis, and it for none.
CLIENTS = 4

FIGURES = {
    "rate": ("no-op jobs, and what Redis can do", "jobs/s"), "batch": ("the same, jobs a lease", "jobs"),
    "worker_us": ("the same, processor time of the worker", "µs a job"),
    "redis_us": ("the same, processor time of Redis", "µs a job"),
}


def measure(bench):
    for dialect in jobs.DIALECTS:
        worker = Worker(bench, dialect)
        bench.compare(
            "ceiling", FIGURES,
            [({"dialect": dialect, "bytes": 200, "slots": 10}, worker.rate)], [("redis-benchmark", worker.ceiling)])


class Worker:
    """A worker's throughput, and how fast Redis does with what that worker asks for."""

    def __init__(self, bench, dialect):
        self.bench, self.redis, self.dialect = bench, bench.redis, dialect
        self.batch = None

    def rate(self):
        """Jobs a second of the worker, what each cost, and how many a lease took: each trims the list once."""
        count = self.bench.settings.jobs
        jobs.fill(self.redis, self.dialect, count)
        before = self.redis.calls("ltrim")
        drain = workers.drained(self.redis, lambda: jobs.waiting(self.redis, self.dialect), count, [self.command()])
        self.batch = count / (self.redis.calls("ltrim") - before)
        return {**asdict(drain), "batch": self.batch}

    def ceiling(self):
        """Jobs a second of redis-benchmark, and what each cost Redis."""
        count, batch = self.bench.settings.ceiling_jobs, round(self.batch)
        turn = Turn.of(self.redis, self.dialect, self.command())
        script = self.redis.call("SCRIPT", "LOAD", turn.script(batch)).decode()
        # More than are taken: the queue must not run dry.
        jobs.fill(self.redis, self.dialect, count + batch)
        turn.register(self.redis)
        calls, spent = count // batch, workers.cpu_seconds([self.redis.process])
        output = subprocess.run(
            ["redis-benchmark", "-h", "127.0.0.1", "-p", str(self.redis.port), "-c", str(CLIENTS), "-n", str(calls), "--csv",
             "EVALSHA", script, "0"], check=True, capture_output=True, text=True).stdout
        spent = workers.cpu_seconds([self.redis.process]) - spent
        taken = count + batch - jobs.waiting(self.redis, self.dialect)
        if abs(taken - calls * batch) > CLIENTS * batch:
            raise RuntimeError(f"{calls} calls for {batch} jobs took {taken}; the scripts are not called as a worker does")
        return {"rate": float(output.splitlines()[-1].split('","')[1]) * batch, "batch": batch,
                "redis_us": spent / (calls * batch) * 1e6}

    def command(self):
        return self.bench.lifeboat.work(self.redis, self.dialect)
