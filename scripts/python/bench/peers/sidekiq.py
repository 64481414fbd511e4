"""Sidekiq: Debian's, or the one in a folder."""

import json
import os
import shutil
import subprocess

from ..lifeboat import ROOT

JOBS = os.path.join(ROOT, "scripts", "ruby", "bench_sidekiq.rb")


class Sidekiq:
    name = "Sidekiq"
    note = "Sidekiq's workers run its own no-op job, from the same payloads, with as many threads as Lifeboat has slots."

    def __init__(self, home=None):
        """`home` is a folder with Sidekiq's sources; what gems it needs, RUBYLIB names."""
        self.program = ["ruby", os.path.join(home, "bin", "sidekiq")] if home else ["sidekiq"]
        paths = [os.path.join(home, "lib")] if home else []
        if os.environ.get("RUBYLIB"):
            paths.append(os.environ["RUBYLIB"])
        self.paths = {"RUBYLIB": ":".join(paths)} if paths else {}
        self.version = self.missing = None
        if not shutil.which(self.program[0]):
            self.missing = "there is no program sidekiq; scripts/setup installs it where the system has a package"
            return
        found = subprocess.run(["ruby", "-r", "sidekiq", "-e", "print Sidekiq::VERSION"], capture_output=True, text=True,
                               env={**os.environ, **self.paths})
        self.version = found.stdout or None
        if not self.version:
            self.missing = f"Ruby cannot load it: {(found.stderr.splitlines() or ['no reason given'])[0]}"

    def environment(self, redis):
        return {**self.paths, "REDIS_URL": redis.url}

    def work(self, slots=10, queues=("bench",), weighted=False):
        """The command of a worker."""
        command = [*self.program, "-r", JOBS, "-c", str(slots), "-e", "production"]
        return command + [word for queue in queues for word in ("-q", f"{queue},1" if weighted else queue)]

    def ask(self, redis, call, **environment):
        """What a function of the Ruby file prints."""
        output = subprocess.run(
            ["ruby", "-r", "sidekiq", "-r", "sidekiq/api", "-r", JOBS, "-e", call], check=True, stdout=subprocess.PIPE,
            text=True, env={**os.environ, **self.environment(redis), **environment}).stdout
        return json.loads(output)
