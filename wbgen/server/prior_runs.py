"""Runs that a new sweep begins with: which they are, by the filter that a client states.

Source: ``wandb.sweep(prior_runs=...)`` asks for ``{"$or": [{"name": "a"}, ...]}``; wbgen, where a sweep takes
the place of another, for ``{"name": {"$in": ["a", ...]}}``. These may be tens of thousands: names are looked
up, not compared with those of every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wbgen.server.filters import matching, parse

if TYPE_CHECKING:
    from wbgen.server.store import Store

#: Characters of a filter by names: a hundred thousand of the longest, a million of those the client makes.
MOST_TEXT = 16 * 1024 * 1024


def prior_runs(store: Store, project_id: str | None, filters: str | None) -> list[str]:
    """The names of the runs that a filter in JSON asks for; none where there is no filter.

    Those asked for by name may not be there. project_id: None where the project is yet to be made. Raises
    Refusal where it is no filter, or too long.
    """
    query = parse(filters, MOST_TEXT)
    if not filters:
        return []
    names = _names_in(query)
    if names is None:
        found = store.runs.all(project_id) if project_id else []
        names = [run.name for run in matching(found, filters)]
    return names


def _names_in(query: Mapping[str, Any]) -> list[str] | None:
    """The names that a filter asks for, where it asks for nothing else."""
    wanted = None
    if set(query) == {"$or"} and isinstance(query["$or"], list):
        wanted = [part["name"] if _is_of("name", part) else None for part in query["$or"]]
    elif _is_of("name", query) and _is_of("$in", query["name"]):
        wanted = query["name"]["$in"]
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        return None
    return wanted


def _is_of(key: str, value: Any) -> bool:
    """Whether a value is an object with this key and no other."""
    return isinstance(value, dict) and value.keys() == {key}
