"""The topics of scripts/bench, in the order of its table. Each measures with `measure(bench)`."""

from . import (ceiling, commands, enqueue, failures, growth, idle, latency, processes, schedule, start, throughput, tls)

TOPICS = {
    "throughput": throughput, "ceiling": ceiling, "processes": processes, "growth": growth, "commands": commands,
    "enqueue": enqueue, "latency": latency, "failures": failures, "schedule": schedule, "start": start, "idle": idle,
    "tls": tls,
}
