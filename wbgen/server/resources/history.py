"""Lines of runs, read: whole histories by pages of steps, samples, system metrics, the console.

``history`` has two forms: with ``minStep`` and ``maxStep`` (which is left out) a page, as ``scan_history``
asks it; else a sample. Rows go out in strict JSON; what is not a number is told by its name.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wbgen.server.ids import encode
from wbgen.server.resources.terms import Node, Refusal, Resolvers, page_start
from wbgen.server.samples import LAST_STEP, MOST_ROWS, Spec, sampled
from wbgen.server.store.keys import KeyFacts
from wbgen.server.store.lines import EVENTS, HISTORY, OUTPUT
from wbgen.server.strict import lenient_json

if TYPE_CHECKING:
    from wbgen.server.store import Store

#: Rows of a sample where the client does not say.
SAMPLES = 500
MOST_SPECS = 100

#: ``ERROR 2026-01-02T03:04:05.678901 text``, the older form of a console line; a later one is a JSON object.
CONSOLE = re.compile(r"(?P<level>ERROR |)(?P<time>[0-9-]{10}T[0-9:.]{8,18}Z?) (?P<text>.*)", re.DOTALL)

NOT_NUMBERS = ("NaN", "Infinity")


def history(
    run: Node,
    store: Store,
    samples: int | None = None,
    min_step: int | None = None,
    max_step: int | None = None,
) -> list[str]:
    size = _size(samples)
    if min_step is None and max_step is None:
        return [strict_line(line) for line in store.lines.sample(run["number"], HISTORY, size)]
    low, high = (0 if min_step is None else min_step), (LAST_STEP if max_step is None else max_step)
    # Steps bound a page, not rows: a run that was begun again may have logged a step twice.
    return [strict_line(line) for line in store.lines.page(run["number"], low, high, MOST_ROWS)]


def events(run: Node, store: Store, samples: int | None = None) -> list[str]:
    return [strict_line(line) for line in store.lines.sample(run["number"], EVENTS, _size(samples))]


def sampled_history(run: Node, store: Store, specs: list[str]) -> list[list[dict[str, Any]]]:
    if len(specs) > MOST_SPECS:
        raise Refusal(f"more than {MOST_SPECS} specs")
    return [sampled(store, run["number"], _spec(text)) for text in specs]


def history_keys(run: Node, store: Store) -> Node | None:
    steps = store.lines.steps(run["number"])
    if steps is None:
        return None
    keys = store.keys.of(run["number"])
    return {"sets": [], "keys": {name: _told(key) for name, key in keys.items()}, "lastStep": steps[1]}


def parquet_history(run: Node, store: Store, live_keys: list[str] | None = None) -> Node:
    """No files, all live. The client takes live rows to begin at the step of the first one here."""
    steps = store.lines.steps(run["number"])
    return {"parquetUrls": [], "liveData": [{"_step": steps[0]}] if steps else []}


def system_metrics(run: Node, store: Store) -> str:
    """The latest value of each, as the last rows of events have them."""
    found: dict[str, Any] = {}
    for _, line in store.lines.tail(run["number"], EVENTS, 20):
        row = _row(line)
        found |= {key: value for key, value in row.items() if not key.startswith("_")}
    return json.dumps(found)


def tail_of(stream: str) -> Any:
    """A resolver of the last line of a stream, in a list in a text, as resuming clients want it."""

    def tail(run: Node, store: Store) -> str:
        return json.dumps([line for _, line in store.lines.tail(run["number"], stream, 1)])

    return tail


def count_of(stream: str) -> Any:
    """A resolver of the number of lines of a stream."""

    def count(run: Node, store: Store) -> int:
        return 0 if run.get("begins") else store.lines.count(run["number"], stream)

    return count


def log_lines(
    run: Node,
    store: Store,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    use_improved_pagination: bool | None = None,
) -> Node:
    number = run["number"]
    if last is not None:
        lines, more = store.lines.tail(number, OUTPUT, min(max(last, 0), MOST_ROWS)), False
    else:
        size, start = page_start(first, after)
        lines = []
        for n, line in store.lines.numbered(number, OUTPUT, start):
            lines.append((n, line))
            if len(lines) > size:
                break
        more, lines = len(lines) > size, lines[:size]
    edges = [{"node": console_line(n, line), "cursor": encode("Cursor", n + 1)} for n, line in lines]
    end = edges[-1]["cursor"] if edges else None
    return {"edges": edges, "pageInfo": {"endCursor": end, "hasNextPage": more}}


def strict_line(line: str) -> str:
    """A row in strict JSON. Only lines that may not be so are read: it is a search against a parse."""
    return json.dumps(_row(line)) if any(name in line for name in NOT_NUMBERS) else line


def _row(line: str) -> dict[str, Any]:
    try:
        row = lenient_json(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _told(key: KeyFacts) -> Node:
    counts = [{"type": type_, "count": count} for type_, count in key.counts.items()]
    return {"typeCounts": counts, "monotonic": key.monotonic, "previousValue": key.last}


def console_line(number: int, line: str) -> Node:
    """A line of the console in the fields of the schema, whichever way the client wrote it."""
    told = {"number": number, "timestamp": None, "level": "info", "label": "", "line": line.rstrip("\n")}
    if line.startswith("{"):
        row = _row(line)
        if isinstance(row.get("content"), str):
            names = {"timestamp": "ts", "level": "level", "label": "label"}
            given = {name: str(row[key]) for name, key in names.items() if row.get(key)}
            return told | given | {"line": row["content"]}
    if match := CONSOLE.fullmatch(line):
        level = "error" if match["level"] else "info"
        return told | {"timestamp": match["time"], "level": level, "line": match["text"].rstrip("\n")}
    return told


def _size(samples: int | None) -> int:
    return min(SAMPLES if samples is None else max(samples, 0), MOST_ROWS)


def _spec(text: str) -> Spec:
    try:
        said = lenient_json(text)
    except ValueError as error:
        raise Refusal("a spec of a sample must be JSON") from error
    # Agents and `wandb sweep --pause` ask for no key at all: `{}`.
    keys = said.get("keys", []) if isinstance(said, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise Refusal("a spec of a sample needs a list of keys")
    numbers = {name: said.get(name) for name in ("samples", "minStep", "maxStep")}
    if not all(value is None or type(value) is int for value in numbers.values()):
        raise Refusal("the numbers of a spec of a sample must be whole")
    return Spec(tuple(keys), _size(numbers["samples"]), numbers["minStep"], numbers["maxStep"])


RESOLVERS: Resolvers = {
    "Run": {
        "history": history,
        "events": events,
        "sampledHistory": sampled_history,
        "historyKeys": history_keys,
        "parquetHistory": parquet_history,
        "systemMetrics": system_metrics,
        "historyTail": tail_of(HISTORY),
        "eventsTail": tail_of(EVENTS),
        "historyLineCount": count_of(HISTORY),
        "eventsLineCount": count_of(EVENTS),
        "logLineCount": count_of(OUTPUT),
        "logLines": log_lines,
    }
}
