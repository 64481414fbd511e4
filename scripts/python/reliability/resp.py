"""As much of Redis's protocol as is needed to ask it something."""

import socket


class ReplyError(Exception):
    """Redis answered with an error."""


class Connection:
    """One connection to a Redis. Commands are answered in order; an error of the network closes it for good."""

    def __init__(self, port, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.reader = self.socket.makefile("rb")

    def call(self, *words):
        """Sends a command and returns its reply: an integer, bytes, None or a list."""
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        return self.read()

    def read(self):
        line = self.reader.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise ReplyError(rest.decode(errors="replace"))
        if kind == b":":
            return int(rest)
        if kind == b"$":
            if rest == b"-1":
                return None
            body = self.reader.read(int(rest) + 2)
            if len(body) < int(rest) + 2:
                raise ConnectionError("Redis closed the connection")
            return body[:-2]
        if kind == b"*":
            return [self.read() for _ in range(int(rest))]
        return rest

    def close(self):
        self.reader.close()
        self.socket.close()
