"""What was measured on, and which versions."""

import os
import platform
import re
import subprocess

from .lifeboat import ROOT


def machine():
    return {"cpu": line_of("/proc/cpuinfo", "model name"), "cores": os.cpu_count(), "architecture": platform.machine(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
            "system": f"{platform.system()} {platform.release()}"}


def versions(bench):
    found = {"lifeboat": number([bench.lifeboat.program, "--version"]),
             "commit": said(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"]), "Swift": number(["swift", "--version"]),
             "Redis": number(["redis-server", "--version"]), "Ruby": number(["ruby", "--version"]),
             "Python": platform.python_version()}
    return found | {peer.name: peer.version for peer in bench.peers}


def number(command):
    """The first version number in what a program prints; nothing where there is none."""
    found = re.search(r"\d+(\.\d+)+", said(command) or "")
    return found and found[0]


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
