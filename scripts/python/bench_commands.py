#!/usr/bin/env python3
"""How many jobs a second `lifeboat work` has commands work: one process a job, and by children that live on.

Usage: bench_commands.py [--lifeboat PROGRAM] [--jobs N] [--slots N] [--children N] [--process-jobs N]

It starts a redis-server of its own. The result is one JSON object. `measure` is for other scripts.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STREAM = "handlers: {{ Nothing: {{ command: [python3, jobs.py], mode: stream, processes: {children} }} }}\n"
PROCESS = "handlers: { Nothing: { command: ['true'] } }\n"


class Redis:
    """A redis-server that keeps nothing, on a port of its own."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="lifeboat-bench-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while self.call("PING") != "PONG" and time.monotonic() < deadline:
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder)

    def call(self, *words, text=""):
        result = subprocess.run(["redis-cli", "-p", str(self.port), *words], input=text, capture_output=True, text=True)
        return result.stdout.strip()

    def fill(self, jobs):
        """Puts jobs of 200 bytes into the queue `default`."""
        self.call("SADD", "resque:queues", "default")
        payload = json.dumps({"class": "Nothing", "args": [7, "x" * 160]}, separators=(",", ":")).replace('"', '\\"')
        line = f'RPUSH resque:queue:default {" ".join([chr(34) + payload + chr(34)] * 100)}\n'
        self.call(text=line * (jobs // 100))


def measure(redis, handlers, lifeboat, jobs, slots):
    """Jobs a second, from the first that is done to the last, so that starts and boots do not count."""
    redis.call("FLUSHALL")
    redis.fill(jobs)
    path = os.path.join(redis.folder, "handlers.yml")
    clients = os.path.join(ROOT, "examples", "stream", "python")
    for name in os.listdir(clients):
        if name.endswith(".py"):
            shutil.copy(os.path.join(clients, name), redis.folder)
    with open(path, "w", encoding="utf-8") as file:
        file.write(handlers)
    worker = subprocess.Popen(
        [lifeboat, "work", "--redis", f"redis://127.0.0.1:{redis.port}", "--dialect", "resque", "--queue", "default",
         "-c", str(slots), "--drain", "--handlers", path],
        stderr=subprocess.DEVNULL,
    )
    # What is left in the queue is looked at now and then: a look costs nothing beside the jobs.
    waiting = lambda: int(redis.call("LLEN", "resque:queue:default"))
    left = waiting()
    while left > jobs * 0.9:
        time.sleep(0.02)
        left = waiting()
    start, first = time.monotonic(), left
    while left > jobs * 0.05:
        time.sleep(0.02)
        left = waiting()
    rate = (first - left) / (time.monotonic() - start)
    worker.wait()
    processed = int(redis.call("GET", "resque:stat:processed") or 0)
    assert worker.returncode == 0 and processed == jobs, f"{processed} of {jobs} jobs, exit {worker.returncode}"
    return round(rate)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--lifeboat", default=os.path.join(ROOT, ".build", "release", "lifeboat"))
    parser.add_argument("--jobs", type=int, default=200_000)
    parser.add_argument("--process-jobs", type=int, default=2_000)
    parser.add_argument("--slots", type=int, default=32)
    parser.add_argument("--children", type=int, default=4)
    options = parser.parse_args()
    with Redis() as redis:
        stream = measure(
            redis, STREAM.format(children=options.children), options.lifeboat, options.jobs, options.slots)
        process = measure(redis, PROCESS, options.lifeboat, options.process_jobs, 4)
    print(json.dumps({"stream": stream, "process": process, "children": options.children, "slots": options.slots}))


if __name__ == "__main__":
    main()
