"""What a process and a Redis take at one moment."""

import os
import re

# Keys that come and go by the clock, not by the load: Sidekiq's metrics of each minute (`j|DAY|HH:MM`, `h|CLASS-DD-HH:MM` and, as
# Sidekiq 7 has it, `CLASS-DD-HH:MM`) and of each day, which expire.
BY_DESIGN = re.compile(rb"j\||h\||stat:(processed|failed):|.*-\d+-\d+:\d+\Z", re.DOTALL)


def process(pid):
    """Memory that is no file's and resident set in kB, open descriptors, threads."""
    figures = {}
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        for line in rollup:
            name, _, rest = line.partition(":")
            if name in ("Anonymous", "Rss"):
                figures["anonymous_kb" if name == "Anonymous" else "resident_kb"] = int(rest.split()[0])
    figures["descriptors"] = len(os.listdir(f"/proc/{pid}/fd"))
    figures["threads"] = len(os.listdir(f"/proc/{pid}/task"))
    return figures


def redis(server):
    """Keys that are there, those by design not counted; memory; and jobs that wait."""
    keys = [key for key in server.call("KEYS", "*", timeout=60) if not BY_DESIGN.match(key)]
    memory = server.call("INFO", "memory").decode()
    used = next(line for line in memory.splitlines() if line.startswith("used_memory:"))
    queues = [key for key in keys if key.startswith((b"queue:", b"resque:queue:"))]
    return {
        "keys": len(keys), "memory_kb": int(used.split(":")[1]) // 1024,
        "waiting": sum(server.call("LLEN", key) for key in queues),
    }
