"""Run sets as views keep them, in reports and in workspaces.

The shape is the official library's; ``tests/compile/test_runsets.py`` holds each option against its
classes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal
from urllib.parse import quote

from wbgen.compile.encode import Body, merged
from wbgen.spec.expressions import Key, parse_filter
from wbgen.spec.expressions.words import RUN_ATTRIBUTES, SECTIONS
from wbgen.spec.models import RunSet
from wbgen.views.codecs import COLUMN
from wbgen.views.filters import to_v2
from wbgen.views.filters.keys import filter_key, group_key
from wbgen.views.run_ids import run_id
from wbgen.views.target import ENTITY, PROJECT_ID

Where = Literal["report", "workspace"]

#: The column of all tags, which has no name.
TAGS = "tags:__ALL__"
NAME_COLUMN = "run:displayName"
DEFAULT_TITLE = "Run set"

#: What stands before a group's colour in a workspace, and what is left as it is in it.
GROUP_COLOR = "run-color-group:"
URI_SAFE = "-_.!~*'()"


def encode_run_set(options: RunSet, id: str, project: str, where: Where) -> Body:
    """The JSON of a run set.

    id: its id, where the options name none.  project: the name of the guide's project.  where: in a
    workspace a run set names no project, and its pinned columns begin with the run's name.
    """
    body: Body = {
        "id": id if options.wandb_id is None else options.wandb_id,
        "runFeed": run_feed(options, where),
        "enabled": True,
        "name": options.title if options.title is not None else DEFAULT_TITLE,
        "search": {"query": options.search or ""} | ({"isRegex": True} if options.regex else {}),
        "filters": to_v2(parse_filter(options.where)) if options.where else no_filter(),
        "grouping": [group_key(key_of(name)) for name in options.group],
        "sort": {"keys": [sort_key(name) for name in options.order]},
        "selections": selections(options),
        "expandedRowAddresses": [],
    }
    if options.project is not None:
        entity, _, name = options.project.partition("/")
        body["project"] = {"name": name, "entityName": entity}
    elif where == "report":
        body["project"] = {"name": project, "entityName": ENTITY, "id": PROJECT_ID}
    pinned = [*options.pinned]
    if options.baseline is not None:
        body["baselineRunId"] = run_id(options.baseline, project, ENTITY)
        pinned += [options.baseline] if options.baseline not in pinned else []
    if pinned:
        body["pinnedRunIds"] = [run_id(run, project, ENTITY) for run in pinned]
    return merged(body, options.raw)


def no_filter() -> Body:
    """The filter that lets every run through."""
    return {"filterFormat": "filterV2", "filters": []}


def key_of(name: str) -> Key:
    """What a name in ``group`` and ``order`` means: a metric unless it says otherwise."""
    section, _, rest = name.partition(".")
    for known in SECTIONS:
        if section == known and rest:
            return Key(known, rest)
    return Key("run" if name in RUN_ATTRIBUTES else "summary", name)


def sort_key(name: str) -> Body:
    """What runs are ordered by; ``-`` before it orders downwards."""
    return {"key": filter_key(key_of(name.removeprefix("-"))), "ascending": not name.startswith("-")}


def selections(options: RunSet) -> Body:
    """Which runs are switched off, or, with the root 0, on."""
    only = options.only_runs
    return {
        "root": 1 if only is None else 0,
        "bounds": [],
        "tree": options.hidden_runs if only is None else only,
    }


def column(name: str) -> str:
    """A column of the table of runs."""
    return TAGS if name in ("tags", "run.tags") else str(COLUMN.encode(name))


def columns(names: Iterable[str]) -> list[str]:
    """Columns, each once."""
    return list(dict.fromkeys(column(name) for name in names))


def run_feed(options: RunSet, where: Where) -> Body:
    """The table of runs: hidden wins over pinned and visible, and what is ordered is visible."""
    hidden = columns(options.hidden)
    pinned = [name for name in columns(options.columns) if name not in hidden]
    if where == "workspace" and pinned:
        pinned = [NAME_COLUMN, *(name for name in pinned if name != NAME_COLUMN)]
    shown = [*pinned, *(name for name in columns(options.visible) if name not in hidden)]
    ordered = [name for name in columns(options.column_order) if name not in hidden]
    order = list(dict.fromkeys([*ordered, *shown]))
    if options.lock_columns:
        order = [name for name in order if name in shown]
    feed: Body = {
        "version": 2,
        "columnVisible": {**dict.fromkeys(hidden, False), **dict.fromkeys(order, True)},
        "columnPinned": dict.fromkeys(pinned, True),
        "columnWidths": {column(name): width for name, width in options.widths.items()},
        "columnOrder": order,
        "pageSize": 10,
        "onlyShowSelected": False,
    }
    return feed if options.lock_columns is None else {**feed, "lockColumns": options.lock_columns}


def run_colors(options: RunSet, id: str, where: Where) -> dict[str, Any]:
    """The colours of a run set's runs and groups, as the map beside it holds them."""
    id = id if options.wandb_id is None else options.wandb_id
    named = report_group if where == "report" else workspace_group
    keys = [group_key(key_of(name)) for name in options.group]
    groups = {named(id, keys, group.path): group.color for group in options.group_colors}
    return {**groups, **options.colors}


def report_group(id: str, keys: list[Body], path: list[str]) -> str:
    """A group in a report: ``<id>-config:lr.value:0.1``."""
    parts = (f"{key['section']}:{key['name']}:{value}" for key, value in zip(keys, path, strict=False))
    return "-".join((id, *parts))


def workspace_group(id: str, keys: list[Body], path: list[str]) -> str:
    """A group in a workspace, its path in the encoding of URLs."""
    parts = [
        {"kind": "group", "key": f"{key['section']}:{key['name']}", "value": value}
        for key, value in zip(keys, path, strict=False)
    ]
    return f"{GROUP_COLOR}{url_json(id)}:{url_json(parts)}"


def url_json(value: Any) -> str:
    """JSON in the encoding of URLs."""
    return quote(json.dumps(value, separators=(",", ":"), ensure_ascii=False), safe=URI_SAFE)
