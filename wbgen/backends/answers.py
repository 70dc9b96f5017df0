"""Reading a server's JSON answer into records, trusting none of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from wbgen.backends.base import ProjectRecord, ViewRecord, ViewType

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Object: TypeAlias = dict[str, Json]


class MalformedError(ValueError):
    """An answer lacks what was asked for: whatever answered is not a W&B server."""


def optional(node: Object, key: str) -> Object | None:
    """The object under a key, or None where the server says there is none."""
    value = node.get(key)
    if value is not None and not isinstance(value, dict):
        raise MalformedError(key)
    return value


def required(node: Object, key: str) -> Object:
    """The object under a key."""
    if (value := optional(node, key)) is None:
        raise MalformedError(key)
    return value


def text(node: Object, key: str) -> str:
    """The string under a key."""
    value = node.get(key)
    if not isinstance(value, str):
        raise MalformedError(key)
    return value


def optional_text(node: Object, key: str) -> str | None:
    """The string under a key, or None."""
    return None if node.get(key) is None else text(node, key)


def project_record(node: Object) -> ProjectRecord:
    """A project's record. Internal ids come as text or as numbers."""
    internal = node.get("internalId")
    if internal is not None and not isinstance(internal, str | int):
        raise MalformedError("internalId")
    return ProjectRecord(
        name=text(node, "name"),
        entity=text(node, "entityName"),
        id=text(node, "id"),
        internal_id=None if internal is None else str(internal),
    )


def view_record(node: Object, type: ViewType) -> ViewRecord:
    """A view's record; ``type`` is the type that was asked for."""
    editor = optional(node, "updatedBy")
    return ViewRecord(
        id=text(node, "id"),
        name=text(node, "name"),
        type=type,
        display_name=optional_text(node, "displayName") or "",
        description=optional_text(node, "description") or "",
        spec=optional_text(node, "spec") or "",
        updated_at=optional_text(node, "updatedAt"),
        updated_by=optional_text(editor, "username") if editor else None,
        locked=node.get("locked") is True,
    )


@dataclass(frozen=True, slots=True)
class Page:
    """Some views of a list, and where the next page begins: None on the last one."""

    views: tuple[ViewRecord, ...] = ()
    after: str | None = None


def page_of(connection: Object, type: ViewType) -> Page:
    """One page of a list of views."""
    return Page(tuple(view_records(connection, type)), next_cursor(connection))


def nodes(connection: Object) -> Iterator[Object]:
    """The things that one page lists."""
    edges = connection.get("edges")
    if not isinstance(edges, list):
        raise MalformedError("edges")
    for edge in edges:
        if not isinstance(edge, dict):
            raise MalformedError("edges")
        yield required(edge, "node")


def view_records(connection: Object, type: ViewType) -> Iterator[ViewRecord]:
    """The views of one page. A view of another type is skipped: drafts are listed with reports."""
    for node in nodes(connection):
        if node.get("type") in (None, type.value):
            yield view_record(node, type)


def next_cursor(connection: Object) -> str | None:
    """Where the next page begins, or None on the last page."""
    page = required(connection, "pageInfo")
    return text(page, "endCursor") if page.get("hasNextPage") else None
