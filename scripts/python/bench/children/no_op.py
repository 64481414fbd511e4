"""A child that does nothing for each job, with the client of the examples."""

import os
import sys

ROOT = os.path.abspath(__file__).split(os.sep + "scripts" + os.sep)[0]
sys.path.insert(0, os.path.join(ROOT, "examples", "stream", "python"))

import lifeboat  # noqa: E402

lifeboat.run({"NoOp": lambda *arguments: None})
