"""Values of a run by the keys that filters, columns and groups have for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wbgen.runs.run import Run
from wbgen.spec.expressions import Key
from wbgen.views.filters.keys import RUN_NAMES
from wbgen.views.json import Json

#: Attributes of a run under W&B's names for them.
ATTRIBUTES: Mapping[str, Callable[[Run], Json]] = {
    "name": lambda run: run.id,
    "displayName": lambda run: run.label,
    "state": lambda run: run.state,
    "tags": lambda run: list(run.tags),
    "createdAt": lambda run: run.created_at,
    "username": lambda run: run.user,
    "user": lambda run: run.user,
    "group": lambda run: run.group,
    "jobType": lambda run: run.job_type,
    "sweep": lambda run: run.sweep,
    "host": lambda run: run.host,
    "notes": lambda run: run.notes,
    "duration": lambda run: run.summary.get("_runtime") if run.runtime is None else run.runtime,
}


def value_of(run: Run, key: Key) -> Json:
    """The value of a key; None where there is none. An attribute that is empty is none."""
    if key.section == "run":
        read = ATTRIBUTES.get(RUN_NAMES.get(key.name, key.name))
        found = read(run) if read else None
        return None if found in ("", []) else found
    return find(run.config if key.section == "config" else run.summary, key.name)


def find(values: object, name: str) -> Json:
    """The value of a name of which dots may go into maps, or belong to it; None where there is none."""
    if not isinstance(values, Mapping):
        return None
    if name in values:
        found: Json = values[name]
        return found
    start = 0
    while (dot := name.find(".", start)) >= 0:
        found = find(values.get(name[:dot]), name[dot + 1 :])
        if found is not None:
            return found
        start = dot + 1
    return None
