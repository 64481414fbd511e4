"""What is enqueued: jobs drawn from a seed."""

import json

# Names as apps have them, and such as make trouble.
QUEUES = {
    "resque": ["mail", "a b", "crit:x", "boot 🚣"],
    "sidekiq": ["default", "low é", "with,comma"],
}
# Class and how many in a hundred of the jobs.
KINDS = [("Note", 58), ("Slow", 10), ("Flaky", 16), ("Broken", 8), ("Later", 8)]
# `retries` of Flaky: more than it fails, for an attempt that a fault cut short is not counted.
RETRIES = 12


class Job:
    """One job: its token says whose it is in every place."""

    def __init__(self, draw, dialect, number, queues=QUEUES, kinds=KINDS):
        kind = draw.choices([name for name, _ in kinds], [weight for _, weight in kinds])[0]
        self.dialect = dialect
        self.token = f"{dialect[0]}{number}"
        self.kind = kind
        # A slow one outlives a worker's stop, whose time is two seconds.
        self.class_name = "Note" if kind == "Slow" else kind
        self.milliseconds = draw.randrange(400, 3000) if kind == "Slow" else draw.randrange(0, 30)
        self.failures = draw.randint(1, 3) if kind == "Flaky" else 0
        self.queue = draw.choice(queues[dialect])
        padding = 100_000 if draw.random() < 0.02 else draw.choice([0, 0, 20, 300])
        self.arguments = [self.token, self.milliseconds, self.failures, "x" * padding]
        # Seconds from now when it is due, where the dialect has that; 0 is now.
        self.delay = draw.choice([1, 2, 4]) if dialect == "sidekiq" and draw.random() < 0.1 else 0
        self.is_acknowledged = False

    @property
    def retry(self):
        """Sidekiq's `retry`. What is broken goes to the dead set at its first failure."""
        return 0 if self.kind == "Broken" else RETRIES

    def line(self, with_token):
        """A line for `lifeboat enqueue --from-file`."""
        line = {"class": self.class_name, "args": self.arguments, "queue": self.queue}
        if self.dialect == "sidekiq":
            line["retry"] = self.retry
            if self.delay:
                line["in"] = f"{self.delay}s"
        if with_token:
            line["token"] = self.token
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))

    def order(self):
        """A line for `scripts/ruby/reliability_producer.rb`."""
        return json.dumps({
            "dialect": self.dialect, "class": self.class_name, "args": self.arguments, "queue": self.queue,
            "retry": self.retry, "delay": self.delay,
        })
