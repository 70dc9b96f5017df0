"""Projects. Any entity may be named, so that scripts written for a team run unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wbgen.server.resources.identity import USER
from wbgen.server.resources.terms import (
    LOCAL,
    Node,
    Resolvers,
    connection,
    page_start,
    path_name,
)

if TYPE_CHECKING:
    from wbgen.server.store import Project, Store


def node(project: Project) -> Node:
    """The fields of a project under their names in the schema."""
    return {
        "id": project.id,
        "internalId": project.internal_id,
        "name": project.name,
        "entityName": project.entity,
        "description": project.description,
        "access": "",
        "views": "{}",
        "isBenchmark": False,
        "createdAt": project.created_at,
        "user": USER,
    }


def project(
    _root: None, store: Store, name: str | None = None, entity_name: str | None = None
) -> Node | None:
    found = store.projects.get(entity_name or LOCAL, name or "")
    return node(found) if found else None


def models(
    _root: None,
    store: Store,
    entity_name: str | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Node:
    size, start = page_start(first, after)
    page = store.projects.page(entity_name or LOCAL, limit=size + 1, after=start)
    return connection([(number, node(project)) for number, project in page], size)


def upsert_model(_root: None, store: Store, input: dict[str, Any]) -> Node:
    entity = path_name("an entity", input.get("entity_name") or LOCAL)
    name = path_name("a project", input.get("name"))
    saved, inserted = store.projects.put(entity, name, input.get("description"))
    return {"project": node(saved), "model": node(saved), "inserted": inserted}


RESOLVERS: Resolvers = {
    "Query": {"project": project, "models": models},
    "Mutation": {"upsertModel": upsert_model},
}
