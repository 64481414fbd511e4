"""What is printed."""

import signal
import sys
import time

START = time.monotonic()


def say(text):
    """A word on the way, on standard error."""
    print(f"{time.monotonic() - START:7.1f} s  {text}", file=sys.stderr, flush=True)


def end_on_signals():
    """TERM and HUP end this program as Ctrl-C does: with everything that it started."""
    def interrupt(*_):
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def table(rows):
    """Rows of words in columns; those of figures are flush right."""
    rows = [[f"{cell:,.0f}" if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell)
             for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    is_figure = [all(row[column][:1].isdigit() for row in rows[1:]) for column in range(len(widths))]
    for row in rows:
        cells = [cell.rjust(width) if right else cell.ljust(width)
                 for cell, width, right in zip(row, widths, is_figure)]
        print("  ".join(cells).rstrip())


def soak(result):
    print(f"{result['minutes']:g} minutes, {result['jobs']:,} jobs ({result['jobs_per_second']:g} a second), "
          f"{result['runs']:,} runs, {result['lost']} lost, {result['doubled']} doubled")
    print()
    table([["who", "what", "at first", "second quarter", "last quarter", "highest", "flat"]] + [
        [row["who"], row["what"], row["first"], row["second_quarter"], row["last_quarter"], row["highest"],
         "yes" if row["flat"] else "NO"] for row in result["figures"]])
    problems(result)


def problems(result):
    print()
    for problem in result["problems"]:
        print(f"problem: {problem}")
    if not result["problems"]:
        print("nothing is wrong")


def chaos(result):
    recovery = result["recovery_seconds"]
    print(f"seed {result['seed']}, {result['minutes']:g} minutes, {sum(result['faults'].values())} faults, "
          f"{result['worker_processes']} worker processes in {result['workers']} slots, {result['looks']} looks at Redis")
    print()
    table([["fault", "times"]] + [[name.replace("_", " "), count] for name, count in result["faults"].items()])
    print()
    rows = [
        ["jobs", result["jobs"]], ["… enqueued for sure", result["acknowledged"]],
        ["… reply lost, job there", result["not_acknowledged_but_there"]], ["runs", result["runs"]],
        ["… failed as planned", result["failed_as_planned"]], ["… snoozed as planned", result["snoozed_as_planned"]],
        ["… cut off", result["cut_off"]], ["lost", result["lost"]], ["ended twice", result["ended_twice"]],
    ]
    rows += [[f"run again: {cause}", count] for cause, count in sorted(result["repeated_explained"].items())]
    rows += [
        ["run again: unexplained", result["repeated_unexplained"]],
        ["workers declared dead, that lived", result["declared_dead"]],
        ["their late outcomes, refused", result["late_outcomes_refused"]],
    ]
    table([["what", "count"]] + rows)
    print()
    if recovery["count"]:
        print(f"After {recovery['count']} kills the jobs were back in {recovery['median']:g} s (median), "
              f"{recovery['longest']:g} s at most.")
    left = ", ".join(f"{kind} {count}" for kind, count in sorted(result["keys_left"].items()))
    print(f"Keys of ours that are left: {left or 'none'}.")
    problems(result)
