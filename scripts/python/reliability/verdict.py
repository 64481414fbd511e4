"""What follows from the ledger: who ran, who ran twice and why, and whether all is well."""

import statistics
from collections import Counter

from .faults import LEASE
from .history import History

# How long an outcome may wait for its settle while Redis is undisturbed, on a machine that is busy.
PATIENCE = 8.0
STOP_TIME = 2.0


class Verdict:
    """Judges a run that is over."""

    def __init__(self, ledger, jobs, proxied):
        self.ledger, self.jobs = ledger, jobs
        self.history = History(ledger.notes, proxied)
        # cause → how many runs were repeated for it
        self.explained = Counter()
        # a sentence each
        self.unexplained = []
        self.late = 0
        for token, runs in ledger.runs.items():
            self._judge(token, runs)

    def figures(self):
        """Counts for the report."""
        jobs, ledger = self.jobs.values(), self.ledger
        acknowledged = [job for job in jobs if job.is_acknowledged]
        endings = Counter(run.ending for runs in ledger.runs.values() for run in runs)
        recoveries = self.history.recoveries
        return {
            "jobs": len(self.jobs), "acknowledged": len(acknowledged),
            "not_acknowledged_but_there": sum(
                1 for job in jobs if not job.is_acknowledged and job.token in ledger.runs),
            "runs": sum(len(runs) for runs in ledger.runs.values()),
            "failed_as_planned": endings["FAIL"], "snoozed_as_planned": endings["SNOOZE"], "cut_off": endings[None],
            "lost": len(self.lost()),
            "ended_twice": sum(1 for runs in ledger.runs.values() if sum(run.ending == "END" for run in runs) > 1),
            "repeated_explained": dict(self.explained), "repeated_unexplained": len(self.unexplained),
            "declared_dead": sum(word == "lost" for _, _, word, _ in ledger.notes),
            "late_outcomes_refused": self.late,
            "recovery_seconds": {
                "count": len(recoveries), "median": round(statistics.median(recoveries), 1) if recoveries else None,
                "longest": round(max(recoveries), 1) if recoveries else None,
            },
        }

    def lost(self):
        """Tokens of jobs that were enqueued for sure and did not run to their end."""
        return [job.token for job in self.jobs.values() if job.is_acknowledged and job.token not in self.ledger.ended]

    def problems(self):
        """A sentence for each thing that should not be."""
        found = [f"job {token} was enqueued and never ran to its end: {self.ledger.runs.get(token, 'no run')}"
                 for token in self.lost()]
        found += self.unexplained
        found += [f"worker {worker} was declared dead at {at:.1f} s though nothing held it up ({incarnation})"
                  for at, worker, incarnation in self.history.unprovoked]
        found += [f"line {line} of the ledger is none that a job writes: {text}" for line, text in self.ledger.odd]
        return found

    def _judge(self, token, runs):
        job = self.jobs.get(token)
        if job is None:
            self.unexplained.append(f"job {token} ran and was never enqueued")
            return
        for run in runs:
            if run.ending and any(since < run.ended < until for since, until in self.history.ignorance[run.worker]):
                self.late += 1
        for earlier, later in zip(runs, runs[1:]):
            if self._is_planned(job, earlier, later):
                continue
            cause = self._cause(earlier, later)
            if cause:
                self.explained[cause] += 1
            else:
                self.unexplained.append(f"job {token} ({job.kind}) ran again for no reason: {earlier}; then {later}")

    def _is_planned(self, job, earlier, later):
        """Whether the next run is what should follow: a retry, a snoozed job's return, a failure that was sent back."""
        if earlier.ending == "SNOOZE":
            return True
        if earlier.ending != "FAIL":
            return False
        if job.class_name == "Flaky":
            return later.attempt == earlier.attempt + 1
        return any(line < later.began and at > earlier.began_at - 60 and dialect == job.dialect
                   for line, at, dialect in self.history.requeues)

    def _cause(self, earlier, later):
        """The loss because of which a job ran again; None when there is none."""
        for loss in self.history.losses[earlier.worker]:
            trouble = loss.trouble
            if not (earlier.began < loss.line and trouble.line < later.began):
                continue
            if earlier.ending and earlier.ended < trouble.line:
                # Had Redis been there, it would have been settled long before.
                waited = self.history.quiet_seconds(earlier.worker, earlier.ended_at, trouble.at)
                if waited > PATIENCE:
                    continue
            return trouble.cause
        for loss in self.history.losses[later.worker]:
            # Who is stopped while it begins a job goes on with that when it wakes, before it can know that it is lost.
            trouble = loss.trouble
            if trouble.line < later.began < loss.line and later.began_at < max(trouble.at + LEASE, trouble.until) + 1:
                return "begun by one that was lost, and did not know"
        for line, at in self.history.asked[earlier.worker]:
            if line < later.began and (not earlier.ending or earlier.ended_at >= at + STOP_TIME * 0.75):
                return "stop at its deadline"
        return None
