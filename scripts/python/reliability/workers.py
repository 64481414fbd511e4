"""Who runs the jobs: worker processes, each in a slot whose supervisor starts it again."""

import json
import os
import re
import signal
import subprocess
import threading

from .jobs import QUEUES, RETRIES
from .stage import HERE

LOST = re.compile(r"declared dead by another worker; starting over.* incarnation=(\S+)")
ABANDONED = "leaving without Redis"
RECOVERED = re.compile(r"another worker died; its jobs are back in their queues.* pid=(\S+).* returned=(\S+)")


def source(dialect, queues, concurrency):
    # A comma would be taken for that before a weight, were there none.
    listed = [[queue, 3 - min(index, 2)] for index, queue in enumerate(queues)] if dialect == "sidekiq" else queues
    return {"dialect": dialect, "queues": listed, "concurrency": concurrency}


class Slot:
    """A place for a worker process. Its processes are called `NAME.1`, `NAME.2` and so on in the ledger."""

    def __init__(self, stage, ledger, name, program, dialects, url, lease=30, queues=QUEUES, concurrency=4, clock=None):
        """`program` is `lifeboat`, whose jobs are commands, or `LifeboatTrial`, whose jobs are Swift."""
        self.stage, self.ledger, self.name, self.program = stage, ledger, name, program
        self.dialects, self.url, self.lease, self.queues, self.clock = dialects, url, lease, queues, clock
        self.concurrency = concurrency
        self.process = None
        self.label = None
        self.count = 0
        self.is_stopped = False
        # pid → label, of all its processes
        self.labels = {}
        # how its processes ended, save those that were killed
        self.endings = []

    def start(self):
        self.count += 1
        self.label = f"{self.name}.{self.count}"
        command = [self.stage.programs[self.program], "work"] if self.program == "lifeboat" else [
            self.stage.programs[self.program]]
        command += ["--redis", self.url, "--handlers", self._handlers(), "--lease", f"{self.lease}s", "--timeout", "2s",
                    "--promote-delayed"]
        if "sidekiq" in self.dialects:
            command += ["--poll-interval", "1s"]
        environment = {"LEDGER": self.stage.folder, "LEDGER_WORKER": self.label}
        if self.clock:
            environment.update(self.clock.environment)
        self.process = self.stage.start(
            command, environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.is_stopped = False
        self.labels[self.process.pid] = self.label
        self.ledger.note("start", self.label, self.process.pid)
        threading.Thread(target=self._follow, args=(self.process, self.label), daemon=True).start()

    def supervise(self):
        """Starts it again when it has ended."""
        if self.process.poll() is not None:
            if self.process.returncode != -signal.SIGKILL:
                self.endings.append((self.label, self.process.returncode))
            self.start()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.ledger.note("kill", self.label)

    def send(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)

    def _handlers(self):
        """Writes the handlers file. JSON is YAML."""
        file = {"sources": [source(dialect, self.queues[dialect], self.concurrency) for dialect in self.dialects],
                # The file needs one; Swift's jobs are registered in code.
                "handlers": {"Unused": {"builtin": "discard"}}}
        if self.program == "lifeboat":
            command = {"command": ["/bin/sh", os.path.join(HERE, "ledger_job.sh"), self.stage.folder, self.label],
                       "timeout": "60s"}
            file["handlers"] = {
                "Note": command,
                "Flaky": {**command, "retries": RETRIES, "retry_delay": ["0s", "1s"]},
                "Broken": command,
                "Later": {**command, "snooze": "1s"},
            }
        path = self.stage.path(f"handlers-{self.label}.yml")
        with open(path, "w") as text:
            json.dump(file, text, ensure_ascii=False)
        return path

    def _follow(self, process, label):
        """Keeps a process's log, and notes in the ledger who was declared dead."""
        with open(self.stage.path(f"{label}.log"), "wb") as log:
            for line in process.stderr:
                log.write(line)
                log.flush()
                text = line.decode(errors="replace")
                if found := LOST.search(text):
                    self.ledger.note("lost", label, found[1])
                elif ABANDONED in text:
                    self.ledger.note("abandoned", label)
                elif found := RECOVERED.search(text):
                    self.ledger.note("recovered", found[1], found[2])
