"""What was measured on, and which versions."""

import os
import platform
import subprocess

from .lifeboat import ROOT


def machine():
    return {"cpu": line_of("/proc/cpuinfo", "model name"), "cores": os.cpu_count(), "architecture": platform.machine(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
            "system": f"{platform.system()} {platform.release()}"}


def versions(bench):
    found = {"lifeboat": said([bench.lifeboat.program, "--version"]),
             "commit": said(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"]), "swift": said(["swift", "--version"]),
             "redis": said(["redis-server", "--version"]), "ruby": said(["ruby", "--version"]),
             "python": platform.python_version()}
    return found | {peer.name: peer.version for peer in bench.peers}


def said(command):
    """The first line that a program prints; nothing where it cannot be run."""
    try:
        output = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return None
    return output.splitlines()[0] if output else None


def line_of(path, name):
    """The value of a line `NAME: VALUE`; nothing where there is none."""
    try:
        with open(path) as file:
            return next((line.partition(":")[2].strip() for line in file if line.startswith(name)), None)
    except OSError:
        return None
