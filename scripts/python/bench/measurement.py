"""One row of the table."""

import statistics
from dataclasses import dataclass, field


def spread(runs):
    """The figures of several runs, as they are in the JSON."""
    return {"runs": runs, "median": statistics.median(runs), "low": min(runs), "high": max(runs)}


@dataclass
class Measurement:
    """What was measured of Lifeboat, and beside it of a peer if there is one: `peer_runs[n]` was measured right after
    `runs[n]`. A ratio is always Lifeboat's figure by the peer's of the same turn."""

    topic: str
    name: str
    unit: str
    parameters: dict
    runs: list
    peer: str = None
    peer_version: str = None
    peer_runs: list = field(default_factory=list)

    def as_json(self):
        found = {"topic": self.topic, "name": self.name, "unit": self.unit, "parameters": self.parameters,
                 **spread(self.runs), "peer": None, "ratio": None}
        if self.peer:
            found["peer"] = {"name": self.peer, "version": self.peer_version, **spread(self.peer_runs)}
            if all(self.peer_runs):
                found["ratio"] = spread([ours / theirs for ours, theirs in zip(self.runs, self.peer_runs)])
        return found
