"""The soak: a mixed load for a long time, and what the workers and Redis take meanwhile."""

import os
import random
import signal
import statistics
import threading
import time
from collections import Counter

from . import gauges
from .jobs import KINDS, QUEUES, Job
from .ledger import Ledger
from .producers import RubyProducer, ToolProducer
from .workers import Slot

# How much the median of the last quarter may be above that of the second: a share, and what noise may add.
SLACK = {
    "anonymous_kb": (0.10, 2_048), "resident_kb": (0.10, 2_048), "descriptors": (0, 4), "threads": (0, 3),
    "keys": (0.10, 10), "memory_kb": (0.10, 2_048),
}
# Memory settles for some minutes: a run that is shorter, in seconds, may grow by 2.5 times that share and twice that noise.
SETTLED = 600
COMMAND_QUEUES = {"resque": ["commands"], "sidekiq": ["commands"]}
# How many seconds' worth of jobs may wait before the producers hold back: a machine that is busy with other things would
# otherwise be measured by its backlog.
MOST_WAITING = 5
# Nothing stays behind in a set of failures, which would grow as it should.
SOAK_KINDS = [(name, weight) for name, weight in KINDS if name not in ("Broken", "Slow")]


class Soak:
    """One run. `samples` is a list of (seconds, {who: {what: figure}})."""

    def __init__(self, stage, minutes, rate, seed, say):
        self.stage, self.seconds, self.rate, self.say = stage, minutes * 60, rate, say
        self.draw = random.Random(f"soak {seed}")
        self.ledger = Ledger(stage.folder)
        self.slots = [
            Slot(stage, self.ledger, "swift", "LifeboatTrial", ["sidekiq", "resque"], stage.server.url, concurrency=10),
            Slot(stage, self.ledger, "resque", "LifeboatTrial", ["resque"], stage.server.url, concurrency=10),
            Slot(stage, self.ledger, "commands", "lifeboat", ["sidekiq", "resque"], stage.server.url,
                 queues=COMMAND_QUEUES),
        ]
        self.samples = []
        self.acknowledged = set()
        self.number = 0
        self.waiting = 0
        self.over = threading.Event()

    def run(self):
        self.stage.server.start()
        for slot in self.slots:
            slot.start()
        producers = [
            threading.Thread(target=self._produce, args=arguments, daemon=True) for arguments in self._producers()]
        for thread in producers:
            thread.start()
        self._watch()
        self.over.set()
        for thread in producers:
            thread.join()
        self._drain()
        return self._verdict()

    def _producers(self):
        """Who enqueues how many a second, and where. Ruby's are one by one, as an app's are."""
        tool = ToolProducer(self.stage, self.stage.server.url, with_tokens=False)
        few = max(1, self.rate // 30)
        plans = []
        for dialect in ("resque", "sidekiq"):
            plans.append((tool, dialect, self.rate // 2 - few, QUEUES))
            plans.append((tool, dialect, few, COMMAND_QUEUES))
        missing = RubyProducer.missing()
        if missing:
            self.say(f"no Ruby producer: {missing}")
        else:
            plans.append((RubyProducer(self.stage), "sidekiq", 2 * few, QUEUES))
        return plans

    def _produce(self, producer, dialect, size, queues):
        draw = random.Random(self.draw.random())
        due = time.monotonic()
        while not self.over.is_set():
            if self.waiting > MOST_WAITING * self.rate:
                self.over.wait(1)
                continue
            with self.ledger.lock:
                first = self.number
                self.number += size
            jobs = [Job(draw, dialect, first + index, queues, SOAK_KINDS) for index in range(size)]
            producer.enqueue(jobs, dialect)
            self.acknowledged.update(job.token for job in jobs if job.is_acknowledged)
            # One that cannot keep up does not try to catch up.
            due = max(due + 1, time.monotonic() - 1)
            self.over.wait(max(0, due - time.monotonic()))

    def _watch(self):
        start = time.monotonic()
        pause = min(5, self.seconds / 60)
        said = start
        while (elapsed := time.monotonic() - start) < self.seconds:
            for slot in self.slots:
                if slot.process.poll() is not None:
                    raise SystemExit(f"error: worker {slot.name} ended; see {slot.label}.log in {self.stage.folder}")
            figures = {slot.name: gauges.process(slot.process.pid) for slot in self.slots}
            figures["redis"] = gauges.redis(self.stage.server)
            self.waiting = figures["redis"]["waiting"]
            self.samples.append((elapsed, figures))
            if time.monotonic() - said > 60:
                said = time.monotonic()
                self.say(f"{elapsed / 60:.0f} min: {len(self.acknowledged):,} jobs, {figures['redis']['waiting']} wait")
            time.sleep(pause)

    def _drain(self):
        """Waits until nothing is left to do, then stops the workers."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            names = [b"schedule", b"retry", b"lifeboat:sidekiq:snoozed", b"resque:lifeboat:resque:snoozed",
                     b"resque:delayed_queue_schedule"]
            waiting = sum(self.stage.server.call("ZCARD", name) for name in names)
            inflight = self.stage.server.call("KEYS", "*lifeboat:*:inflight:*")
            if not waiting and not inflight and not gauges.redis(self.stage.server)["waiting"]:
                break
            time.sleep(0.5)
        for slot in self.slots:
            slot.send(signal.SIGTERM)
        for slot in self.slots:
            slot.process.wait(30)
        self.ledger.close()

    def _verdict(self):
        """The figures as a dictionary; `problems` is empty when all is well."""
        problems = []
        starts, ends = Counter(), Counter()
        with open(self.ledger.path) as lines:
            for line in lines:
                token, event = line.split(" ", 2)[:2]
                if event == "START":
                    starts[token] += 1
                elif event == "END":
                    ends[token] += 1
        lost = [token for token in self.acknowledged if not ends[token]]
        doubled = [token for token, count in ends.items() if count > 1]
        if lost:
            problems.append(f"{len(lost)} jobs did not run, such as {lost[0]}")
        if doubled:
            problems.append(f"{len(doubled)} jobs ran twice, such as {doubled[0]}")
        table = []
        for who in self.samples[0][1]:
            for what in SLACK:
                if what in self.samples[0][1][who]:
                    row = self._compare(who, what)
                    table.append(row)
                    if not row["flat"]:
                        problems.append(f"{who}: {what} grew from {row['second_quarter']:,} to {row['last_quarter']:,}")
        for slot in self.slots:
            if slot.process.returncode != 0 or slot.count != 1:
                problems.append(f"worker {slot.name} ended with {slot.process.returncode}")
        return {
            "minutes": round(self.seconds / 60, 2), "jobs": len(self.acknowledged), "runs": sum(starts.values()),
            "jobs_per_second": round(len(self.acknowledged) / self.seconds, 1), "lost": len(lost),
            "doubled": len(doubled), "figures": table, "problems": problems,
        }

    def _compare(self, who, what):
        values = [figures[who][what] for _, figures in self.samples]
        quarter = max(1, len(values) // 4)
        before, after = statistics.median(values[quarter:2 * quarter]), statistics.median(values[-quarter:])
        share, noise = SLACK[what]
        if what.endswith("_kb") and self.seconds < SETTLED:
            share, noise = 2.5 * share, 2 * noise
        return {"who": who, "what": what, "first": values[0], "second_quarter": before, "last_quarter": after,
                "highest": max(values), "flat": after <= before * (1 + share) + noise}
