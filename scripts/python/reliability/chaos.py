"""The chaos run: workers work, producers produce, things go wrong, and every job is accounted for."""

import signal
import threading
import time

from . import faults, resp
from .director import Director
from .ledger import Ledger
from .places import is_failure, look
from .producers import Production
from .proxy import Proxy
from .verdict import PATIENCE, Verdict
from .workers import Slot

# What a run may leave of our own keys: counters, and records that expire by themselves.
REMAINS = ("sequence", "poison", "ops", "op:", "token:")


class Chaos:
    """One run."""

    def __init__(self, stage, seed, minutes, rate, without, say):
        self.stage, self.seed, self.seconds, self.rate, self.say = stage, seed, minutes * 60, rate, say
        self.without = list(without)
        self.ledger = Ledger(stage.folder)
        self.proxy = Proxy(stage.server.port)
        self.slots = self._slots()
        self.director = Director(stage, self.ledger, self.slots, self.proxy)
        self.production = Production(stage, self.proxy, seed)
        self.over = threading.Event()
        self.problems = []
        self.looks = 0
        self.in_place_since = {}

    def run(self):
        if self.stage.clocks.missing:
            self.say(f"no clock jumps: {self.stage.clocks.missing}")
            self.without += ["clock_of_worker", "clock_of_redis"]
        if self.production.remark:
            self.say(f"no Ruby producer: {self.production.remark}")
        self.stage.server.start()
        for slot in self.slots:
            slot.start()
        threads = [threading.Thread(target=work, daemon=True) for work in (self._produce, self._sample)]
        for thread in threads:
            thread.start()
        self.director.follow(faults.schedule(self.seed, self.seconds, self.without))
        self.say("the faults are over; what is broken is mended, and all failures are sent back")
        self.director.mend()
        self.over.set()
        for thread in threads:
            thread.join()
        self._drain()
        self._stop()
        return self._result()

    def _slots(self):
        direct, proxied = self.stage.server.url, self.proxy.url
        both = ["resque", "sidekiq"]
        plan = {
            "commands": ("lifeboat", both, direct), "commands-proxied": ("lifeboat", both, proxied),
            "sidekiq": ("LifeboatTrial", ["sidekiq"], direct), "resque-proxied": ("LifeboatTrial", ["resque"], proxied),
            "both": ("LifeboatTrial", both, direct),
        }
        return [
            Slot(self.stage, self.ledger, name, *plan[name], lease=faults.LEASE,
                 clock=self.stage.clocks.clock(name) if name in faults.SHIFTED else None)
            for name in faults.SLOTS
        ]

    # While it goes on

    def _produce(self):
        start = time.monotonic()
        while not self.over.is_set() and time.monotonic() - start < self.seconds:
            due = time.monotonic() + 0.5
            self.production.batch(max(1, round(self.rate / 2)))
            self.over.wait(max(0, due - time.monotonic()))

    def _sample(self):
        while not self.over.wait(1):
            self._look()

    def _look(self):
        """Holds what Redis has against the ledger: each job is in exactly one place, or done."""
        enqueued = [job.token for job in list(self.production.jobs.values()) if job.is_acknowledged]
        try:
            places = look(self.stage.server)
        except (OSError, resp.ReplyError):
            return None
        self.ledger.read()
        self.looks += 1
        for token, keys in places.items():
            if len(keys) > 1:
                self._problem(f"job {token} is in {len(keys)} places: {', '.join(keys)}")
        for token in enqueued:
            if token not in places and token not in self.ledger.ended:
                self._problem(f"job {token} is in no place, and has not run to its end")
        return places

    def _problem(self, sentence):
        if sentence not in self.problems:
            self.problems.append(sentence)
            self.ledger.note("problem", sentence)
            self.say(f"problem: {sentence}")

    # The end

    def _drain(self):
        """Waits until every job has run, as long as something happens."""
        # Retries that a wrong clock put off come as soon as it is late enough.
        if self.stage.server.clock:
            self.stage.server.clock.set(2 * 3600)
        with open(self.stage.path("fixed"), "w"):
            pass
        quiet, known = time.monotonic(), None
        while time.monotonic() - quiet < 60:
            self.director.supervise()
            places = self._look()
            if places is not None and not places and self._members() == self._expected():
                return
            state = (len(self.ledger.ended), sum(map(len, self.ledger.runs.values())))
            if state != known:
                quiet, known = time.monotonic(), state
            if places and any(is_failure(key) for keys in places.values() for key in keys):
                self.director.send_all_home()
            time.sleep(0.5)
        places = places or {}
        self._problem(f"{len(places)} jobs are left, and nothing has happened for a minute: "
                      + ", ".join(f"{token} in {keys[0]}" for token, keys in list(places.items())[:5]))

    def _members(self):
        """How many incarnations there are in Redis."""
        return sum(self.stage.server.call("HLEN", key) for key in
                   ("lifeboat:sidekiq:processes", "resque:lifeboat:resque:processes"))

    def _expected(self):
        return sum(len(slot.dialects) for slot in self.slots)

    def _stop(self):
        for slot in self.slots:
            slot.send(signal.SIGTERM)
        for slot in self.slots:
            try:
                slot.process.wait(30)
            except Exception:
                self._problem(f"worker {slot.label} did not stop within 30 s")
                continue
            slot.endings.append((slot.label, slot.process.returncode))
        for slot in self.slots:
            for label, status in slot.endings:
                if status != 0:
                    self._problem(f"worker {label} ended with {status}; see {label}.log")
        if self._look():
            self._problem("jobs came back when the workers stopped")
        self.ledger.close()
        self.ledger.read()

    def _leftovers(self):
        """Our own keys that are left, by the part of their names that is no id; those that should be gone are problems."""
        kinds = {}
        for key in self.stage.server.call("KEYS", "*lifeboat:*"):
            own = key.decode(errors="replace").split("lifeboat:", 1)[1].split(":", 1)[1]
            expires = self.stage.server.call("TTL", key) > 0
            kind = own.split(":")[0] + (":…" if ":" in own else "")
            kinds[kind] = kinds.get(kind, 0) + 1
            if not own.startswith(REMAINS) or (own.startswith(("op:", "token:")) and not expires):
                self._problem(f"the key {key.decode(errors='replace')} is left")
        for key in ("resque:workers", "processes"):
            left = self.stage.server.call("SCARD", key)
            if left:
                self._problem(f"{left} members are left in {key}")
        return kinds

    def _result(self):
        verdict = Verdict(self.ledger, self.production.jobs, [name for name in faults.SLOTS if "proxied" in name])
        leftovers = self._leftovers()
        for problem in verdict.problems():
            self._problem(problem)
        return {
            "seed": self.seed, "minutes": round(self.seconds / 60, 2), "workers": len(self.slots),
            "without": self.without, "faults": {name: self.director.counts.get(name, 0) for name in faults.NAMES},
            "worker_processes": sum(slot.count for slot in self.slots), "looks": self.looks,
            **verdict.figures(), "keys_left": leftovers, "problems": self.problems,
        }
