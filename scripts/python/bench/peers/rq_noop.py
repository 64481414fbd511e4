"""rq's no-op job, and its client: enqueues as many as it is told, one by one or in bulk, and prints how long that took."""

import json
import os
import sys
import time


def no_op(number, text):
    pass


def main():
    from redis import Redis
    from rq import Queue

    from bench.peers.rq_noop import no_op as job
    count, bulk = int(sys.argv[1]), sys.argv[2:] == ["bulk"]
    queue = Queue("bench", connection=Redis.from_url(os.environ["REDIS_URL"]))
    queue.enqueue(job, 0, "spring")
    start = time.monotonic()
    if bulk:
        for first in range(0, count, 1_000):
            queue.enqueue_many([
                Queue.prepare_data(job, args=(number, "spring")) for number in range(first, min(count, first + 1_000))])
    else:
        for number in range(count):
            queue.enqueue(job, number, "spring")
    print(json.dumps({"jobs": count, "seconds": time.monotonic() - start}))


if __name__ == "__main__":
    main()
