"""Run sets of views in the language: what it can say, and the rest as an overlay."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from wbgen.compile.encode import get
from wbgen.compile.runsets import TAGS, Where, encode_run_set, group_key, key_of, no_filter, run_colors
from wbgen.spec.expressions import EVERYTHING, to_text
from wbgen.spec.expressions.nodes import Key
from wbgen.spec.models import RunSet
from wbgen.views.codecs import COLUMN
from wbgen.views.filters import from_v2
from wbgen.views.filters.keys import key_of_filter, key_of_group
from wbgen.views.json import Json
from wbgen.views.overlay import residual
from wbgen.views.run_ids import written_id
from wbgen.views.target import ENTITY

#: Options by how they are read, in the order in which a person writes them.
Reader = Callable[[Any, str], Any]


def decode_run_set(
    body: Json, project: str, where: Where, colors: dict[str, Any] | None = None, id: str | None = None
) -> dict[str, Any]:
    """A run set as the language says it, with ``raw`` for what remains.

    project: the name of the project the view is in.  colors: the map beside the run set; those that are
    said are taken out of it.  id: the id it gets where the language names none.
    """
    if not isinstance(body, dict):
        return {"raw": body}
    said: dict[str, Any] = {}
    for option, read in READERS.items():
        try:
            value = read(body, project)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # it holds what the language has no word for
        if value is not None and value != DEFAULTS[option]:
            said[option] = value
    if said.get("wandb_id") == id:
        said.pop("wandb_id", None)
    for option in [*said]:
        if not helps(said, option, body, project, where):
            del said[option]
    raw = residual(encode_run_set(RunSet(**said), id or "", project, where), body)
    said |= {"raw": raw} if raw else {}
    return with_colors(said, colors, id or "", where) if colors else said


def helps(said: dict[str, Any], option: str, body: Json, project: str, where: Where) -> bool:
    """Whether the view is said better with an option than without."""
    try:
        using = encode_run_set(RunSet(**said), "", project, where)
    except (ValidationError, ValueError):
        return False
    less = encode_run_set(RunSet(**{k: v for k, v in said.items() if k != option}), "", project, where)
    return len(str(residual(using, body))) < len(str(residual(less, body)))


def with_colors(said: dict[str, Any], colors: dict[str, Any], id: str, where: Where) -> dict[str, Any]:
    """The run set with the colours of its groups, which are taken out of the map."""
    options = RunSet(**said)
    depth = len(options.group)
    groups = []
    for key, color in [*colors.items()]:
        path = group_path(options, key, id, where)
        if path and len(path) <= depth and isinstance(color, str):
            groups.append({"path": path, "color": color})
            del colors[key]
    if not groups:
        return said
    short = {group["path"][0]: group["color"] for group in groups}
    return {**said, "group_colors": short if all(len(group["path"]) == 1 for group in groups) else groups}


def group_path(options: RunSet, key: str, id: str, where: Where) -> list[str] | None:
    """The values that a group's colour is for; None where the colour is not one of this run set's."""
    from urllib.parse import unquote

    if where == "report":
        first, *rest = key.split("-")
        path = [part.rsplit(":", 1)[-1] for part in rest]
    else:
        import json

        try:
            path = [each["value"] for each in json.loads(unquote(key.rpartition(":")[2]))]
        except (ValueError, TypeError, KeyError):
            return None
    if not path or not all(isinstance(value, str) for value in path) or len(path) > len(options.group):
        return None
    again = options.model_copy(update={"group_colors": [Group(path)], "colors": {}})
    return path if [*run_colors(again, id, where)] == [key] else None
