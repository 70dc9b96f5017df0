"""The parts of a view that name where it lives: the entity of charts, the project of run sets.

A compiled view holds placeholders there, so that one body serves every target; they are filled in
when it is written, and masked again when a view is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from wbgen.views.json import Json

#: Stands for the target's entity and the project's internal id in a compiled view.
ENTITY = "<entity>"
PROJECT_ID = "<project-id>"


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

    return cast(Json, rewrite(spec, chart, project))


def mask(spec: Json, entity: str) -> Json:
    """A copy of a view as a server of this entity holds it, with the placeholders put back."""

    def chart(name: str) -> str:
        owner, slash, rest = name.partition("/")
        return f"{ENTITY}/{rest}" if owner == entity and slash else name

    def project(value: dict[str, Json]) -> dict[str, Json]:
        if value.get("entityName") != entity:
            return value
        return {**value, "entityName": ENTITY, "id": PROJECT_ID}

    return cast(Json, rewrite(spec, chart, project))


def rewrite(
    node: Any, chart: Callable[[str], str], project: Callable[[dict[str, Json]], dict[str, Json]]
) -> Any:
    """A copy of a tree with every chart name and every run set's project changed."""
    if isinstance(node, list):
        return [rewrite(item, chart, project) for item in node]
    if not isinstance(node, dict):
        return node
    copy: dict[str, Any] = {}
    for key, value in node.items():
        if key == "panelDefId" and isinstance(value, str):
            copy[key] = chart(value)
        elif key == "project" and isinstance(value, dict) and "entityName" in value:
            copy[key] = project(value)
        else:
            copy[key] = rewrite(value, chart, project)
    return copy
