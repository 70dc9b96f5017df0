"""Which runs a view looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from wbgen.views.outline.reading import dig, flag, items, text, texts
from wbgen.views.outline.words import axis_name

MAX_FILTERS = 20
MAX_FILTER_DEPTH = 10


@dataclass(frozen=True, slots=True)
class RunSet:
    """``project``: ``entity/name``, empty for the view's own. ``filters`` and ``grouping`` are in words."""

    name: str
    project: str
    enabled: bool
    filters: tuple[str, ...]
    grouping: tuple[str, ...]
    query: str


def read_runset(value: object) -> RunSet:
    """A run set from its JSON; reads both the nested (v1) and the flat (v2) form of filters."""
    owner = (text(dig(value, "project", "entityName")), text(dig(value, "project", "name")))
    return RunSet(
        name=text(dig(value, "name")) or "Run set",
        project="/".join(filter(None, owner)),
        enabled=flag(dig(value, "enabled")) is not False,
        filters=tuple(islice(_conditions(dig(value, "filters")), MAX_FILTERS)),
        grouping=tuple(
            filter(None, (_key(key) for key in islice(items(dig(value, "grouping")), MAX_FILTERS)))
        ),
        query=text(dig(value, "search", "query")),
    )


def _conditions(node: object, depth: int = 0) -> Iterator[str]:
    if depth > MAX_FILTER_DEPTH:
        return
    name = _key(dig(node, "key"))
    if name and flag(dig(node, "disabled")) is not True:
        value = dig(node, "value")
        told = text(value) or ", ".join(texts(value)[:MAX_FILTERS])
        yield f"{name} {text(dig(node, 'op'))} {told}".strip()
    for child in items(dig(node, "filters")):
        yield from _conditions(child, depth + 1)


def _key(value: object) -> str:
    name = text(dig(value, "name"))
    if dig(value, "section") == "config" and name:
        return axis_name(f"config.{name}")
    return axis_name(name)
