"""What a server says of a run before any of its history is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from wbgen.backends.answers import Object, optional, optional_text, text
from wbgen.runs.keys import TYPES, Key, Kind
from wbgen.runs.rows import LAST_STEP, MOST_NAMES, NOT_NUMBERS
from wbgen.runs.run import AXES, STEP, Run
from wbgen.views.client_entries import plain_config, plain_summary, read_object, runtime_of, step_metrics

#: What a server calls the types of values, but for those of logged objects. Source: W&B's ``historyKeys``.
SCALARS = {"number": Kind.NUMBER, "boolean": Kind.NUMBER, "string": Kind.TEXT}

#: Counted as rows that hold the key, though they hold no value.
NO_VALUE = "nil"

#: Bytes that a value takes in an answer, roughly: they decide how many rows are asked for at once.
WEIGHTS = {Kind.NUMBER: 24, Kind.TEXT: 100, Kind.HISTOGRAM: 1500}
OTHER_WEIGHT = 400


@dataclass(frozen=True, slots=True)
class Held:
    """What a history holds. keys: without the axes.

    totals: rows that hold each name, axes and null included.  lines: its rows.  last: its highest step, or
    -1.  told: whether the server knows its names; else they are found by reading all of it.
    """

    keys: Mapping[str, Key] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    lines: int = 0
    last: int = -1
    told: bool = True

    @property
    def axes_are_full(self) -> bool:
        """Whether each axis is in every row or in none, so that asking for it loses no row."""
        return all(self.in_every_row(axis) or not self.totals.get(axis) for axis in AXES)

    @property
    def full_axes(self) -> tuple[str, ...]:
        """The axes that every row has."""
        return tuple(axis for axis in AXES if self.in_every_row(axis))

    def in_every_row(self, name: str) -> bool:
        """Whether no row lacks it."""
        return self.lines > 0 and self.totals.get(name, 0) >= self.lines

    def weight(self, name: str) -> int:
        """Bytes of all its values, roughly."""
        kind = self.keys[name].kind if name in self.keys else Kind.NUMBER
        return self.totals.get(name, 0) * (WEIGHTS.get(kind, OTHER_WEIGHT) + len(name))


def held(node: Object) -> Held:
    """What ``historyKeys`` and ``historyLineCount`` of a run say."""
    told = read_object(node.get("historyKeys"))
    entries = list(read_object(told.get("keys")).items())[:MOST_NAMES]
    counted = {name: counts_of(entry) for name, entry in entries}
    totals = {name: sum(counts.values()) for name, counts in counted.items()}
    keys = {
        name: key_of(counts) for name, counts in counted.items() if name not in AXES and {*counts} - {None}
    }
    lines = totals.get(STEP) or whole(node.get("historyLineCount")) or max(totals.values(), default=0)
    last = whole(told.get("lastStep"))
    if last is None:
        last = whole(read_object(node.get("summaryMetrics")).get(STEP))
    return Held(keys, totals, lines, -1 if last is None else min(last, LAST_STEP), told=bool(entries))


def whole(value: Any) -> int | None:
    """A count or a step, or None."""
    return value if type(value) is int and value >= 0 else None


def counts_of(entry: Any) -> dict[Kind | None, int]:
    """Rows of a name by what they hold; under None those that hold nothing."""
    counts: dict[Kind | None, int] = {}
    for told in entry.get("typeCounts") or () if isinstance(entry, dict) else ():
        type, count = (told.get("type"), told.get("count")) if isinstance(told, dict) else (None, None)
        if not isinstance(type, str) or not isinstance(count, int) or count <= 0:
            continue
        kind = None if type == NO_VALUE else SCALARS.get(type) or TYPES.get(type, Kind.OTHER)
        if kind is Kind.TEXT and entry.get("previousValue") in NOT_NUMBERS:
            kind = Kind.NUMBER
        counts[kind] = counts.get(kind, 0) + count
    return counts


def key_of(counts: Mapping[Kind | None, int]) -> Key:
    """What most values of a name are, as :class:`Key` tells it."""
    kinds = {kind: count for kind, count in counts.items() if kind is not None}
    kind = max(kinds, key=lambda kind: kinds[kind])
    return Key(kind, kinds[kind], sum(kinds.values()) - kinds[kind])


def run_of(node: Object, entity: str, project: str, app_url: str) -> Run:
    """A run as the server tells it."""
    config = read_object(node.get("config"))
    summary = read_object(node.get("summaryMetrics"))
    user = optional(node, "user") or {}
    id = text(node, "name")
    path = "/".join(quote(part, safe="") for part in (entity, project, "runs", id))
    tags = node.get("tags")
    return Run(
        id=id,
        name=optional_text(node, "displayName") or "",
        entity=entity,
        project=project,
        state=optional_text(node, "state") or "",
        created_at=optional_text(node, "createdAt") or "",
        runtime=runtime_of(summary),
        user=optional_text(user, "username") or optional_text(user, "name") or "",
        group=optional_text(node, "group") or "",
        job_type=optional_text(node, "jobType") or "",
        sweep=optional_text(node, "sweepName") or "",
        notes=optional_text(node, "notes") or "",
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        config=plain_config(config),
        summary=plain_summary(summary),
        step_metrics=step_metrics(config),
        url=f"{app_url}/{path}",
        source=f"{entity}/{project}/{id}",
    )
