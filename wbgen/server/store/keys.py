"""What the rows of a history hold: which keys, of which types, how often, and the last value of each.

Noted as lines arrive, since reading a long history again for it would take a while; the client asks for it
with every run it looks at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from wbgen.server.store.database import Database
from wbgen.server.strict import lenient_json

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

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, run: int) -> dict[str, KeyFacts]:
        """The keys of a history; maps within rows are told by their dotted leaves (``grads.mean``)."""
        row = self._db.row("SELECT facts FROM history_keys WHERE run = :run", run=run)
        noted = json.loads(row["facts"]) if row else {}
        return {name: KeyFacts(Counter(counts), rises, last) for name, (counts, rises, last) in noted.items()}

    def note(self, run: int, lines: Sequence[str]) -> None:
        """Add new lines of a history."""
        rows = read_rows(lines)
        if not rows:
            return
        with self._db.writing():
            keys = self.of(run)
            for name, values in columns(rows):
                if name in keys or len(keys) < MOST_KEYS:
                    keys.setdefault(name, KeyFacts()).note(values)
            facts = {name: (key.counts, key.monotonic, key.last) for name, key in keys.items()}
            self._db.write(
                "INSERT OR REPLACE INTO history_keys (run, facts) VALUES (:run, :facts)",
                run=run,
                facts=json.dumps(lenient_json(json.dumps(facts))),
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


def columns(rows: Sequence[Row], prefix: str = "", level: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """Each key of some rows with its values in the rows that have it; maps are split into dotted keys."""
    for name in _names(rows):
        values = [row[name] for row in rows if name in row]
        inner = [value for value in values if _is_plain_map(value)] if level < MOST_LEVELS else []
        if inner:
            yield from columns(inner, f"{prefix}{name}.", level + 1)
            values = [value for value in values if not _is_plain_map(value)]
        if values:
            yield prefix + name, values


def _names(rows: Iterable[Row]) -> Iterable[str]:
    names: dict[str, None] = {}
    known = names.keys()
    for row in rows:
        if row.keys() != known:
            names.update(dict.fromkeys(row))
    return names


def _is_plain_map(value: Any) -> bool:
    return type(value) is dict and bool(value) and "_type" not in value
