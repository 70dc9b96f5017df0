"""The parts of a view that name where it lives: the entity of charts, the project of run sets.

A compiled view holds placeholders there, so that one body serves every target; they are filled in
when it is written, and masked again when a view is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from wbgen.views.json import Json
from wbgen.views.run_ids import decoded, encoded

#: Stands for the target's entity and the project's internal id in a compiled view.
ENTITY = "<entity>"
PROJECT_ID = "<project-id>"

#: Keys that point at runs (see ``wbgen.views.run_ids``).
RUN_IDS = frozenset({"baselineRunId", "pinnedRunIds"})


def fill(spec: Json, entity: str, project_id: str | None) -> Json:
    """A copy of a compiled view, made for one target.

    project_id: the project's internal id as the server gave it, or None where it gave none; run sets
    then go without an id.
    """

    def chart(name: str) -> str:
        owner, slash, rest = name.partition("/")
        return f"{entity}/{rest}" if owner == ENTITY and slash else name

    def project(value: dict[str, Json]) -> dict[str, Json]:
        filled = {**value}
        if value.get("entityName") == ENTITY:
            filled["entityName"] = entity
        if value.get("id") == PROJECT_ID:
            filled["id"] = project_id
            if project_id is None:
                del filled["id"]
        return filled

    def run(wire: str) -> str:
        return encoded(wire.removesuffix(ENTITY) + entity) if wire.endswith(f":{ENTITY}") else wire

    return cast(Json, rewrite(spec, chart, project, run))


def mask(spec: Json, entity: str) -> Json:
    """A copy of a view as a server of this entity holds it, with the placeholders put back."""

    def chart(name: str) -> str:
        owner, slash, rest = name.partition("/")
        return f"{ENTITY}/{rest}" if owner == entity and slash else name

    def project(value: dict[str, Json]) -> dict[str, Json]:
        if value.get("entityName") != entity:
            return value
        return {**value, "entityName": ENTITY, "id": PROJECT_ID}

    def run(wire: str) -> str:
        text = decoded(wire)
        return text.removesuffix(entity) + ENTITY if text and text.endswith(f":{entity}") else wire

    return cast(Json, rewrite(spec, chart, project, run))


def rewrite_runs(value: Any, run: Callable[[str], str]) -> Any:
    """The baseline or the pinned runs of a run set, changed."""
    if isinstance(value, list):
        return [rewrite_runs(item, run) for item in value]
    return run(value) if isinstance(value, str) else value


def rewrite(
    node: Any,
    chart: Callable[[str], str],
    project: Callable[[dict[str, Json]], dict[str, Json]],
    run: Callable[[str], str],
) -> Any:
    """A copy of a tree with every chart name, every run set's project and every run it points at changed."""
    if isinstance(node, list):
        return [rewrite(item, chart, project, run) for item in node]
    if not isinstance(node, dict):
        return node
    copy: dict[str, Any] = {}
    for key, value in node.items():
        if key == "panelDefId" and isinstance(value, str):
            copy[key] = chart(value)
        elif key in RUN_IDS:
            copy[key] = rewrite_runs(value, run)
        elif key == "project" and isinstance(value, dict) and "entityName" in value:
            copy[key] = project(value)
        else:
            copy[key] = rewrite(value, chart, project, run)
    return copy
