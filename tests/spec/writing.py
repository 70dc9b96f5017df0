"""Specs as plain data: written down as YAML, and with their options in another order."""

from __future__ import annotations

import json
from random import Random
from typing import Any, TypeAlias

Data: TypeAlias = dict[str, Any]

#: Maps whose keys are the author's names: their order is kept.
COLLECTIONS = frozenset(
    {"dimensions", "config", "of", "schedules", "workspaces", "reports", "values", "warn", "critical", "set"}
)


def to_yaml(data: Data) -> bytes:
    """The data as a spec file in block style."""
    return "".join(f"{line}\n" for line in block(data, "")).encode()


def block(value: Any, indent: str) -> list[str]:
    """The lines of a value; scalars and empty collections as JSON, which YAML contains."""
    if isinstance(value, dict) and value:
        return [
            line for key, below in value.items() for line in item(f"{indent}{scalar(key)}:", below, indent)
        ]
    if isinstance(value, list) and value:
        return [line for below in value for line in item(f"{indent}-", below, indent)]
    return [indent + scalar(value)]


def item(lead: str, value: Any, indent: str) -> list[str]:
    """A key or dash with what belongs to it."""
    if isinstance(value, dict | list) and value:
        return [lead, *block(value, indent + "  ")]
    return [f"{lead} {scalar(value)}"]


def scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def shuffled(data: Any, random: Random, key: str = "") -> Any:
    """The data with the options of every map in another order; collections keep theirs."""
    if isinstance(data, list):
        return [shuffled(below, random) for below in data]
    if not isinstance(data, dict):
        return data
    names = list(data)
    if key not in COLLECTIONS:
        random.shuffle(names)
    # Below a collection the keys are the author's: they say nothing of what kind of map follows.
    return {name: shuffled(data[name], random, "" if key in COLLECTIONS else name) for name in names}
