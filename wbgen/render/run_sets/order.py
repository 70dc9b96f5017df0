"""Runs in the order a run set asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from wbgen.runs import RunData
from wbgen.runs.passing import kind_of_value
from wbgen.runs.values import value_of
from wbgen.spec.expressions.nodes import Key
from wbgen.views.filters.keys import RUN_WORDS
from wbgen.views.json import Json
from wbgen.views.outline.reading import dig, items

R = TypeVar("R", bound=RunData)

MOST_KEYS = 20


def sort_keys(sort: Json) -> list[tuple[Key, bool]]:
    """What a run set sorts by, and whether upwards; a key that is none of W&B's is left out."""
    listed = items(dig(sort, "keys")) or ([sort] if dig(sort, "key") else [])
    found: list[tuple[Key, bool]] = []
    for item in listed[:MOST_KEYS]:
        section, name = dig(item, "key", "section"), dig(item, "key", "name")
        if section in ("config", "summary", "run") and isinstance(name, str) and name:
            word = RUN_WORDS.get(name, name) if section == "run" else name
            found.append((Key(section, word), dig(item, "ascending") is not False))
    return found


def in_order(runs: Sequence[R], keys: Sequence[tuple[Key, bool]]) -> list[R]:
    """The runs by the keys, the first of which counts most; those without a value come last, both ways.

    Values of one kind stand together: numbers, texts. Equals stay as they were.
    """
    ordered = list(runs)
    for key, upwards in reversed(keys):
        values = [(value_of(data.run, key), data) for data in ordered]
        known = [(kind, value, data) for value, data in values if (kind := kind_of_value(value))]
        known.sort(key=lambda item: item[:2], reverse=not upwards)
        without = [data for value, data in values if not kind_of_value(value)]
        ordered = [data for _, _, data in known] + without
    return ordered
