"""How much is measured."""

from dataclasses import asdict, dataclass


@dataclass
class Settings:
    """Sizes of a run. Lifeboat gets more jobs than a slower peer, so that both run for seconds."""

    runs: int = 5
    jobs: int = 300_000
    large_jobs: int = 50_000
    peer_jobs: int = 30_000
    forked_jobs: int = 500
    slow_jobs: int = 12
    ceiling_jobs: int = 1_000_000
    command_jobs: int = 3_000
    stream_jobs: int = 100_000
    enqueued_one_by_one: int = 30_000
    enqueued_in_bulk: int = 300_000
    peer_enqueued: int = 20_000
    probes: int = 500
    scheduled: int = 100_000
    failures: int = 1_000_000
    peer_failures: int = 20_000
    few_waiting: int = 1_000
    many_waiting: int = 1_000_000
    growth_seconds: float = 5
    starts: int = 20
    idle_seconds: float = 10

    @classmethod
    def quick(cls):
        """Everything once and small: that it works, not how fast."""
        return cls(
            runs=1, jobs=5_000, large_jobs=2_000, peer_jobs=1_000, forked_jobs=50, slow_jobs=4, ceiling_jobs=20_000,
            command_jobs=200, stream_jobs=5_000, enqueued_one_by_one=1_000, enqueued_in_bulk=20_000, peer_enqueued=1_000,
            probes=20, scheduled=2_000, failures=5_000, peer_failures=500, many_waiting=20_000, growth_seconds=0.5, starts=2,
            idle_seconds=1)

    def as_json(self):
        return asdict(self)
