"""Filters and orders of runs as the public API states them: MongoDB's queries, and ``-summary_metrics.x``.

Regular expressions are RE2, as W&B's are: they take linear time, whoever wrote them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

import re2

from wbgen.server.ids import LOCAL
from wbgen.server.refusal import Refusal
from wbgen.server.store.runs import Run
from wbgen.server.strict import lenient_json
from wbgen.views.client_entries import unwrapped

#: Characters and levels of a filter; clients' own are far smaller.
MOST_TEXT = 256 * 1024
MOST_LEVELS = 50

#: What a filter finds where there is no value.
MISSING = object()

TIMES = frozenset({"createdAt", "created_at", "heartbeatAt", "heartbeat_at"})

#: Types of values that may be put in order among themselves.
ORDERED: Mapping[type, str] = {int: "number", float: "number", str: "text", datetime: "time"}

#: Attributes of runs under all the names the clients have for them.
ATTRIBUTES: Mapping[str, Callable[[Run], Any]] = {
    "name": lambda run: run.name,
    "displayName": lambda run: run.display_name,
    "display_name": lambda run: run.display_name,
    "state": lambda run: run.state,
    "sweep": lambda run: run.sweep,
    "group": lambda run: run.group,
    "jobType": lambda run: run.job_type,
    "job_type": lambda run: run.job_type,
    "notes": lambda run: run.notes,
    "description": lambda run: run.description,
    "host": lambda run: run.host,
    "tags": lambda run: list(run.tags),
    "createdAt": lambda run: run.created_at,
    "created_at": lambda run: run.created_at,
    "heartbeatAt": lambda run: run.heartbeat_at,
    "heartbeat_at": lambda run: run.heartbeat_at,
    "commit": lambda run: run.commit,
    "username": lambda run: LOCAL,
    "user": lambda run: LOCAL,
    "entity": lambda run: LOCAL,
}


class Values(Protocol):
    """What a filter may ask of something: the value of a key, or MISSING."""

    def __getitem__(self, key: str, /) -> Any: ...


class Facts:
    """What a filter may ask of a run; config and summary are read when they are first asked for."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def config(self) -> Any:
        return json.loads(self.run.config)

    @cached_property
    def summary(self) -> Any:
        return json.loads(self.run.summary)

    def __getitem__(self, key: str) -> Any:
        """The value of a key of a filter (``config.lr``, ``state``), or MISSING."""
        if key in ATTRIBUTES:
            return ATTRIBUTES[key](self.run)
        section, _, name = key.partition(".")
        if section == "config":
            return _of_config(self.config, name)
        if section in ("summary_metrics", "summaryMetrics", "summary"):
            return _find(self.summary, name)
        if key == "duration":
            return _find(self.summary, "_runtime")
        return MISSING


def matching(runs: Iterable[Run], filters: str | None) -> list[Run]:
    """The runs that pass a filter in JSON; all where there is none. Refuses what is no filter."""
    query = _with_choices(parse(filters))
    return [run for run in runs if not query or matches(query, run)]


def holding(nodes: Sequence[dict[str, Any]], filters: str | None) -> list[dict[str, Any]]:
    """Those of some records, by their fields, that pass a filter in JSON. Refuses what is no filter."""
    query = parse(filters)
    return [node for node in nodes if _all(query, defaultdict(lambda: MISSING, node), 0)]


def parse(filters: str | None, most: int = MOST_TEXT) -> dict[str, Any]:
    """The filter that a text of so many characters at most states. Raises Refusal where it is no object."""
    if not filters:
        return {}
    if len(filters) > most:
        raise Refusal(f"a filter is longer than {most} characters")
    try:
        query = lenient_json(filters)
    except ValueError as error:
        raise Refusal("a filter must be JSON") from error
    if query is None:
        return {}
    if not isinstance(query, dict):
        raise Refusal("a filter must be a JSON object")
    return query


class Choices(list[Any]):
    """The values of ``$in``, with the texts among them to be looked up: there may be thousands."""

    def __init__(self, values: list[Any]) -> None:
        super().__init__(values)
        self.texts = frozenset(value for value in values if isinstance(value, str))


def _with_choices(query: Any) -> Any:
    """A filter whose lists of choices are made once, and not for every run."""
    if isinstance(query, list):
        return [_with_choices(part) for part in query]
    if not isinstance(query, dict):
        return query
    return {
        key: Choices(part) if key in ("$in", "$nin") and isinstance(part, list) else _with_choices(part)
        for key, part in query.items()
    }


def matches(query: Mapping[str, Any], run: Run) -> bool:
    """Whether a run passes a filter. Raises Refusal where the filter is none."""
    return _all(query, Facts(run), 0)


def _all(query: Any, facts: Values, level: int) -> bool:
    if not isinstance(query, Mapping):
        raise Refusal("a part of a filter must be a JSON object")
    if level > MOST_LEVELS:
        raise Refusal("the filter is nested too deeply")
    return all(_one(key, wanted, facts, level) for key, wanted in query.items())


def _one(key: str, wanted: Any, facts: Values, level: int) -> bool:
    if key in ("$and", "$or", "$nor"):
        if not isinstance(wanted, list):
            raise Refusal(f"{key} needs a list")
        passed = (_all(part, facts, level + 1) for part in wanted)
        return all(passed) if key == "$and" else any(passed) == (key == "$or")
    if key == "$not":
        return not _all(wanted, facts, level + 1)
    if key.startswith("$"):
        raise Refusal(f"{key} is no operator that is known here")
    if key in TIMES:
        return _passes(_moments(facts[key]), _moments(wanted), level)
    return _passes(facts[key], wanted, level)


def _moments(value: Any) -> Any:
    """Times in a value as such: as texts, the same moment may be written in many ways."""
    if isinstance(value, dict):
        return {key: _moments(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_moments(item) for item in value]
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    return value if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _passes(value: Any, wanted: Any, level: int) -> bool:
    """Whether a value passes tests such as ``{"$lt": 1}``, or equals what is no test."""
    if level > MOST_LEVELS:
        raise Refusal("the filter is nested too deeply")
    if not (isinstance(wanted, dict) and wanted and all(key.startswith("$") for key in wanted)):
        return _equal(value, wanted)
    tests = {name: bound for name, bound in wanted.items() if name != "$options"}
    return all(
        not _passes(value, bound, level + 1) if name == "$not" else _tested(name, value, bound)
        for name, bound in tests.items()
    )


def _tested(name: str, value: Any, bound: Any) -> bool:
    if name not in TESTS:
        raise Refusal(f"{name} is no operator that is known here")
    return TESTS[name](value, bound)


def _equal(value: Any, wanted: Any) -> bool:
    """As MongoDB: a list equals each of its items too, and what is missing equals null."""
    if value is MISSING:
        return wanted is None
    if isinstance(value, list) and not isinstance(wanted, list):
        return any(_equal(item, wanted) for item in value)
    if isinstance(value, bool) != isinstance(wanted, bool):
        return False
    return bool(value == wanted)


def _within(value: Any, bound: Any) -> bool:
    if not isinstance(bound, list):
        raise Refusal("$in and $nin need a list")
    if isinstance(bound, Choices) and isinstance(value, str):
        return value in bound.texts
    return any(_equal(value, item) for item in bound)


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def test(value: Any, bound: Any) -> bool:
        if isinstance(value, list):
            return any(test(item, bound) for item in value)
        kinds = (_kind(value), _kind(bound))
        return kinds[0] == kinds[1] != "" and compare(value, bound)

    return test


def _kind(value: Any) -> str:
    """What may be put in order with what; empty for what has none."""
    return ORDERED.get(type(value), "")


def _fits(value: Any, pattern: Any) -> bool:
    if not isinstance(pattern, str):
        raise Refusal("$regex needs a text")
    if isinstance(value, list):
        return any(_fits(item, pattern) for item in value)
    try:
        return isinstance(value, str) and re2.search(pattern, value) is not None
    except re2.error as error:
        raise Refusal("$regex holds no regular expression in RE2's syntax") from error


TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$eq": _equal,
    "$ne": lambda value, bound: not _equal(value, bound),
    "$in": _within,
    "$nin": lambda value, bound: not _within(value, bound),
    "$gt": _compared(lambda value, bound: value > bound),
    "$gte": _compared(lambda value, bound: value >= bound),
    "$lt": _compared(lambda value, bound: value < bound),
    "$lte": _compared(lambda value, bound: value <= bound),
    "$exists": lambda value, bound: (value is not MISSING) == bool(bound),
    "$regex": _fits,
}


def _of_config(config: Any, name: str) -> Any:
    """A hyperparameter: asked for as ``lr`` and ``lr.value``, and by ``model.depth`` within one."""
    found = _find({key: unwrapped(entry) for key, entry in config.items()}, name)
    return _find(config, name) if found is MISSING else found


def _find(values: Any, name: str) -> Any:
    """The value of a name, of which dots may go into maps; MISSING where there is none."""
    if not isinstance(values, dict):
        return MISSING
    if name in values:
        return values[name]
    start = 0
    while (dot := name.find(".", start)) >= 0:
        found = _find(values.get(name[:dot]), name[dot + 1 :])
        if found is not MISSING:
            return found
        start = dot + 1
    return MISSING


def in_order(runs: Sequence[Run], order: str | None) -> list[Run]:
    """Runs by a key with ``+`` or ``-`` before it, oldest first among equals; those without it come last."""
    key = (order or "+created_at").lstrip("+-")
    backwards = (order or "").startswith("-")
    values = [(Facts(run)[key], run) for run in runs]
    known = [(value, run) for value, run in values if _kind(value)]
    rest = [run for value, run in values if not _kind(value)]
    known.sort(key=lambda pair: (_kind(pair[0]), pair[0]), reverse=backwards)
    return [run for _, run in known] + rest
