"""The stage: a temporary folder, one Redis with an append-only file, and every process that was started.

None of these outlives this program, however that ends."""

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from . import resp
from .clock import Clocks

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
HERE = os.path.dirname(os.path.abspath(__file__))


def free_port():
    """A port that nobody listens on, and that the system gives to nobody who asks for any: while a killed Redis is away,
    another program's must not be given its port, or our workers would work there."""
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def built():
    """Builds the programs as a release; the folder that they are in."""
    subprocess.run([os.path.join(ROOT, "scripts", "build"), "lifeboat", "LifeboatTrial"], check=True,
                   stdout=subprocess.DEVNULL)
    return os.path.join(ROOT, ".build", "release")


# Kills the process groups that it was told of, once nobody can tell it of any more: whoever started them is dead.
WATCHDOG = 'while read -r group; do groups="$groups -$group"; done; kill -9 -- $groups 2>/dev/null'


class Stage:
    """Owns the folder, the Redis and the processes; `close()` ends and removes all of it."""

    def __init__(self, build, keep=None):
        """`build` is the folder of the built programs; `keep` one to keep everything in afterwards."""
        self.programs = {name: os.path.join(build, name) for name in ("lifeboat", "LifeboatTrial")}
        for path in self.programs.values():
            if not os.access(path, os.X_OK):
                raise SystemExit(f"error: there is no program {path}; name the folder of the built ones, or leave --build out")
        self.folder = os.path.abspath(keep) if keep else tempfile.mkdtemp(prefix="lifeboat-stage-")
        os.makedirs(self.folder, exist_ok=True)
        if os.listdir(self.folder):
            raise SystemExit(f"error: {self.folder} is not empty; name another folder")
        os.mkdir(os.path.join(self.folder, "visits"))
        self.keep = keep is not None
        self.processes = []
        self.watchdog = subprocess.Popen(
            ["/bin/sh", "-c", WATCHDOG], stdin=subprocess.PIPE, start_new_session=True, text=True, bufsize=1)
        self.clocks = Clocks(self.folder)
        self.server = RedisServer(self)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def start(self, command, environment=None, **options):
        """Starts a process in a session of its own, so that a Ctrl-C reaches this program alone."""
        process = subprocess.Popen(
            command, env={**os.environ, "TMPDIR": self.folder, **(environment or {})}, start_new_session=True,
            **options)
        self.processes = [other for other in self.processes if other.poll() is None] + [process]
        self.watchdog.stdin.write(f"{process.pid}\n")
        return process

    def tool(self, *words, dialect, url=None, stdin=None, timeout=60):
        """Runs the command line to its end, on the server unless `url` says where else."""
        process = subprocess.Popen(
            [self.programs["lifeboat"], *words, "--redis", url or self.server.url, "--dialect", dialect],
            start_new_session=True,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        try:
            output, _ = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            return 124, output.decode(errors="replace")
        return process.returncode, output.decode(errors="replace")

    def close(self):
        self.watchdog.kill()
        self.watchdog.wait()
        for process in reversed(self.processes):
            if process.poll() is None:
                # One that is stopped hears nothing else.
                process.send_signal(signal.SIGKILL)
                process.wait()
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


class RedisServer:
    """A redis-server whose every change is on disk before it is answered."""

    def __init__(self, stage):
        self.stage = stage
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = stage.path("redis")
        os.makedirs(self.folder, exist_ok=True)
        self.process = None
        self.clock = stage.clocks.clock("redis")

    def start(self, patience=60):
        command = [
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "",
            "--appendonly", "yes", "--appendfsync", "always", "--logfile", self.stage.path("redis.log"),
        ]
        self.process = self.stage.start(command, self.clock.environment if self.clock else None)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                connection = resp.Connection(self.port, timeout=5)
                connection.call("PING")
                connection.close()
                return
            except (OSError, resp.ReplyError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        raise SystemExit(f"error: redis-server did not start; see {self.stage.path('redis.log')}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def call(self, *words, timeout=10):
        """One command on a connection of its own: another may have been killed or paused."""
        connection = resp.Connection(self.port, timeout)
        try:
            return connection.call(*words)
        finally:
            connection.close()
