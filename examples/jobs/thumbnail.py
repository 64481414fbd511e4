#!/usr/bin/env python3
"""A job of the class Thumbnail: `Resque.enqueue(Thumbnail, "cat.png", 320)` in Ruby.

The job is one line of JSON on standard input, as it lay in the queue. Exit status 0 is success; whatever else ends
the program is a failure, and the end of what it wrote to standard error becomes the failure's message.
"""

import json
import os
import sys

SIZES = {"small": 160, "medium": 320}


def width(size):
    """Pixels, from a number or a name."""
    if isinstance(size, int):
        return size
    if size not in SIZES:
        sys.exit(f"unknown size {size!r}; expected a number, or one of: {', '.join(SIZES)}")
    return SIZES[size]


name, size = json.load(sys.stdin)["args"]
line = f"thumbnail {name} {width(size)}\n"

# A real one would write a picture; this one says what it did, and to $OUTPUT if that names a file.
print(line, end="")
if "OUTPUT" in os.environ:
    with open(os.environ["OUTPUT"], "a", encoding="utf-8") as output:
        output.write(line)
