"""The ledger: one file outside Redis. Jobs write in it when they begin and how they end, and this program writes what it
does to them, so the order of the lines is the order in which things happened."""

import os
import threading
import time
from collections import defaultdict

# How a run can end. One that was cut off has no end.
ENDINGS = ("END", "FAIL", "SNOOZE")


class Run:
    """One run of a job: where in the ledger it began and ended, and when."""

    __slots__ = ("token", "worker", "attempt", "began", "began_at", "ending", "ended", "ended_at")

    def __init__(self, token, worker, attempt, began, began_at):
        self.token, self.worker, self.attempt, self.began, self.began_at = token, worker, attempt, began, began_at
        self.ending = self.ended = self.ended_at = None

    def __repr__(self):
        end = f"{self.ending} at {self.ended_at:.2f}" if self.ending else "cut off"
        return f"{self.worker} attempt {self.attempt}: began at {self.began_at:.2f}, {end}"


class Ledger:
    """Writes notes and reads what is there. `read()` may be called at any time."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "ledger")
        self.file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self.start = time.monotonic()
        self.lock = threading.Lock()
        # token → its runs, in the order in which they began
        self.runs = defaultdict(list)
        # tokens of jobs that ran to their end
        self.ended = set()
        # (line, time, word, arguments) of each note
        self.notes = []
        self.odd = []
        self._open = {}
        self._offset = self._line = 0
        self._time = 0.0
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._ticker.start()

    def now(self):
        return time.monotonic() - self.start

    def note(self, word, *arguments):
        text = " ".join([f"- {self.now():.3f} {word}", *map(str, arguments)])
        os.write(self.file, (text.replace("\n", " ") + "\n").encode())

    def read(self):
        """Takes in the lines that were written since."""
        with self.lock:
            with open(self.path, "rb") as file:
                file.seek(self._offset)
                text = file.read()
            whole = text[: text.rfind(b"\n") + 1]
            self._offset += len(whole)
            for line in whole.decode().splitlines():
                self._line += 1
                self._take(line.split(" "))

    def close(self):
        self._over.set()
        self._ticker.join()

    def _tick(self):
        # The jobs' lines carry no time: their clocks may be wrong.
        while not self._over.wait(0.1):
            self.note("tick")

    def _take(self, words):
        if words[0] == "-":
            self._time = float(words[1])
            if words[2] != "tick":
                self.notes.append((self._line, self._time, words[2], words[3:]))
            return
        if len(words) != 4:
            self.odd.append((self._line, " ".join(words)[:200]))
            return
        token, event, worker, attempt = words
        if event == "START":
            run = Run(token, worker, int(attempt), self._line, self._time)
            self.runs[token].append(run)
            self._open[token, worker] = run
            return
        run = self._open.pop((token, worker), None)
        if run is None or event not in ENDINGS:
            self.odd.append((self._line, " ".join(words)[:200]))
            return
        run.ending, run.ended, run.ended_at = event, self._line, self._time
        if event == "END":
            self.ended.add(token)
