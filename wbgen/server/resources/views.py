"""Views: workspaces and reports.

``upsertView`` updates in place where the input has an ``id`` and else creates. What W&B does with a create
whose name is taken is not known; here it is refused, so that a view can never exist twice. A draft names
the report it is of as its parent. What W&B does with a report whose drafts are not to be deleted is not
known either; here it stays, and ``pendingDrafts`` says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wbgen.server.resources import projects
from wbgen.server.resources.identity import USER
from wbgen.server.resources.terms import (
    LOCAL,
    Node,
    Refusal,
    Resolvers,
    checked_name,
    connection,
    page_start,
)
from wbgen.server.store.database import NameTakenError
from wbgen.server.strict import strict_json

if TYPE_CHECKING:
    from wbgen.server.store import Store, View


def node(view: View) -> Node:
    """The fields of a view under their names in the schema; ``project`` has a resolver of its own."""
    return {
        "id": view.id,
        "name": view.name,
        "type": view.type,
        "displayName": view.display_name,
        "description": view.description,
        "spec": view.spec,
        "locked": view.locked,
        "parentId": view.parent_id,
        "createdAt": view.created_at,
        "updatedAt": view.updated_at,
        "updatedBy": USER | {"username": view.updated_by},
        "user": USER,
        "projectId": view.project_id,
    }


def view(_root: None, store: Store, id: str) -> Node | None:
    found = store.views.by_id(id)
    return node(found) if found else None


def project_of_view(view: Node, store: Store) -> Node | None:
    found = store.projects.by_id(view["projectId"])
    return projects.node(found) if found else None


def all_views(
    project: Node,
    store: Store,
    view_type: str | None = None,
    view_name: str | None = None,
    user_name: str | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Node:
    size, start = page_start(first, after)
    page = store.views.page(
        project["id"], limit=size + 1, after=start, type=view_type, name=view_name, user=user_name
    )
    return connection([(number, node(view)) for number, view in page], size)


def upsert_view(_root: None, store: Store, input: dict[str, Any]) -> Node:
    if input.get("spec") is not None and not _is_object(input["spec"]):
        raise Refusal("the spec of a view must be a JSON object")
    try:
        saved = (_update if input.get("id") else _create)(store, input)
    except NameTakenError as error:
        raise Refusal("a view of that name exists") from error
    return {"view": node(saved), "inserted": not input.get("id")}


def delete_view(_root: None, store: Store, input: dict[str, Any]) -> Node:
    deleted, pending = store.views.delete(input["id"], with_drafts=bool(input.get("delete_drafts")))
    return {"success": deleted, "pendingDrafts": pending}


def _create(store: Store, input: dict[str, Any]) -> View:
    project = store.projects.get(input.get("entity_name") or LOCAL, input.get("project_name") or "")
    if project is None:
        raise Refusal("project not found")
    if not input.get("type"):
        raise Refusal("a view needs a type")
    return store.views.create(
        project.id,
        type=input["type"],
        name=checked_name("a view", input.get("name")),
        display_name=input.get("display_name") or "",
        description=input.get("description") or "",
        spec=input.get("spec") or "{}",
        user=LOCAL,
        locked=bool(input.get("locked")),
        parent_id=input.get("parent_id"),
    )


def _update(store: Store, input: dict[str, Any]) -> View:
    """The id alone decides which view is meant, but a project that contradicts it is a mistake."""
    existing = store.views.by_id(input["id"])
    if existing is None:
        raise Refusal("view not found")
    if input.get("project_name"):
        project = store.projects.get(input.get("entity_name") or LOCAL, input["project_name"])
        if project is None:
            raise Refusal("project not found")
        if project.id != existing.project_id:
            raise Refusal("the view belongs to another project")
    updated = store.views.update(
        existing.id,
        type=input.get("type") or None,
        display_name=input.get("display_name"),
        description=input.get("description"),
        spec=input.get("spec"),
        user=LOCAL,
        locked=input.get("locked"),
        parent_id=input.get("parent_id"),
    )
    if updated is None:  # deleted by another request a moment ago
        raise Refusal("view not found")
    return updated


def _is_object(text: str) -> bool:
    try:
        return isinstance(strict_json(text), dict)
    except (ValueError, RecursionError):
        return False


RESOLVERS: Resolvers = {
    "Query": {"view": view},
    "Mutation": {"upsertView": upsert_view, "deleteView": delete_view},
    "Project": {"allViews": all_views},
    "View": {"project": project_of_view},
}
