"""A redis-server of its own, for benchmarks."""

import copy
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """A redis-server of our own: a free port, a temporary folder, ended by its pid."""

    def __init__(self, tls=False):
        """With `tls` it speaks that too, on another port, with a certificate of its own."""
        self.folder = tempfile.mkdtemp(prefix="lifeboat-bench-")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen(command + (self.tls_options() if tls else []), stdout=subprocess.DEVNULL)
        self.socket = None
        for _ in range(200):
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port))
                break
            except OSError:
                time.sleep(0.05)
        else:
            sys.exit("error: redis-server did not start")
        self.reader = self.socket.makefile("rb")

    def tls_options(self):
        """What lets redis-server speak TLS as well; the URL for it becomes `tls_url`."""
        port, key, certificate = free_port(), os.path.join(self.folder, "key.pem"), os.path.join(self.folder, "cert.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True, capture_output=True)
        self.tls_url = f"rediss://localhost:{port}/0?tls_ca={certificate}"
        return ["--tls-port", str(port), "--tls-cert-file", certificate, "--tls-key-file", key,
                "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"]

    def through_tls(self):
        """The same server, for who is to use its URL for TLS."""
        other = copy.copy(self)
        other.url = self.tls_url
        return other

    def call(self, *words):
        parts = [str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        return self.reply()

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

    def pipeline(self, commands):
        """Sends commands together; nobody wants their answers."""
        parts = []
        for words in commands:
            parts.append(b"*%d\r\n" % len(words))
            parts += [b"$%d\r\n%s\r\n" % (len(word), word) for word in words]
        self.socket.sendall(b"".join(parts))
        for _ in commands:
            self.reply()

    def commands(self):
        """How many commands clients have sent, those inside scripts not counted."""
        stats = self.call("INFO", "commandstats").decode()
        wanted = 0
        for line in stats.splitlines():
            name = line.partition(":")[0].removeprefix("cmdstat_")
            if name.split("|")[0] in ("evalsha", "client", "time", "brpop", "blmove", "ping", "info", "exec", "multi"):
                wanted += int(line.split("calls=")[1].split(",")[0])
        return wanted

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
