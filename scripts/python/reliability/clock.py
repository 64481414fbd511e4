"""Wall clocks that jump, for some processes: `shifted_clock.c`, preloaded. The monotonic clocks go on as they do, as when
somebody sets a machine's clock."""

import os
import shutil
import struct
import subprocess
import sys

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shifted_clock.c")


class Clocks:
    """Compiles the library; `missing` says why there is none."""

    def __init__(self, folder):
        self.folder = folder
        self.library = os.path.join(folder, "shifted_clock.so")
        self.missing = None
        compiler = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
        if not sys.platform.startswith("linux"):
            self.missing = "clocks are shifted on Linux only"
        elif not compiler:
            self.missing = "there is no C compiler (cc, gcc or clang)"
        else:
            command = [compiler, "-O1", "-shared", "-fPIC", "-o", self.library, SOURCE]
            result = subprocess.run(command, capture_output=True, text=True)
            if result.returncode:
                self.missing = f"{compiler} cannot build the library: {result.stderr.strip()[:200]}"

    def clock(self, name):
        """A clock of that name; None where there can be none."""
        return None if self.missing else Clock(os.path.join(self.folder, f"clock-{name}"), self.library)


class Clock:
    """The wall clock of the processes that are started with its `environment`."""

    def __init__(self, path, library):
        self.path = path
        self.environment = {"LD_PRELOAD": library, "SHIFTED_CLOCK": path}
        with open(path, "wb") as file:
            file.write(struct.pack("q", 0))

    def set(self, seconds):
        """From now on it shows the true time and so many seconds more, or fewer."""
        with open(self.path, "r+b") as file:
            file.write(struct.pack("q", seconds))
