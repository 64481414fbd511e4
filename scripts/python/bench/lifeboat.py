"""Lifeboat as it is measured: the release programs."""

import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


class Lifeboat:
    name = "Lifeboat"

    def __init__(self, folder=None):
        """`folder` is where the built programs are, where nothing is to be built."""
        self.folder = folder or os.path.join(ROOT, ".build", "release")
        if not folder:
            subprocess.run([os.path.join(ROOT, "scripts", "build"), "LifeboatBench", "lifeboat"], check=True,
                           stdout=subprocess.DEVNULL)
        self.program = os.path.join(self.folder, "lifeboat")
        self.bench = os.path.join(self.folder, "LifeboatBench")

    def work(self, redis, dialect, slots=10, queues=("bench",), weighted=False, program=None, options=()):
        """The command of a worker, the library's unless told: it has no-op jobs in Swift."""
        command = [*(program or [self.bench, "work"]), "--redis", redis.url, "--dialect", dialect, "-c", str(slots)]
        command += [word for queue in queues for word in ("-q", queue)]
        if weighted:
            command += [word for queue in queues for word in ("--weight", f"{queue}=1")]
        return [*command, *options]

    def handlers(self, redis, text):
        """The command of `lifeboat work` with such a handlers file."""
        path = redis.path("handlers.yml")
        with open(path, "w") as file:
            file.write(text)
        return [self.program, "work", "--handlers", path]

    def ask(self, command, redis, dialect, **options):
        """What a command of LifeboatBench found."""
        flags = [word for name, value in options.items()
                 for word in ([f"--{name}"] if value is True else [f"--{name}", str(value)])]
        return json.loads(subprocess.run(
            [self.bench, command, "--redis", redis.url, "--dialect", dialect, *flags], check=True, stdout=subprocess.PIPE,
            text=True).stdout)
