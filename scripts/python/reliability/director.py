"""Carries out the steps of a schedule, and notes in the ledger what it did."""

import json
import os
import signal
import subprocess
import threading
import time

from . import resp
from .places import is_failure, look


class Director:
    """One method a step; its name is the action's."""

    def __init__(self, stage, ledger, slots, proxy):
        self.stage, self.server, self.ledger, self.proxy = stage, stage.server, ledger, proxy
        self.slots = {slot.name: slot for slot in slots}
        self.clocks = {slot.name: slot.clock for slot in slots if slot.clock}
        self.clocks["redis"] = stage.server.clock
        self.counts = {}
        self.tools = []

    def follow(self, steps):
        """Carries out all steps, each at its second, and supervises the workers meanwhile."""
        start = time.monotonic()
        for at, action, arguments in steps:
            while (left := start + at - time.monotonic()) > 0:
                self.supervise()
                time.sleep(min(left, 0.05))
            self.ledger.note(action, *arguments)
            try:
                getattr(self, action)(*arguments)
            except (OSError, resp.ReplyError) as error:
                # Redis is away, or paused for us too.
                self.ledger.note("unheard", action, repr(error))

    def supervise(self):
        for slot in self.slots.values():
            slot.supervise()

    def mend(self):
        """Ends all faults that last."""
        for slot in self.slots.values():
            slot.send(signal.SIGCONT)
        self.proxy.slow(0)
        self.proxy.stall(0)
        self.proxy.cut()
        if self.server.process.poll() is not None:
            self.server.start()
        self.memory_free()
        self.saving_works()
        for clock in self.clocks.values():
            if clock:
                clock.set(0)
        self.ledger.note("mended")
        for tool in self.tools:
            tool.join()

    # Of the schedule itself

    def fault(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1

    # Of the workers

    def kill(self, name):
        self.slots[name].kill()

    def stop(self, name):
        self.slots[name].send(signal.SIGSTOP)
        self.ledger.note("stopped", self.slots[name].label)

    def resume(self, name):
        self.slots[name].send(signal.SIGCONT)

    def term(self, name):
        self.ledger.note("asked", self.slots[name].label)
        self.slots[name].send(signal.SIGTERM)

    # Of Redis

    def redis_kill(self):
        self.server.kill()

    def redis_start(self):
        self.server.start()

    def client_kill(self, which):
        if which == "all":
            self.server.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            self.server.call("CLIENT", "KILL", "TYPE", "pubsub")
            return
        clients = self.server.call("CLIENT", "LIST", "TYPE", "normal").decode().splitlines()
        self.server.call("CLIENT", "KILL", "ID", clients[len(clients) // 2].split("id=", 1)[1].split(" ")[0])

    def client_pause(self, mode, milliseconds):
        self.server.call("CLIENT", "PAUSE", milliseconds, mode)

    def client_unpause(self, mode, milliseconds):
        """It ends by itself; the step says when."""

    def script_flush(self):
        self.server.call("SCRIPT", "FLUSH")

    def memory_full(self):
        self.server.call("CONFIG", "SET", "maxmemory", 1)

    def memory_free(self):
        self.server.call("CONFIG", "SET", "maxmemory", 0)

    def saving_fails(self):
        # A folder stands where the snapshot would be renamed to, so saving fails, also for root.
        os.makedirs(os.path.join(self.server.folder, "dump.rdb"), exist_ok=True)
        self.server.call("CONFIG", "SET", "save", "86400 1000000")
        self.server.call("BGSAVE")

    def saving_works(self):
        self.server.call("CONFIG", "SET", "save", "")
        folder = os.path.join(self.server.folder, "dump.rdb")
        if os.path.isdir(folder):
            os.rmdir(folder)

    # Of the network

    def proxy_cut(self):
        self.proxy.cut()

    def proxy_slow(self, seconds):
        self.proxy.slow(seconds)

    def proxy_fast(self, seconds):
        self.proxy.slow(0)

    def proxy_truncate(self):
        self.proxy.truncate()

    def proxy_swallow(self, direction):
        self.proxy.swallow(direction)

    def proxy_stall(self, seconds):
        self.proxy.stall(seconds)

    # Of clocks

    def clock(self, whose, seconds):
        if self.clocks.get(whose):
            self.clocks[whose].set(seconds)

    def clock_right(self, whose, seconds):
        self.clock(whose, 0)

    # Of people

    def requeue(self, dialect, limit):
        """Somebody sends failures back; in the background, because it waits for Redis where that is away."""
        def run():
            self.resume_operations(dialect)
            self.stage.tool("failed", "requeue", "--class", "Broken", "--limit", str(limit), "--yes", dialect=dialect)

        self.tools.append(threading.Thread(target=run, daemon=True))
        self.tools[-1].start()

    def requeue_killed(self, dialect, seconds):
        """The same, and the tool is killed in the middle of it."""
        tool = self.stage.start(
            [self.stage.programs["lifeboat"], "failed", "requeue", "--class", "Broken", "--yes", "--redis",
             self.server.url, "--dialect", dialect],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def run():
            time.sleep(seconds)
            tool.kill()
            tool.wait()

        self.tools.append(threading.Thread(target=run, daemon=True))
        self.tools[-1].start()

    def resume_operations(self, dialect):
        """Goes on with what a killed tool left."""
        status, output = self.stage.tool("op", "ls", "-o", "json", dialect=dialect)
        if status == 0:
            for operation in json.loads(output):
                if operation["state"] not in ("finished", "undone"):
                    self.stage.tool("op", "resume", operation["id"], dialect=dialect)

    def send_all_home(self):
        """The release is out that mends what is broken: all failures go back, in both dialects."""
        self.ledger.note("home")
        held = look(self.server)
        if any(is_failure(key) for keys in held.values() for key in keys):
            for dialect in ("resque", "sidekiq"):
                self.resume_operations(dialect)
                self.stage.tool("failed", "requeue", "--all", "--yes", dialect=dialect)
