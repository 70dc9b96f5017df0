"""A run's values by W&B's spellings of their keys, and how values are told to people.

One config key is ``config:lr.value`` in columns, ``config.lr.value`` on an axis and ``lr.value`` in a
panel's grouping (see ``wbgen.views.filters.keys``); a name with nothing before it is a metric.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from wbgen.runs.values import ATTRIBUTES
from wbgen.spec.expressions.nodes import Key
from wbgen.spec.expressions.words import Section
from wbgen.views.filters.keys import RUN_WORDS
from wbgen.views.json import Json

PREFIXES: Mapping[str, Section] = {
    "config:": "config",
    "config.": "config",
    "summary:": "summary",
    "summary.": "summary",
    "summary_metrics.": "summary",
    "run:": "run",
    "run.": "run",
}

#: Characters of a value that are shown.
MOST_SHOWN = 200

#: Words that clients write for what JSON has no numbers for.
NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})


def key_of(spelling: str) -> Key:
    """The key that a column, an axis or a run set's grouping spells; a metric where nothing is before it."""
    for prefix, section in PREFIXES.items():
        if spelling.startswith(prefix) and len(spelling) > len(prefix):
            return key_in(section, spelling.removeprefix(prefix))
    return Key("summary", spelling)


def key_in(section: Section, name: str) -> Key:
    """The key of a name in a section, its envelope (``.value``) taken off."""
    if section == "run":
        return Key("run", RUN_WORDS.get(name, name))
    if section == "config":
        first, dot, rest = name.partition(".value")
        if dot and "." not in first and (not rest or rest.startswith(".")):
            return Key("config", first + rest)
    return Key(section, name)


def key_of_panel_group(spelling: str) -> Key:
    """The key that a panel's ``groupBy`` spells: ``lr.value``, or an attribute's own name."""
    if any(spelling.startswith(prefix) for prefix in PREFIXES if prefix.endswith(":")):
        return key_of(spelling)
    return key_in("run" if spelling in ATTRIBUTES else "config", spelling)


def number(value: Any) -> float | None:
    """A finite number; true is 1 and false 0. None for anything else."""
    if not isinstance(value, bool | int | float):
        return None
    try:
        read = float(value)
    except OverflowError:
        return None
    return read if math.isfinite(read) else None


def figure(value: float, digits: int = 3) -> str:
    """A number for people: whole ones in full, others to some digits, very large and small as ``1.2e-4``."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"
    size = abs(value)
    if size < 1e7 and value == int(value):
        return f"{int(value):,}"
    if 10**digits <= size < 1e7:
        return f"{value:,.0f}"
    if 1e-3 <= size < 1e7:
        return f"{value:.{digits}g}"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    short = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{short}e{int(power)}"


def told(value: Json, digits: int = 5) -> str:
    """A value in words; a list or a map as JSON, cut where it is long. Nothing is a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return exact(value, digits)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def exact(value: float, digits: int) -> str:
    """A number as short as it was written, or to some digits where it was computed."""
    if isinstance(value, float) and math.isfinite(value):
        shortest = f"{value:.{digits}g}"
        return figure(value, digits) if float(shortest) != value or "e" in shortest else shortest
    if isinstance(value, int) and abs(value) >= 10**15:
        return f"{value}"[:MOST_SHOWN]
    return f"{value}" if isinstance(value, int) else figure(value)


def group_text(value: Json) -> str:
    """A value as W&B writes it among those that runs are grouped by: ``0.1``, ``true``, ``null``."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, default=str)
