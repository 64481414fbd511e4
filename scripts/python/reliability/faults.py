"""What goes wrong, and when: a schedule that follows from the seed and nothing else.

A schedule is a list of steps `(second, action, arguments)`; `director` carries them out. When exactly a step meets a job is
the machine's business, so a seed brings back the same troubles and the same jobs, not the same interleaving.
"""

import random

LEASE = 4
SLOTS = ["commands", "commands-proxied", "sidekiq", "resque-proxied", "both"]
# Those whose wall clock can be set.
SHIFTED = ["commands-proxied", "both"]
DIALECTS = ["resque", "sidekiq"]


def lasting(begin, end, seconds, *arguments):
    return [(0, begin, arguments), (seconds, end, arguments)]


def kill(draw):
    return [(0, "kill", (draw.choice(SLOTS),))]


def stop_beyond_lease(draw):
    return lasting("stop", "resume", LEASE + draw.uniform(1.5, 4), draw.choice(SLOTS))


def stop_briefly(draw):
    return lasting("stop", "resume", draw.uniform(0.2, 1.2), draw.choice(SLOTS))


def deploy(draw):
    return [(0, "term", (draw.choice(SLOTS),))]


def redis_kill(draw):
    return lasting("redis_kill", "redis_start", draw.choice([0, 0.3, 1, 3]))


def client_kill(draw):
    return [(0, "client_kill", (draw.choice(["one", "all"]),))]


def client_pause(draw):
    seconds = draw.choice([0.5, 1.5, 2.5])
    return lasting("client_pause", "client_unpause", seconds, draw.choice(["WRITE", "ALL"]), int(seconds * 1000))


def script_flush(draw):
    return [(0, "script_flush", ())]


def out_of_memory(draw):
    return lasting("memory_full", "memory_free", draw.uniform(0.5, 3))


def misconf(draw):
    return lasting("saving_fails", "saving_works", draw.uniform(0.5, 3))


def network_cut(draw):
    return [(0, "proxy_cut", ())]


def network_slow(draw):
    return lasting("proxy_slow", "proxy_fast", draw.uniform(1, 4), round(draw.uniform(0.02, 0.3), 3))


def network_truncate(draw):
    return [(0, "proxy_truncate", ()), (2, "proxy_cut", ())]


def network_swallow_reply(draw):
    return [(0, "proxy_swallow", ("reply",)), (draw.choice([0.5, 2, 8]), "proxy_cut", ())]


def network_swallow_request(draw):
    return [(0, "proxy_swallow", ("request",)), (draw.choice([0.5, 2]), "proxy_cut", ())]


def network_stall(draw):
    return [(0, "proxy_stall", (draw.choice([1.0, 2.5, LEASE + 3.0]),))]


def clock_of_worker(draw):
    return lasting("clock", "clock_right", draw.uniform(2, 6), draw.choice(SHIFTED), draw.choice([-3600, 3600]))


def clock_of_redis(draw):
    return lasting("clock", "clock_right", draw.uniform(2, 6), "redis", draw.choice([-3600, 3600]))


def tool_kill(draw):
    return [(0, "requeue_killed", (draw.choice(DIALECTS), round(draw.uniform(0.02, 0.3), 3)))]


# Each kind of fault, how often it comes among a hundred, and whether it takes Redis as a whole: two such never overlap.
CATALOGUE = [
    (kill, 16, False), (stop_beyond_lease, 9, False), (stop_briefly, 4, False), (deploy, 6, False),
    (redis_kill, 6, True), (client_kill, 8, False), (client_pause, 5, True), (script_flush, 5, False),
    (out_of_memory, 5, True), (misconf, 4, True), (network_cut, 5, False), (network_slow, 3, False),
    (network_truncate, 5, False), (network_swallow_reply, 7, False), (network_swallow_request, 4, False),
    (network_stall, 5, False), (clock_of_worker, 4, False), (clock_of_redis, 3, False), (tool_kill, 5, False),
]
NAMES = [fault.__name__ for fault, _, _ in CATALOGUE]


def schedule(seed, seconds, without=()):
    """The steps of a run, in order. Every kind of fault comes once before any comes again, if there is time."""
    draw = random.Random(f"faults {seed}")
    usable = [entry for entry in CATALOGUE if entry[0].__name__ not in without]
    first = draw.sample(usable, len(usable))
    weights = [weight for _, weight, _ in usable]
    pace = min(3.0, max(0.8, seconds / len(usable) / 1.3))
    steps, now, redis_free = [], 2.0, 0.0
    while now < seconds:
        fault, _, is_redis = first.pop() if first else draw.choices(usable, weights)[0]
        begin = max(now, redis_free) if is_redis else now
        parts = fault(draw)
        steps.append((begin, "fault", (fault.__name__,)))
        steps += [(begin + after, action, arguments) for after, action, arguments in parts]
        if is_redis:
            redis_free = begin + parts[-1][0] + 2.0
        now += draw.uniform(0.4, 1.6) * pace
    # What users do meanwhile: they send failures back.
    at = 5.0
    while at < seconds:
        steps.append((at, "requeue", (draw.choice(DIALECTS), draw.choice([3, 20, 100]))))
        at += draw.uniform(3, 10)
    return sorted(steps, key=lambda step: step[0])
