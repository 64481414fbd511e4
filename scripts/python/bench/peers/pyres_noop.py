"""pyres's no-op job, and its client: enqueues as many as it is told, and prints how long that took."""

import json
import os
import sys
import time


class NoOp:
    queue = "bench"

    @staticmethod
    def perform(number, text):
        pass


def main():
    from pyres import ResQ

    from bench.peers.pyres_noop import NoOp as Job
    count = int(sys.argv[1])
    client = ResQ(f"127.0.0.1:{os.environ['REDIS_PORT']}")
    client.enqueue(Job, 0, "spring")
    start = time.monotonic()
    for number in range(count):
        client.enqueue(Job, number, "spring")
    print(json.dumps({"jobs": count, "seconds": time.monotonic() - start}))


if __name__ == "__main__":
    main()
