"""Run sets of views in the language: what it can say, and the rest as an overlay."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from wbgen.compile.encode import Body
from wbgen.compile.runsets import (
    NAME_COLUMN,
    TAGS,
    Where,
    encode_run_set,
    key_of,
    run_colors,
)
from wbgen.errors import WbgenError
from wbgen.spec.expressions import EVERYTHING, Key, keys_of, parse_filter, to_text
from wbgen.spec.expressions.words import RUN_ATTRIBUTES
from wbgen.spec.models import GroupColor, RunSet
from wbgen.spec.names import can_be_named
from wbgen.views.codecs import COLUMN
from wbgen.views.filters import from_v2
from wbgen.views.filters.keys import key_of_filter, key_of_group
from wbgen.views.json import Json, among
from wbgen.views.overlay import leaves, residual
from wbgen.views.run_ids import written_id
from wbgen.views.target import ENTITY

#: What reading something the language has no word for may raise.
UNSAYABLE = (ValueError, TypeError, KeyError, AttributeError, WbgenError)


def decode_run_set(
    body: Json, project: str, where: Where, id: str = "", kept: Sequence[Json] = ()
) -> dict[str, Any]:
    """A run set as the language says it, with ``raw`` for what remains.

    project: the name of the project the view is in.  id: the id it gets where the language names none.
    kept: run sets of which nothing is said, so that they are kept to the letter.
    """
    if not isinstance(body, dict):
        return {"raw": body}
    said: dict[str, Any] = {}
    for option, read in () if among(body, kept) else READERS.items():
        try:
            value = read(body, project)
            if value is not None and all(can_be_named(key.name) for key in keys_named({option: value})):
                RunSet(**{option: value})
                said[option] = value
        except UNSAYABLE:
            continue
    for option in [*said]:
        less = {other: value for other, value in said.items() if other != option}
        if remains(less, body, project, where, id) <= remains(said, body, project, where, id):
            said = less
    raw = residual(encode_run_set(RunSet(**said), id, project, where), body)
    return {**said, "raw": raw} if raw else said


def remains(said: Mapping[str, Any], body: Body, project: str, where: Where, id: str) -> int:
    """How many values of a run set its options leave unsaid."""
    try:
        raw = residual(encode_run_set(RunSet(**said), id, project, where), body)
    except (ValidationError, *UNSAYABLE):
        return leaves(body) + 1
    return leaves(raw) if raw else 0


def decode_group_colors(said: Mapping[str, Any], colors: Mapping[str, Json], id: str, where: Where) -> Any:
    """The colours of a run set's groups among those beside it, in the shortest form; None for none."""
    options = RunSet(**{**said, "raw": None})
    found: list[dict[str, Any]] = []
    for key, color in colors.items():
        path = group_path(options, key, id, where) if isinstance(color, str) else None
        if path:
            found.append({"path": path, "color": color})
    if all(len(group["path"]) == 1 for group in found):
        return {group["path"][0]: group["color"] for group in found} or None
    return found


def group_path(options: RunSet, key: str, id: str, where: Where) -> list[str] | None:
    """The values that a group's colour is for; None where it is not for a group of this run set."""
    try:
        if where == "report":
            path = [part.rsplit(":", 1)[-1] for part in key.split("-")[1:]]
        else:
            path = [each["value"] for each in json.loads(unquote(key.rpartition(":")[2]))]
        group = GroupColor(path=path, color="")
    except UNSAYABLE:
        return None
    again = options.model_copy(update={"group_colors": [group], "colors": {}})
    return path if len(path) <= len(options.group) and key in run_colors(again, id, where) else None


def keys_named(said: Mapping[str, Any]) -> Iterator[Key]:
    """What a run set in the language filters, groups and orders by, and its columns."""
    if said.get("where"):
        yield from keys_of(parse_filter(said["where"]))
    for name in (*said.get("group", ()), *said.get("order", ())):
        yield key_of(name.removeprefix("-"))
    for option in ("columns", "visible", "hidden", "column_order", "widths"):
        for name in said.get(option, ()):
            section, dot, rest = name.partition(".")
            yield Key(section, rest) if dot and section in ("config", "run") else Key("summary", name)


# --- one reader per option: its value in a body, or None


def read_where(body: Body, project: str) -> str | None:
    read = from_v2(body["filters"])
    return None if read is None or read == EVERYTHING else to_text(read)


def read_group(body: Body, project: str) -> list[str]:
    return [name_of(key_of_group(wire)) for wire in body["grouping"]]


def read_order(body: Body, project: str) -> list[str]:
    return [
        ("" if key["ascending"] else "-") + name_of(key_of_filter(key["key"])) for key in body["sort"]["keys"]
    ]


def name_of(key: Key | None) -> str:
    """A key as ``group`` and ``order`` name it. Raises ValueError where they cannot."""
    if key is None:
        raise ValueError("a key that the language has not")
    if key.section == "run" or (key.section == "summary" and plain_metric(key.name)):
        return key.name
    return f"{key.section}.{key.name}"


def plain_metric(name: str) -> bool:
    """Whether a metric needs no section before it."""
    return name.partition(".")[0] not in ("config", "summary", "run") and name not in RUN_ATTRIBUTES


def column_name(wire: str) -> str:
    return "run.tags" if wire == TAGS else str(COLUMN.decode(wire))


def pinned_columns(body: Body) -> list[str]:
    """Pinned columns; in a workspace the first is the run's name, of itself."""
    wires = [wire for wire, pinned in body["runFeed"]["columnPinned"].items() if pinned is True]
    return wires[1:] if "project" not in body and wires[:1] == [NAME_COLUMN] else wires


def visible_columns(body: Body) -> list[str]:
    """Columns that are visible without being pinned, in their order."""
    feed = body["runFeed"]
    shown = [wire for wire, visible in feed["columnVisible"].items() if visible is True]
    return [w for w in dict.fromkeys([*feed["columnOrder"], *shown]) if not feed["columnPinned"].get(w)]


def read_columns(body: Body, project: str) -> list[str]:
    return [column_name(wire) for wire in pinned_columns(body)]


def read_visible(body: Body, project: str) -> list[str]:
    return [column_name(wire) for wire in visible_columns(body)]


def read_hidden(body: Body, project: str) -> list[str]:
    visible = body["runFeed"]["columnVisible"]
    return [column_name(wire) for wire, flag in visible.items() if flag is False]


def read_column_order(body: Body, project: str) -> list[str]:
    """As much of the order of the columns as does not come of itself."""
    order = body["runFeed"]["columnOrder"]
    pinned = [wire for wire, flag in body["runFeed"]["columnPinned"].items() if flag is True]
    shown = [*pinned, *visible_columns(body)]
    said = 0
    while said < len(order) and [*order[:said], *(w for w in shown if w not in order[:said])] != order:
        said += 1
    return [column_name(wire) for wire in order[:said]]


def read_widths(body: Body, project: str) -> dict[str, int]:
    return {column_name(wire): width for wire, width in body["runFeed"]["columnWidths"].items()}


def tree(root: int) -> Callable[[Body, str], list[str] | None]:
    def read(body: Body, project: str) -> list[str] | None:
        selections = body["selections"]
        return selections["tree"] if selections["root"] == root else None

    return read


def read_project(body: Body, project: str) -> str | None:
    entity, name = body["project"]["entityName"], body["project"]["name"]
    return None if (entity, name) == (ENTITY, project) or "/" in entity else f"{entity}/{name}"


def read_pinned(body: Body, project: str) -> list[str]:
    """Pinned runs; the baseline, which is pinned of itself, is left out where it comes last."""
    wires = body["pinnedRunIds"]
    own = wires[:-1] if wires and wires[-1] == body.get("baselineRunId") else wires
    return [found for wire in own if (found := written_id(wire, project, ENTITY))]


READERS: dict[str, Callable[[Body, str], Any]] = {
    "title": lambda body, project: body["name"],
    "where": read_where,
    "search": lambda body, project: body["search"]["query"],
    "regex": lambda body, project: body["search"].get("isRegex"),
    "group": read_group,
    "order": read_order,
    "columns": read_columns,
    "hidden": read_hidden,
    "column_order": read_column_order,
    "visible": read_visible,
    "widths": read_widths,
    "lock_columns": lambda body, project: body["runFeed"].get("lockColumns"),
    "hidden_runs": tree(1),
    "only_runs": tree(0),
    "baseline": lambda body, project: written_id(body["baselineRunId"], project, ENTITY),
    "pinned": read_pinned,
    "project": read_project,
    "wandb_id": lambda body, project: body["id"],
}
