"""The configuration of a sweep: from the client's text to bounded, plain data.

The client writes it with PyYAML, whose rules are YAML 1.1, and W&B reads it by those of YAML 1.2: what the
author wrote as ``3e-5`` arrives as a text and is meant, and here read, as a number. It is a stranger's text:
its size, depth and aliases are bounded while it is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.load import load
from wbgen.spec.tree import plain_data

#: Characters of a configuration; the longest of some twenty in use has 5,000.
MOST_TEXT = 256 * 1024
#: Configurations that are kept read: each is asked for with every word of an agent.
MOST_KEPT = 32
#: Values of a configuration, each one of a list or a map counted.
MOST_VALUES = 20_000
#: The largest and smallest integer a value may be: what every reader of JSON holds.
WIDEST = 2**63

#: Entries that say how a search is to be run elsewhere, and why this server cannot.
ELSEWHERE = {
    "scheduler": "a scheduler of its own",
    "job": "a launch job",
    "image_uri": "a launch image",
}


class SweepConfigError(WbgenError):
    """A configuration no sweep can be made of; the message says what is wrong with it."""


@dataclass(frozen=True)
class SweepConfig:
    """A configuration as it is searched by.

    text: as the client sent it.  entries: all of it, as plain data.
    """

    text: str
    entries: Mapping[str, Any]

    @property
    def method(self) -> str:
        return str(self.entries.get("method"))

    @property
    def parameters(self) -> Mapping[str, Any]:
        found = self.entries.get("parameters")
        return found if isinstance(found, dict) else {}

    @property
    def metric(self) -> str | None:
        """The name of the metric it optimizes, if it has one."""
        name = self._metric.get("name")
        return name if isinstance(name, str) else None

    @property
    def maximizes(self) -> bool:
        return self._metric.get("goal") == "maximize"

    @property
    def target(self) -> float | None:
        """The value of the metric that ends the sweep once a run reaches it."""
        return _number(self._metric.get("target"))

    @property
    def run_cap(self) -> int | None:
        """The most runs it may have, if that is bounded."""
        cap = self.entries.get("run_cap")
        return cap if isinstance(cap, int) and not isinstance(cap, bool) and cap > 0 else None

    @property
    def stops_early(self) -> bool:
        return bool(self.entries.get("early_terminate"))

    @property
    def program(self) -> str | None:
        return _text(self.entries.get("program"))

    @property
    def name(self) -> str | None:
        return _text(self.entries.get("name"))

    @property
    def description(self) -> str | None:
        return _text(self.entries.get("description"))

    @property
    def _metric(self) -> Mapping[str, Any]:
        found = self.entries.get("metric")
        return found if isinstance(found, dict) else {}


@lru_cache(maxsize=MOST_KEPT)
def read_config(text: str) -> SweepConfig:
    """The configuration a text holds. Raises SweepConfigError where it is none, or not for this server."""
    if len(text) > MOST_TEXT:
        raise SweepConfigError(f"the config of a sweep is longer than {MOST_TEXT} characters")
    try:
        tree, _ = load(text.encode("utf-8", "replace"), "config")
        entries = plain_data(tree)
    except SpecError as error:
        first = error.diagnostics[0]
        raise SweepConfigError(f"the config of a sweep, line {first.span.line}: {first.message}") from error
    assert isinstance(entries, dict)
    for number, value in enumerate(_values(entries)):
        if number >= MOST_VALUES:
            raise SweepConfigError(f"the config of a sweep has more than {MOST_VALUES} values")
        _check_number(value)
    _check_place(entries)
    return SweepConfig(text, entries)


def _values(value: Any) -> Iterator[Any]:
    """A value and all values in it."""
    yield value
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return
    for item in value:
        yield from _values(item)


def _check_number(value: Any) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise SweepConfigError("a number in the config of a sweep must be finite")
    if isinstance(value, int) and not -WIDEST <= value < WIDEST:
        raise SweepConfigError(f"the config of a sweep holds a number out of bounds: {value}")


def _check_place(entries: Mapping[str, Any]) -> None:
    """Refuse a sweep whose search does not run on the server, or whose runs are not an agent's."""
    for key, what in ELSEWHERE.items():
        if entries.get(key):
            raise SweepConfigError(f"this server runs no sweep with {what} (`{key}` in its config)")
    controller = entries.get("controller")
    if isinstance(controller, dict) and controller.get("type") == "local":
        raise SweepConfigError(
            "this server runs no sweep with a local controller; leave `controller` out of its config"
        )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
