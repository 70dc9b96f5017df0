"""A run set of a view, read so that it can be asked about runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wbgen.render.run_sets.order import sort_keys
from wbgen.render.values import key_in
from wbgen.runs import Run
from wbgen.runs.passing import passes
from wbgen.spec.expressions.nodes import EVERYTHING, Filter, Key
from wbgen.views.filters import from_v2
from wbgen.views.json import Json
from wbgen.views.outline.reading import dig, flag, items, text
from wbgen.views.run_ids import KIND, decoded

MOST_KEYS = 20
MOST_LEVELS = 20
MOST_QUERY = 1000


@dataclass(frozen=True, slots=True)
class RunSet:
    """A run set.

    project: its name, empty for the view's own.  finds: whether a run's name is one that is searched for.
    grouping: keys with their spelling, ``config:lr.value``.  order: keys, and whether upwards.  toggled: ids
    of the runs whose eye is not as ``all_on`` says.  pinned: ids, the baseline among them.
    notes: what of it is not understood.
    """

    id: str = ""
    name: str = "Run set"
    project: str = ""
    enabled: bool = True
    filter: Filter = EVERYTHING
    finds: Callable[[str], bool] | None = None
    grouping: tuple[tuple[str, Key], ...] = ()
    order: tuple[tuple[Key, bool], ...] = ()
    all_on: bool = True
    toggled: frozenset[str] = frozenset()
    pinned: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def is_of_project(self, run: Run) -> bool:
        """Whether a run is of the run set's project, where it names one."""
        return not self.project or run.project == self.project

    def passes(self, run: Run, now: datetime) -> bool:
        """Whether a run passes the filter and the search."""
        found = self.finds is None or self.finds(run.name) or self.finds(run.id)
        return found and passes(self.filter, run, now)

    def is_selected(self, run: Run) -> bool:
        """Whether a run's eye is open."""
        return self.all_on != (run.id in self.toggled)

    def is_pinned(self, run: Run) -> bool:
        """Whether a run is pinned, or the baseline."""
        return run.id in self.pinned

    def pinned_place(self, run: Run) -> int:
        """Where a run stands among the pinned; behind all of them where it is not one."""
        return self.pinned.index(run.id) if run.id in self.pinned else len(self.pinned)


def read_run_set(body: Mapping[str, Any]) -> RunSet:
    """A run set from W&B's JSON. Total: what is not understood restricts nothing and is noted."""
    name = text(body.get("name")) or "Run set"
    filter_ = from_v2(enabled_tests(body.get("filters") or {"op": "OR", "filters": []}))
    finds, complaint = search(dig(body, "search", "query"), flag(dig(body, "search", "isRegex")) is True)
    toggled, unread = toggles(dig(body, "selections", "tree"))
    notes = (
        f"The filter of “{name}” is not understood; runs are shown without it." if filter_ is None else "",
        f"The search of “{name}” {complaint}; runs are shown without it." if complaint else "",
        f"Which groups of “{name}” are switched off is not understood; they are shown." if unread else "",
    )
    return RunSet(
        id=text(body.get("id")),
        name=name,
        project=text(dig(body, "project", "name")),
        enabled=flag(body.get("enabled")) is not False,
        filter=EVERYTHING if filter_ is None else filter_,
        finds=finds,
        grouping=grouping(body.get("grouping")),
        order=tuple(sort_keys(body.get("sort"))),
        all_on=dig(body, "selections", "root") != 0,
        toggled=toggled,
        pinned=pinned(body),
        notes=tuple(filter(None, notes)),
    )


def enabled_tests(node: Any, level: int = 0) -> Any:
    """A filter without the tests that are switched off; states as W&B spells them, in lower case."""
    if not isinstance(node, dict) or level > MOST_LEVELS:
        return node
    if isinstance(node.get("filters"), list):
        return {**node, "filters": [enabled_tests(item, level + 1) for item in switched_on(node["filters"])]}
    is_state = dig(node, "key", "section") == "run" and dig(node, "key", "name") == "state"
    return {**node, "value": lowered(node.get("value"))} if is_state and "value" in node else node


def switched_on(tests: list[Any]) -> list[Any]:
    """The tests that are switched on; an ``OR`` before one that is not stands before the next."""
    kept: list[Any] = []
    alternative = False
    for item in tests:
        alternative = alternative or dig(item, "connector") == "OR"
        if flag(dig(item, "disabled")) is True:
            continue
        kept.append({**item, "connector": "OR"} if alternative and dig(item, "connector") == "AND" else item)
        alternative = False
    return kept


def lowered(value: Any) -> Any:
    """A text, or those of a list, in lower case."""
    if isinstance(value, list):
        return [lowered(item) for item in value]
    return value.lower() if isinstance(value, str) else value


def search(query: object, regex: bool) -> tuple[Callable[[str], bool] | None, str]:
    """What finds names, or None where nothing is searched; and what is wrong with the query.

    A plain query is a part of the name, in any case; a regular expression is RE2's.
    """
    if not isinstance(query, str) or not query:
        return None, ""
    if len(query) > MOST_QUERY:
        return None, f"is longer than {MOST_QUERY} characters"
    if not regex:
        wanted = query.casefold()
        return (lambda name: wanted in name.casefold()), ""
    return compiled(query)


def compiled(pattern: str) -> tuple[Callable[[str], bool] | None, str]:
    """What finds names by a regular expression, or what is wrong with it."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        found = re2.compile(pattern, options=options)
    except re2.error:
        return None, f"`{text(pattern)}` is no regular expression"
    return (lambda name: found.search(name) is not None), ""


def grouping(written: Json) -> tuple[tuple[str, Key], ...]:
    """The keys that runs are grouped by, as ``config:lr.value`` and as keys."""
    found: list[tuple[str, Key]] = []
    for item in items(written)[:MOST_KEYS]:
        section, name = dig(item, "section"), dig(item, "name")
        if section in ("config", "summary", "run") and isinstance(name, str) and name:
            found.append((f"{section}:{name}", key_in(section, name)))
    return tuple(found)


def toggles(tree: object) -> tuple[frozenset[str], bool]:
    """The runs in a tree of selections, and whether it holds groups, of which a view says no more."""
    found = frozenset(item for item in items(tree) if isinstance(item, str))
    return found, any(not isinstance(item, str) for item in items(tree))


def pinned(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the pinned runs and of the baseline, each once."""
    written = [*items(body.get("pinnedRunIds")), body.get("baselineRunId")]
    found = [short_id(wire) for wire in written if isinstance(wire, str)]
    return tuple(dict.fromkeys(filter(None, found)))


def short_id(wire: str) -> str:
    """The run's own id in ``Run:v1:<id>:<project>:<entity>``, in base64 or not; empty where it is none."""
    known = wire if wire.startswith(KIND) else decoded(wire)
    return known.removeprefix(KIND).rsplit(":", 2)[0] if known and known.count(":") >= 4 else ""
