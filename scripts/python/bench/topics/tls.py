"""What TLS costs: the same workers and clients, at the same server, through TLS and plain."""

from .. import jobs
from ..server import Server
from . import enqueue, latency, throughput


def measure(bench):
    own, server = bench.redis, Server(tls=True)
    plain = server.url
    try:
        bench.redis = server
        for dialect in jobs.DIALECTS:
            for figures, body in [
                    (throughput.FIGURE, lambda: throughput.lifeboat(bench, dialect, latency.HOW)),
                    (("jobs enqueued in bulk", "jobs/s"),
                     lambda: enqueue.lifeboat(bench, dialect, jobs=bench.settings.enqueued_in_bulk, bulk=True)),
                    ({"p50_ms": ("enqueue to start, idle, p50", "ms"), "p99_ms": ("idle, p99", "ms")},
                     lambda: latency.lifeboat(bench, dialect, "idle"))]:
                bench.compare("tls", figures, [({"dialect": dialect, "through": "TLS"}, lambda: at(
                    server, server.tls_url, body))], [("plain", lambda: at(server, plain, body))])
    finally:
        bench.redis = own
        server.stop()


def at(server, url, body):
    server.url = url
    return body()
