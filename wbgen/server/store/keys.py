"""What the rows of a history hold: which keys, of which types, how often, and the last value of each.

Noted as lines arrive, since reading a long history again for it would take a while; the client asks for it
with every run it looks at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from wbgen.server.store.database import Database
from wbgen.server.store.lines import CHUNK, HISTORY, Lines
from wbgen.server.strict import plain

#: Keys of a history that are noted, at most; and how deep maps within maps are looked into.
MOST_KEYS = 20_000
MOST_LEVELS = 8
#: Characters of a last value that is noted.
MOST_VALUE = 1000

TYPES: dict[type, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "list",
    dict: "map",
    type(None): "nil",
}

Row = dict[str, Any]


@dataclass(slots=True)
class KeyFacts:
    """One key. counts: rows by type.  monotonic: whether its numbers never fall.  last: the latest value."""

    counts: Counter[str] = field(default_factory=Counter)
    monotonic: bool = True
    last: Any = None

    @property
    def total(self) -> int:
        """Rows that hold the key."""
        return self.counts.total()

    def note(self, values: Sequence[Any]) -> None:
        """Add its values in some rows, in their order; none may be empty."""
        kinds = Counter(map(type, values))
        for kind, count in kinds.items():
            if kind is dict:
                self.counts.update(_media(value) for value in values if type(value) is dict)
            else:
                self.counts[TYPES.get(kind, "string")] += count
        if self.monotonic:
            before = [self.last, *values] if self.counts.total() > len(values) else values
            self.monotonic = set(kinds) <= {int, float} and all(map(_rises, before, before[1:]))
        self.last = _short(values[-1])


def _rises(before: Any, after: Any) -> bool:
    return isinstance(before, int | float) and bool(before <= after)


def _media(value: Row) -> str:
    kind = value.get("_type")
    return kind[:100] if isinstance(kind, str) else "map"


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MOST_VALUE]
    if isinstance(value, dict | list) and len(json.dumps(value)) > MOST_VALUE:
        return None
    return value


class Keys:
    """The keys of all histories."""

    tables = (
        """
        CREATE TABLE history_keys (
            run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
            facts TEXT NOT NULL
        )
        """,
    )

    def __init__(self, database: Database, lines: Lines) -> None:
        self._db = database
        self._lines = lines

    def of(self, run: int) -> dict[str, KeyFacts]:
        """The keys of a history; maps within rows are told by their dotted leaves (``grads.mean``)."""
        noted = self._noted(run)
        if noted is None and self._lines.count(run, HISTORY):
            self._note_all(run)
            noted = self._noted(run)
        return noted or {}

    def note(self, run: int, lines: Sequence[str]) -> None:
        """Add new lines of a history, which are stored already. What is forgotten waits until it is asked."""
        noted = self._noted(run)
        if noted is None and self._lines.count(run, HISTORY) > len(lines):
            return
        self._add(run, noted or {}, lines)

    def forget(self, run: int) -> None:
        """Let all be noted anew, since lines are no longer what they were."""
        self._db.write("DELETE FROM history_keys WHERE run = :run", run=run)

    def _noted(self, run: int) -> dict[str, KeyFacts] | None:
        row = self._db.row("SELECT facts FROM history_keys WHERE run = :run", run=run)
        if row is None:
            return None
        return {
            name: KeyFacts(Counter(counts), rises, last)
            for name, (counts, rises, last) in json.loads(row["facts"]).items()
        }

    def _note_all(self, run: int) -> None:
        lines = self._lines.read(run, HISTORY)
        keys: dict[str, KeyFacts] = {}
        with self._db.writing():
            while part := list(islice(lines, CHUNK)):
                self._add(run, keys, part)

    def _add(self, run: int, keys: dict[str, KeyFacts], lines: Sequence[str]) -> None:
        for name, values in columns(read_rows(lines)):
            if name in keys or len(keys) < MOST_KEYS:
                keys.setdefault(name, KeyFacts()).note(values)
        with self._db.writing():
            facts = {name: [key.counts, key.monotonic, plain(key.last)] for name, key in keys.items()}
            self._db.write(
                "INSERT OR REPLACE INTO history_keys (run, facts) VALUES (:run, :facts)",
                run=run,
                facts=json.dumps(facts),
            )


def read_rows(lines: Sequence[str]) -> list[Row]:
    """The rows that lines state; what is no JSON object is left out."""
    try:
        # All at once is twice as fast as one by one.
        rows = json.loads(f"[{','.join(lines)}]")
        if len(rows) == len(lines) and all(type(row) is dict for row in rows):
            return list(rows)
    except (ValueError, RecursionError):
        pass
    return [row for row in map(_row, lines) if row is not None]


def _row(line: str) -> Row | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def value_at(row: Any, name: str, missing: Any = None) -> Any:
    """The value of a key in a row, of which dots may go into maps; ``missing`` where there is none."""
    while isinstance(row, dict):
        if name in row:
            return row[name]
        first, dot, name = name.partition(".")
        row = row.get(first) if dot else None
    return missing


def columns(rows: Sequence[Row], prefix: str = "", level: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """Each key of some rows with its values in the rows that have it; maps are split into dotted keys."""
    for name, values in _by_name(rows).items():
        inner = [value for value in values if _is_plain_map(value)] if level < MOST_LEVELS else []
        if inner:
            yield from columns(inner, f"{prefix}{name}.", level + 1)
            values = [value for value in values if not _is_plain_map(value)]
        if values:
            yield prefix + name, values


def _by_name(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """The values of each key, of MOST_KEYS keys at most, in one walk over the rows."""
    names = rows[0].keys() if rows else ()
    if all(row.keys() == names for row in rows) and len(names) <= MOST_KEYS:
        return {name: [row[name] for row in rows] for name in names}
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            if name in found:
                found[name].append(value)
            elif len(found) < MOST_KEYS:
                found[name] = [value]
    return found


def _is_plain_map(value: Any) -> bool:
    return type(value) is dict and bool(value) and "_type" not in value
