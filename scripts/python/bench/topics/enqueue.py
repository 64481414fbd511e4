"""Jobs a second that a client enqueues: one by one from one task and from 64, and in bulk."""

from .. import jobs


def measure(bench):
    settings = bench.settings
    for tasks in (1, 64):
        peers = [(bench.sidekiq, lambda: sidekiq(bench, settings.peer_enqueued, f"enqueue(%d, {tasks})"))]
        if tasks == 1:
            peers += [(peer, lambda peer=peer: python(bench, peer, settings.peer_enqueued // 4))
                      for peer in (bench.pyres, bench.rq)]
        bench.compare(
            "enqueue", ("jobs enqueued one by one", "jobs/s"),
            [({"dialect": dialect, "tasks": tasks},
              lambda dialect=dialect: lifeboat(bench, dialect, jobs=settings.enqueued_one_by_one, tasks=tasks))
             for dialect in jobs.DIALECTS], peers)
    bench.compare(
        "enqueue", ("jobs enqueued in bulk", "jobs/s"),
        [({"dialect": dialect}, lambda dialect=dialect: lifeboat(
            bench, dialect, jobs=settings.enqueued_in_bulk, bulk=True)) for dialect in jobs.DIALECTS],
        [(bench.sidekiq, lambda: sidekiq(bench, settings.peer_enqueued * 4, "fill(%d)")),
         (bench.rq, lambda: python(bench, bench.rq, settings.peer_enqueued, "bulk"))])


def lifeboat(bench, dialect, **options):
    bench.redis.call("FLUSHALL")
    return rate(bench.lifeboat.ask("enqueue", bench.redis, dialect, **options))


def sidekiq(bench, count, call):
    bench.redis.call("FLUSHALL")
    return rate(bench.sidekiq.ask(bench.redis, call % count))


def python(bench, peer, count, *words):
    bench.redis.call("FLUSHALL")
    return rate(peer.ask(bench.redis, count, *words))


def rate(found):
    return found["jobs"] / found["seconds"]
