"""A redis-server of its own, and connections to it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time


class Connection:
    """Speaks to a Redis on this machine: words in, what it answers out."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def call(self, *words):
        self.send([words])
        return self.reply()

    def pipeline(self, commands):
        """Sends commands together; their answers."""
        self.send(commands)
        return [self.reply() for _ in commands]

    def send(self, commands):
        parts = []
        for words in commands:
            words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
            parts.append(b"*%d\r\n" % len(words))
            parts += [b"$%d\r\n%s\r\n" % (len(word), word) for word in words]
        self.socket.sendall(b"".join(parts))

    def reply(self):
        line = self.reader.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.reader.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        return rest

    def close(self):
        self.reader.close()
        self.socket.close()


class Server(Connection):
    """A redis-server of our own: a free port, a temporary folder, ended by its pid."""

    def __init__(self, tls=False):
        """With `tls` it speaks that too, on another port, with a certificate of its own."""
        self.folder = tempfile.mkdtemp(prefix="lifeboat-bench-")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen(command + (self.tls_options() if tls else []), stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                super().__init__(self.port)
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("error: redis-server did not start")

    def tls_options(self):
        """What lets redis-server speak TLS as well; the URL for it becomes `tls_url`."""
        port, key, certificate = free_port(), self.path("key.pem"), self.path("cert.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True, capture_output=True)
        self.tls_url = f"rediss://localhost:{port}/0?tls_ca={certificate}"
        return ["--tls-port", str(port), "--tls-cert-file", certificate, "--tls-key-file", key,
                "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"]

    def path(self, name):
        """A file in the server's temporary folder."""
        return os.path.join(self.folder, name)

    def connect(self):
        return Connection(self.port)

    def calls(self, command):
        """How often a command was called, by clients and in scripts."""
        stats = self.call("INFO", "commandstats").decode()
        for line in stats.splitlines():
            if line.startswith(f"cmdstat_{command}:"):
                return int(line.split("calls=")[1].split(",")[0])
        return 0

    def stop(self):
        self.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Monitor:
    """What Redis is told from now on, as MONITOR shows it; what is inside scripts says `lua]`."""

    LAST = "that was all"

    def __init__(self, server):
        self.server, self.connection = server, server.connect()
        self.connection.call("MONITOR")

    def lines(self, seconds):
        """The lines of so many seconds."""
        end = time.monotonic() + seconds
        rest = b""
        while (left := end - time.monotonic()) > 0:
            self.connection.socket.settimeout(left)
            try:
                rest += self.connection.socket.recv(1 << 20)
            except TimeoutError:
                break
        return rest.decode(errors="surrogateescape").split("\r\n")[:-1]

    def lines_so_far(self):
        """The lines of what was told until now."""
        self.server.call("ECHO", self.LAST)
        found = []
        while not found or self.LAST not in found[-1]:
            found.append(self.connection.reader.readline().decode(errors="surrogateescape").rstrip("\r\n"))
        return found[:-1]

    def close(self):
        self.connection.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
