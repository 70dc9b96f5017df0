"""Values of runs as people read them: configs, summaries, numbers, lengths of time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wbgen.views.client_entries import unwrapped

#: Entries of a config or summary on a page, levels of it that are laid flat, and characters of a value.
MOST_ENTRIES = 300
MOST_LEVELS = 6
MOST_TEXT = 300

UNITS = ("B", "kB", "MB", "GB", "TB")

#: What the client keeps for itself in a config and a summary.
OWN = "_wandb"


@dataclass(frozen=True, slots=True)
class Entries:
    """Names with their values as text, and how many more there are."""

    shown: Sequence[tuple[str, str]]
    more: int


def config_entries(config: str) -> Entries:
    """A config (``{key: {"value": ...}}`` as JSON text), laid flat."""
    return _entries(config_values(config))


def summary_entries(summary: str) -> Entries:
    """A summary (a JSON object as text), laid flat."""
    return _entries(summary_values(summary))


def config_values(config: str) -> Iterator[tuple[str, Any]]:
    """The values of a config by their names, maps laid flat, without what the client keeps for itself."""
    return _own_left_out({key: unwrapped(entry) for key, entry in json.loads(config).items()})


def summary_values(summary: str) -> Iterator[tuple[str, Any]]:
    """The same of a summary."""
    return _own_left_out(json.loads(summary))


def _own_left_out(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return _flat({key: value for key, value in values.items() if key != OWN})


def _entries(values: Iterable[tuple[str, Any]]) -> Entries:
    flat = sorted(values, key=lambda pair: own_last(pair[0]))
    shown = [(told(name), told(value)) for name, value in flat[:MOST_ENTRIES]]
    return Entries(shown, len(flat) - len(shown))


def own_last(name: str) -> tuple[bool, str]:
    """The order of names: what W&B adds by itself (``_step``) comes last."""
    return name.startswith("_"), name


def _flat(values: dict[str, Any], prefix: str = "", level: int = 1) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value and level < MOST_LEVELS and "_type" not in value:
            yield from _flat(value, f"{prefix}{key}.", level + 1)
        else:
            yield prefix + key, value


def told(value: Any) -> str:
    """A value of JSON in at most ``MOST_TEXT`` characters; numbers to six digits that count."""
    if isinstance(value, float):
        text = _number(value)
    elif isinstance(value, str):
        text = value
    else:
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"


def _number(value: float) -> str:
    if 1e6 <= abs(value) < 1e15:  # a time, a count of tokens: no power of ten
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{value:.6g}"


def weighed(size: int) -> str:
    """A number of bytes in the largest unit it fills: ``512 B``, ``1.5 kB``, ``20 MB``."""
    unit = next((n for n in range(len(UNITS) - 1) if size < 1000 ** (n + 1)), len(UNITS) - 1)
    return f"{size / 1000**unit:.3g} {UNITS[unit]}"


def lasted(start: str, end: str) -> str:
    """The time between two ISO times in its two largest units (``2 h 5 min``); empty where one is no time."""
    try:
        seconds = int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())
    except (ValueError, TypeError):
        return ""
    minutes, seconds = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    first = next((n for n, (amount, _) in enumerate(units) if amount), len(units) - 1)
    return " ".join(f"{amount} {unit}" for amount, unit in units[first : first + 2] if amount or first == 3)
