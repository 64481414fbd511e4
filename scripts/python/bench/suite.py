"""A run of the benchmark: who is measured, on which Redis, and what came of it."""

import sys

from .lifeboat import Lifeboat
from .measurement import Measurement
from .peers.python import RQ, Pyres
from .peers.sidekiq import Sidekiq
from .server import Server


class Bench:
    def __init__(self, settings, build=None, sidekiq_home=None):
        self.settings = settings
        self.lifeboat = Lifeboat(build)
        self.sidekiq, self.pyres, self.rq = Sidekiq(sidekiq_home), Pyres(), RQ()
        self.peers = [self.sidekiq, self.pyres, self.rq]
        self.measurements = []
        self.notes = [peer.note for peer in self.peers if peer.version]
        self.notes += [f"{peer.name} was not measured: {peer.missing}." for peer in self.peers if peer.missing]
        self.redis = Server()

    def compare(self, topic, figures, ours, peers=()):
        """Measures Lifeboat and peers in turns, and keeps a measurement for each pair.

        figures: what one turn finds: a name and a unit, or several by the keys of what is returned
        ours: pairs of parameters and a function that measures Lifeboat so
        peers: pairs of a peer, or the words for it, and a function that measures it; one that is not here is left out
        """
        figures = figures if isinstance(figures, dict) else {None: figures}
        present = [(peer, measure) for peer, measure in peers if isinstance(peer, str) or peer.version]
        own_runs, peer_runs = [[] for _ in ours], [[] for _ in present]
        for turn in range(self.settings.runs):
            for runs, (parameters, measure) in zip(own_runs, ours):
                self.say(topic, figures, parameters, turn)
                runs.append(found(measure))
            for runs, (peer, measure) in zip(peer_runs, present):
                self.say(topic, figures, {"peer": name(peer)}, turn)
                try:
                    runs.append(found(measure))
                except Exception as error:  # What a peer does wrong must not end a run of an hour.
                    self.notes.append(f"{name(peer)} failed at {topic}: {' '.join(str(error).split())}")
        complete = [(peer, runs) for (peer, _), runs in zip(present, peer_runs) if len(runs) == self.settings.runs]
        for key, (what, unit) in figures.items():
            for (parameters, _), runs in zip(ours, own_runs):
                row = topic, what, unit, parameters, [run[key] for run in runs]
                beside = [(peer, theirs) for peer, theirs in complete if key in theirs[0]]
                self.measurements += [
                    Measurement(*row, name(peer), getattr(peer, "version", None), [run[key] for run in theirs])
                    for peer, theirs in beside] or [Measurement(*row)]

    def say(self, topic, figures, parameters, turn):
        what = next(iter(figures.values()))[0]
        words = ", ".join(f"{key} {value}" for key, value in parameters.items())
        print(f"{topic}: {what} ({words}), run {turn + 1} of {self.settings.runs} …", file=sys.stderr, flush=True)

    def stop(self):
        self.redis.stop()


def found(measure):
    """What one turn found, by its figures' keys."""
    result = measure()
    return result if isinstance(result, dict) else {None: result}


def name(peer):
    return peer if isinstance(peer, str) else peer.name
