"""Who enqueues: Ruby's own clients, and `lifeboat enqueue`."""

import os
import random
import shutil
import subprocess

from .jobs import Job
from .stage import ROOT

RUBY_SCRIPT = os.path.join(ROOT, "scripts", "ruby", "reliability_producer.rb")


class RubyProducer:
    """A Ruby process with Sidekiq's client. A job counts as enqueued when it said so."""

    name = "ruby"

    def __init__(self, stage):
        self.process = stage.start(
            ["ruby", RUBY_SCRIPT], {"REDIS_URL": stage.server.url}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=open(stage.path("ruby.log"), "w"), text=True)

    def enqueue(self, jobs, dialect):
        for job in jobs:
            self.process.stdin.write(job.order() + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            if not answer:
                raise SystemExit("error: the Ruby producer ended; see ruby.log")
            job.is_acknowledged = answer == "ok\n"

    @staticmethod
    def missing():
        """Why there is no such producer here; None where there is one."""
        if not shutil.which("ruby"):
            return "there is no Ruby"
        if subprocess.run(["ruby", "-e", "require 'sidekiq'"], capture_output=True).returncode:
            return "Ruby has no Sidekiq"
        return None


class ToolProducer:
    """`lifeboat enqueue`. With tokens a batch that failed is sent again until it went through, and no job is there twice."""

    def __init__(self, stage, url, with_tokens):
        self.stage, self.url, self.with_tokens = stage, url, with_tokens
        self.name = "tool with tokens" if with_tokens else "tool"

    def enqueue(self, jobs, dialect):
        text = "".join(job.line(self.with_tokens) + "\n" for job in jobs).encode()
        for _ in range(60 if self.with_tokens else 1):
            status, _ = self.stage.tool("enqueue", "--from-file", "-", dialect=dialect, url=self.url, stdin=text)
            if status == 0:
                for job in jobs:
                    job.is_acknowledged = True
                return


class Production:
    """The jobs of a run: which there are, and who enqueues them, is drawn from the seed."""

    def __init__(self, stage, proxy, seed):
        self.draw = random.Random(f"jobs {seed}")
        self.remark = RubyProducer.missing()
        self.producers = [ToolProducer(stage, proxy.url, with_tokens) for with_tokens in (True, False)]
        if not self.remark:
            self.producers.append(RubyProducer(stage))
        # token → job
        self.jobs = {}

    def batch(self, size):
        """Enqueues the next jobs, all of one dialect and by one producer."""
        dialect = self.draw.choice(["resque", "sidekiq"])
        # Drawn from three also where there are two, so that the jobs are the same.
        producer = self.producers[self.draw.randrange(3) % len(self.producers)]
        jobs = [Job(self.draw, dialect, len(self.jobs) + index) for index in range(size)]
        self.jobs.update((job.token, job) for job in jobs)
        producer.enqueue(jobs, dialect)
        return jobs
