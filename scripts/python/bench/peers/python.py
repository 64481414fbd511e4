"""pyres and rq, each in an environment of its own: they need different redis packages."""

import json
import os
import subprocess

from ..lifeboat import ROOT

SOURCES = os.path.join(ROOT, "scripts", "python")
FOLDER = os.path.join(ROOT, ".build-python")


class PythonPeer:
    """A worker process in Python; it runs one job at a time."""

    def __init__(self, package, folder):
        self.python = os.path.join(FOLDER, folder, "bin", "python")
        self.version = self.missing = None
        found = subprocess.run(
            [self.python, "-c", f"import importlib.metadata as m; print(m.version('{package}'))"], capture_output=True,
            text=True) if os.path.exists(self.python) else None
        if found and found.returncode == 0:
            self.version = found.stdout.strip()
        else:
            self.missing = "it is not installed; scripts/setup --bench says why"

    def environment(self, redis):
        return {"PYTHONPATH": SOURCES, "REDIS_URL": redis.url, "REDIS_PORT": str(redis.port)}

    def ask(self, redis, *words):
        """What the peer's own client reports of enqueueing."""
        return json.loads(subprocess.run(
            [self.python, "-m", self.client, *map(str, words)], check=True, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **self.environment(redis)}).stdout)


class Pyres(PythonPeer):
    name = "pyres"
    key = "resque:queue:bench"
    client = "bench.peers.pyres_noop"
    note = "pyres forks a child for each job, and looks twice a second whether it has ended."

    def __init__(self):
        super().__init__("pyres", "venv")

    def work(self, redis):
        return [self.python, os.path.join(os.path.dirname(self.python), "pyres_worker"), "--host", "127.0.0.1", "--port",
                str(redis.port), "-l", "error", "bench"]


class RQ(PythonPeer):
    name = "rq"
    key = "rq:queue:bench"
    client = "bench.peers.rq_noop"
    note = "rq's usual worker forks a child for each job; its SimpleWorker runs them in itself."

    def __init__(self, worker="Worker"):
        super().__init__("rq", "rq")
        self.worker = worker
        if worker != "Worker":
            self.name = f"rq's {worker}"

    def work(self, redis):
        return [self.python, "-m", "rq.cli", "worker", "--url", redis.url, "--quiet", "--worker-class",
                f"rq.worker.{self.worker}", "bench"]
