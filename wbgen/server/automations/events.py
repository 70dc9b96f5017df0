"""The events of automations, read from the ``eventFilter`` that clients send (a JSON text).

Metric events: ``{"run_filter": "<JSON>", "run_metric_filter": {"threshold_filter" | "change_filter" |
"zscore_filter": {...}}}``. State events: ``{"run_filter": "<JSON>", "run_state_filter": {"states": [...]}}``.
(``wandb.automations.events`` and ``_run_metric_filters`` of wandb 0.31.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wbgen.server.automations.conditions import (
    AGGREGATES,
    COMPARISONS,
    DIRECTIONS,
    Change,
    Condition,
    Threshold,
    ZScore,
)
from wbgen.server.strict import as_number, strict_json

METRIC_EVENTS = ("RUN_METRIC", "RUN_METRIC_CHANGE", "RUN_METRIC_ZSCORE")
STATE_EVENT = "RUN_STATE"

# Bounds on what is kept and walked: characters of a filter, levels of a run filter, values of a window.
MAX_FILTER = 64 * 1024
MAX_DEPTH = 16
MAX_WINDOW = 1_000

# The state that an automation may name, by the state of a run. W&B documents that a killed run triggers
# nothing, and its client takes CRASHED for another name of FAILED.
REPORTED_STATES: Mapping[str, str] = {
    "running": "RUNNING",
    "finished": "FINISHED",
    "failed": "FAILED",
    "crashed": "FAILED",
}

RunFilter = Mapping[str, Any]


class EventError(ValueError):
    """The filter describes no event that this server can watch for; the message says why."""


@dataclass(frozen=True, slots=True)
class MetricEvent:
    """A metric of a run that the filter lets through meets a condition."""

    run_filter: RunFilter
    condition: Condition

    def __str__(self) -> str:
        return str(self.condition)


@dataclass(frozen=True, slots=True)
class StateEvent:
    """A run that the filter lets through enters one of these states (``REPORTED_STATES``)."""

    run_filter: RunFilter
    states: tuple[str, ...]

    def __str__(self) -> str:
        return f"the state of a run becomes {' or '.join(state.lower() for state in self.states)}"


@lru_cache(maxsize=256)
def read_event(event_type: str, text: str) -> MetricEvent | StateEvent:
    """The event that a type and a filter describe. Raises ``EventError``."""
    if event_type != STATE_EVENT and event_type not in METRIC_EVENTS:
        raise EventError(
            f"this server watches runs only, so an automation on {event_type} would never start; "
            f"it knows {', '.join((*METRIC_EVENTS, STATE_EVENT))}"
        )
    members = _object(_parsed("the event filter", text), "the event filter")
    run_filter = _run_filter(members.get("run_filter"))
    if event_type == STATE_EVENT:
        return StateEvent(run_filter, _states(members))
    member, read = _CONDITIONS[event_type]
    within = _object(members.get("run_metric_filter"), "run_metric_filter")
    return MetricEvent(run_filter, read(_object(within.get(member), member)))


def _threshold(members: Mapping[str, Any]) -> Threshold:
    aggregate = _aggregate(members)
    return Threshold(
        metric=_metric(members),
        aggregate=aggregate,
        window=_window(members, "window_size") if aggregate else 1,
        comparison=_chosen(members, "cmp_op", COMPARISONS),
        threshold=_finite(members, "threshold"),
    )


def _change(members: Mapping[str, Any]) -> Change:
    aggregate = _aggregate(members)
    return Change(
        metric=_metric(members),
        aggregate=aggregate,
        window=_window(members, "current_window_size") if aggregate else 1,
        prior=_window(members, "prior_window_size") if aggregate else 1,
        relative=_chosen(members, "change_type", ("ABSOLUTE", "RELATIVE")) == "RELATIVE",
        direction=_chosen(members, "change_dir", DIRECTIONS),
        amount=_finite(members, "change_amount"),
    )


def _zscore(members: Mapping[str, Any]) -> ZScore:
    return ZScore(
        metric=_metric(members),
        window=_window(members, "window_size"),
        threshold=_finite(members, "threshold"),
        direction=_chosen(members, "change_dir", DIRECTIONS),
    )


_CONDITIONS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Condition]]] = {
    "RUN_METRIC": ("threshold_filter", _threshold),
    "RUN_METRIC_CHANGE": ("change_filter", _change),
    "RUN_METRIC_ZSCORE": ("zscore_filter", _zscore),
}


def _states(members: Mapping[str, Any]) -> tuple[str, ...]:
    states = _object(members.get("run_state_filter"), "run_state_filter").get("states")
    known = dict.fromkeys(REPORTED_STATES.values())
    if not isinstance(states, list) or not states:
        raise EventError("`states` must be a list of states")
    if not all(isinstance(state, str) and state in known for state in states):
        raise EventError(f"`states` may be {', '.join(known)}")
    return tuple(dict.fromkeys(states))


def _run_filter(text: Any) -> RunFilter:
    """The filter on runs: in the event filter it is JSON once more, as a text."""
    if text is None:
        return {}
    if not isinstance(text, str):
        raise EventError("`run_filter` must be a JSON text")
    read = _object(_parsed("`run_filter`", text), "`run_filter`")
    if _depth(read) > MAX_DEPTH:
        raise EventError(f"`run_filter` is nested more than {MAX_DEPTH} levels deep")
    return read


def _depth(value: Any) -> int:
    """Levels of lists and objects, counted without recursion and no further than is allowed."""
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        depth, level = depth + 1, inner
    return depth


def _parsed(what: str, text: str) -> Any:
    if len(text) > MAX_FILTER:
        raise EventError(f"{what} is longer than {MAX_FILTER} characters")
    try:
        return strict_json(text)
    except (ValueError, RecursionError) as error:
        raise EventError(f"{what} is not JSON") from error


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise EventError(f"{name} must be a JSON object")
    return value


def _metric(members: Mapping[str, Any]) -> str:
    name = members.get("name")
    if not isinstance(name, str) or not name:
        raise EventError("`name` must be the name of a metric")
    return name


def _window(members: Mapping[str, Any], name: str) -> int:
    value = members.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_WINDOW:
        raise EventError(f"`{name}` must be a whole number from 1 to {MAX_WINDOW}")
    return value


def _finite(members: Mapping[str, Any], name: str) -> float:
    value = members.get(name)
    number = as_number(value)
    if number is None or math.isinf(number):
        raise EventError(f"`{name}` must be a finite number")
    return number


def _aggregate(members: Mapping[str, Any]) -> str | None:
    return None if members.get("agg_op") is None else _chosen(members, "agg_op", AGGREGATES)


def _chosen(members: Mapping[str, Any], name: str, among: Iterable[str]) -> str:
    value = members.get(name)
    allowed = list(among)
    if not isinstance(value, str) or value not in allowed:
        raise EventError(f"`{name}` must be one of {', '.join(allowed)}")
    return value
