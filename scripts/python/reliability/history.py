"""What the ledger's notes say of the workers: when each was lost, by what, and what else was in the way."""

from collections import defaultdict

from .faults import LEASE

# Steps that keep everybody, or everybody behind the proxy, from Redis, and those that end them.
REDIS_TROUBLE = {
    "redis_kill": "redis_start", "client_pause": "client_unpause", "memory_full": "memory_free",
    "saving_fails": "saving_works",
}
PROXY_TROUBLE = {"proxy_slow": "proxy_fast", "proxy_swallow": "proxy_cut", "proxy_truncate": "proxy_cut"}
INSTANT_TROUBLE = ("client_kill", "script_flush", "clock", "clock_right")
# How long after a trouble a worker may still be finding back: its longest wait between attempts, and a slow machine.
AFTERMATH = 8.0
# How long a worker waits for an answer before it calls a connection broken.
ANSWER_TIME = 5.0


class Trouble:
    """Something that may keep a worker from beating: where in the ledger it began, when, and when it was over."""

    def __init__(self, cause, line, at, until):
        self.cause, self.line, self.at, self.until = cause, line, at, until


class Loss:
    """An incarnation, or its whole process, came to an end because of a trouble, and that was seen at `line`."""

    def __init__(self, trouble, line):
        self.trouble, self.line = trouble, line

    def __repr__(self):
        return f"{self.trouble.cause} at {self.trouble.at:.2f}"


class History:
    """Of one run, from its ledger."""

    def __init__(self, notes, proxied):
        self.proxied = proxied
        self.losses = defaultdict(list)
        # stop requests by worker: (line, time)
        self.asked = defaultdict(list)
        self.requeues = []
        # who was declared dead though nothing of ours held it up: (time, worker, incarnation)
        self.unprovoked = []
        # by worker, from where in the ledger to where it was lost and did not know
        self.ignorance = defaultdict(list)
        # seconds from each kill until another worker had put the jobs back
        self.recoveries = []
        self._troubles = {"all": [], "proxy": []}
        self._own = defaultdict(list)
        self._read(notes)

    def quiet_seconds(self, worker, begin, end):
        """How much of the time between two moments a worker had an undisturbed Redis."""
        spans = self._troubles["all"] + self._own[worker] + (self._troubles["proxy"] if self._is_proxied(worker) else [])
        quiet, now = 0.0, begin
        for first, last in sorted(spans):
            if first > now:
                quiet += max(0.0, min(first, end) - now)
            now = max(now, last)
            if now >= end:
                return quiet
        return quiet + max(0.0, end - now)

    def _is_proxied(self, worker):
        return worker.rsplit(".", 1)[0] in self.proxied

    def _read(self, notes):
        pids, killed, recovered = {}, {}, {}
        stops, silences = defaultdict(list), []
        open_troubles, lost_since = {}, defaultdict(list)
        for line, at, word, rest in notes:
            if word == "start":
                pids[rest[1]] = rest[0]
                self._own[rest[0]].append((at, at + AFTERMATH))
            elif word == "kill" and "." in rest[0]:
                self.losses[rest[0]].append(Loss(Trouble("kill -9", line, at, at), line))
                killed[rest[0]] = at
            elif word == "stopped":
                stops[rest[0]].append(Trouble("stop beyond the lease", line, at, None))
                self._own[rest[0]].append((at, at + 3 * LEASE))
            elif word in ("resume", "mended"):
                for worker, troubles in stops.items():
                    if word == "mended" or worker.rsplit(".", 1)[0] == rest[0]:
                        for trouble in troubles:
                            trouble.until = trouble.until or at
            elif word == "asked":
                self.asked[rest[0]].append((line, at))
            elif word == "abandoned":
                self.losses[rest[0]].append(Loss(Trouble("left without Redis", line, at, at), line))
            elif word == "lost":
                self.ignorance[rest[0]] += [(since, line) for since in lost_since.pop(rest[0], [])]
                if not self._lose(rest[0], line, at, stops, silences):
                    self.unprovoked.append((at, rest[0], rest[1]))
            elif word == "recovered" and rest[0] in pids:
                recovered[pids[rest[0]]] = at
                # One that is killed while it is stopped never says that it was lost.
                self._lose(pids[rest[0]], line, at, stops, silences)
                lost_since[pids[rest[0]]].append(line)
            elif word in ("requeue", "requeue_killed"):
                self.requeues.append((line, at, rest[0]))
            elif word == "home":
                self.requeues += [(line, at, "resque"), (line, at, "sidekiq")]
            elif word == "proxy_swallow":
                # Whoever waits for an answer waits until its time-out, which is longer than the lease here.
                silences.append(Trouble("swallowed answer", line, at, at + ANSWER_TIME))
            elif word == "proxy_stall":
                if float(rest[0]) > LEASE / 2:
                    silences.append(Trouble("stall beyond the lease", line, at, at + float(rest[0])))
                self._troubles["proxy"].append((at, at + float(rest[0]) + AFTERMATH))
            elif word in INSTANT_TROUBLE:
                self._troubles["all"].append((at, at + AFTERMATH))
            self._bracket(word, at, open_troubles)
        self.recoveries = [recovered[worker] - at for worker, at in killed.items() if recovered.get(worker, 0) > at]

    def _bracket(self, word, at, open_troubles):
        for where, pairs in (("all", REDIS_TROUBLE), ("proxy", PROXY_TROUBLE)):
            if word in pairs:
                open_troubles.setdefault(pairs[word], []).append((where, at))
                # Should its end be missing, the run's end is it.
            elif word in pairs.values() or word == "mended":
                for end in [word] if word != "mended" else list(open_troubles):
                    for begun_where, begun in open_troubles.pop(end, []):
                        self._troubles[begun_where].append((begun, at + AFTERMATH))

    def _lose(self, worker, line, at, stops, silences):
        """A worker was declared dead: because it was stopped, or cut off by the proxy. Returns whether it was."""
        troubles = stops[worker] + (silences if self._is_proxied(worker) else [])
        # Which of several it was cannot be told from here.
        troubles = [trouble for trouble in troubles if trouble.at > at - 6 * LEASE]
        self.losses[worker] += [Loss(trouble, line) for trouble in troubles]
        return bool(troubles)
