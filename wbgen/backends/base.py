"""What every backend offers to plan and apply, and the records it speaks in.

A backend is a thin, dumb door: it reads and writes views, projects and charts of one entity.
It decides nothing; markers, digests and conflicts are the business of plan and apply.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


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
    """A view as the server has it; ``spec`` is the raw JSON text, untouched."""

    id: str
    name: str
    type: ViewType
    display_name: str
    description: str
    spec: str
    updated_at: str | None = None
    updated_by: str | None = None


@dataclass(frozen=True, slots=True)
class ViewInput:
    """A view to write: created where ``id`` is None, else updated in place (the name then stays)."""

    type: ViewType
    name: str
    display_name: str
    description: str
    spec: str
    id: str | None = None


class Backend(Protocol):
    """One entity on one server. Every method may raise ``BackendError`` or ``AuthError``."""

    @property
    def entity(self) -> str:
        """The entity that views are written under."""
        ...

    @property
    def app_url(self) -> str:
        """Where a person opens views, without a trailing slash."""
        ...

    def find_project(self, name: str) -> ProjectRecord | None:
        """The project, or None where the server has none of that name."""
        ...

    def create_project(self, name: str) -> ProjectRecord:
        """Make the project; a project that is there already is returned as it is."""
        ...

    def list_views(self, project: str, type: ViewType) -> tuple[ViewRecord, ...]:
        """All views of a type, over all pages; empty where the project does not exist."""
        ...

    def get_view(self, project: str, type: ViewType, name: str) -> ViewRecord | None:
        """The view of that exact name, read afresh; None where there is none."""
        ...

    def put_view(self, project: str, view: ViewInput) -> ViewRecord:
        """Create or update; the answer is what the server says it now holds."""
        ...

    def create_chart(self, name: str, display_name: str, spec: str) -> bool:
        """Create a custom chart; False where one of that name is there already."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
