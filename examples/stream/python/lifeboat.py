"""Lifeboat's children in Python: `run({"Class": function})` works the lines that `mode: stream` sends."""

import json
import os
import sys
import traceback


class Snooze(Exception):
    """Raise it to have the job later: Snooze(30) in 30 seconds, Snooze() after the handler's `snooze`."""


def answer(job, handlers):
    """What a job comes to, as the line says it."""
    try:
        handlers[job["class"]](*job["payload"].get("args", []))
    except Snooze as snooze:
        return {"id": job["id"], "snooze": snooze.args[0] if snooze.args else True}
    except Exception as error:
        trace = [f"{f.filename}:{f.lineno}:in `{f.name}'" for f in traceback.extract_tb(error.__traceback__)]
        name = type(error).__qualname__
        return {"id": job["id"], "error": str(error), "exception": name, "backtrace": trace[::-1]}
    return {"id": job["id"], "ok": True}


def run(handlers):
    """Works until standard input ends. Whatever a job prints goes to standard error: the log."""
    output = os.dup(1)
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        job = json.loads(line.decode("utf-8", "replace"))
        reply = {"pong": job["ping"]} if "ping" in job else answer(job, handlers)
        text = json.dumps(reply).encode() + b"\n"
        while text:
            text = text[os.write(output, text):]
