"""Jobs that pyres runs, and what every snippet of the pyres tests starts with."""

import json
import os

from pyres import ResQ, Stat, failure
from pyres.worker import Worker

SERVER = os.environ["PYRES_SERVER"]


def answer(value):
    """Prints a line of JSON that the test reads."""
    print(json.dumps(value, ensure_ascii=False, separators=(",", ":")), flush=True)


class Note:
    """Appends its arguments to the file $LEDGER, one JSON text a line."""

    queue = "python"

    @staticmethod
    def perform(*arguments):
        with open(os.environ["LEDGER"], "a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(arguments, ensure_ascii=False, separators=(",", ":")) + "\n")


class Refuse:
    """Fails."""

    queue = "python"

    @staticmethod
    def perform(*arguments):
        raise ValueError("Python refuses é")
