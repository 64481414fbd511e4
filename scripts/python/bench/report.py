"""The table, made from what the JSON holds: for people and as Markdown."""

HEADINGS = ("what", "how", "Lifeboat", "beside it", "", "ratio")


def figure(value):
    """A number with about three digits that mean something."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 or size == 0 else 3
    return f"{value:,.{digits}f}"


def shown(spread, unit=""):
    words = figure(spread["median"]) + (f" {unit}" if unit else "")
    if len(spread["runs"]) > 1:
        words += f" ({figure(spread['low'])}–{figure(spread['high'])})"
    return words


def parameters(measurement):
    return ", ".join(f"{key.replace('_', ' ')} {value:,}" if isinstance(value, int) else f"{value}"
                     for key, value in measurement["parameters"].items())


def rows(measurements):
    """The cells of each row. What is the same as in the row above is not said again."""
    before = ("", "", "")
    for found in measurements:
        peer, ratio = found["peer"], found["ratio"]
        who = " ".join(filter(None, [peer["name"], peer["version"]])) if peer else ""
        cells = (found["name"], parameters(found), shown(found, found["unit"]))
        first = cells[:1] if cells[:1] != before[:1] else ("",)
        yield (first + (cells[1:] if cells != before else ("", "")) + (
            who, shown(peer, found["unit"]) if peer else "", shown(ratio) if ratio else ""))
        before = cells


def table(result):
    lines = [HEADINGS, *rows(result["measurements"])]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
    yield ""
    yield from ["Ratios are Lifeboat's figure by the other's, pair by pair; median (lowest–highest) of "
                f"{result['settings']['runs']} runs.", *result["notes"]]


def markdown(result):
    topic = None
    cells = list(rows(result["measurements"]))
    for found, line in zip(result["measurements"], cells):
        if found["topic"] != topic:
            topic = found["topic"]
            title = "TLS" if topic == "tls" else topic.capitalize()
            yield f"\n### {title}\n"
            yield "| " + " | ".join(HEADINGS) + " |"
            yield "|" + " --- |" * len(HEADINGS)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
    yield ""
    yield from [f"- {note}" for note in result["notes"]]


def heading(result):
    machine, versions = result["machine"], result["versions"]
    who = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    return (f"{result['date']}: {machine['cores']} cores ({machine['cpu'] or machine['architecture']}), "
            f"{machine['memory_gb']} GB, {machine['system']}; {who}")
