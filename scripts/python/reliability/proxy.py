"""A bad network: a proxy before Redis that cuts, delays, truncates, swallows and stalls."""

import asyncio
import threading
import time

from .stage import free_port

# The two directions.
REQUEST, REPLY = "request", "reply"


class Link:
    """One connection through the proxy."""

    def __init__(self, writers):
        self.writers = writers
        # The direction whose bytes vanish from now on; None for neither.
        self.swallows = None
        # Whether the next reply is passed on by half, and then the connection is cut.
        self.truncates = False
        self.last = 0.0

    def cut(self):
        for writer in self.writers.values():
            if writer.transport:
                writer.transport.abort()


class Proxy:
    """Passes connections on to a port of this machine. Its faults may be called from any thread."""

    def __init__(self, target):
        self.target = target
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.links = set()
        self.delay = 0.0
        self.stalled_until = 0.0
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait()

    def cut(self):
        """Every connection is reset."""
        self._each(Link.cut)

    def slow(self, seconds):
        """From now on every read takes so much longer; 0 ends it."""
        self.delay = seconds

    def stall(self, seconds):
        """For so long nothing passes, in neither direction, and no connection ends."""
        self.stalled_until = time.monotonic() + seconds

    def truncate(self):
        """Of the next reply on each connection only half comes through, and the connection is cut."""
        def arm(link):
            link.truncates = True

        self._each(arm)

    def swallow(self, direction):
        """From now on nothing of that direction passes on the connections that there are. End it with `cut()`: no real
        network loses some bytes and passes on those behind them."""
        def arm(link):
            link.swallows = direction

        self._each(arm)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _each(self, change):
        def run():
            for link in list(self.links):
                change(link)

        self.loop.call_soon_threadsafe(run)

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        ready.set()
        self.loop.run_forever()

    async def _serve(self, reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        link = Link({REQUEST: far_writer, REPLY: writer})
        self.links.add(link)
        pumps = [asyncio.ensure_future(self._pump(link, reader, REQUEST)),
                 asyncio.ensure_future(self._pump(link, far_reader, REPLY))]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        link.cut()
        self.links.discard(link)
        await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, link, reader, direction):
        writer = link.writers[direction]
        try:
            while data := await reader.read(65_536):
                while (left := self.stalled_until - time.monotonic()) > 0:
                    await asyncio.sleep(left)
                if self.delay:
                    await asyncio.sleep(self.delay)
                if link.swallows == direction:
                    continue
                if direction == REPLY and link.truncates:
                    writer.write(data[:len(data) // 2])
                    await writer.drain()
                    return
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
