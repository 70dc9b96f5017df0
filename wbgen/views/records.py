"""Projects and views as a server has them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ViewType(StrEnum):
    """The server's own word for a kind of view."""

    WORKSPACE = "project-view"
    REPORT = "runs"


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project as the server has it. ``internal_id`` is what report run sets refer to."""

    name: str
    entity: str
    id: str
    internal_id: str | None


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """A view as the server has it; ``spec`` is the raw JSON text, untouched.

    locked: whether someone locked it in the app; False too where the server does not say.
    """

    id: str
    name: str
    type: ViewType
    display_name: str
    description: str
    spec: str
    updated_at: str | None = None
    updated_by: str | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class ProjectContents:
    """A project with all its views of both types, workspaces first."""

    project: ProjectRecord
    views: tuple[ViewRecord, ...]


@dataclass(frozen=True, slots=True)
class ViewInput:
    """A view to write: created where ``id`` is None, else updated in place (the name then stays)."""

    type: ViewType
    name: str
    display_name: str
    description: str
    spec: str
    id: str | None = None
