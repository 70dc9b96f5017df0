"""What every backend offers to plan and apply, and the records it speaks in.

A backend is a thin, dumb door: it reads and writes views, projects and charts of one entity.
It decides nothing; markers, digests and conflicts are the business of plan and apply.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from wbgen.views.records import ProjectContents, ProjectRecord, ViewInput, ViewRecord, ViewType
from wbgen.views.sweep_records import SweepActivity, SweepInput, SweepRecord, SweepRun, SweepState

__all__ = [
    "Again",
    "Backend",
    "ProjectContents",
    "ProjectRecord",
    "SweepStore",
    "ViewInput",
    "ViewRecord",
    "ViewType",
]

#: Called before a write is tried once more; what it raises ends the trying. Time has passed then, and
#: others may have written.
Again: TypeAlias = Callable[[], object]


class SweepStore(Protocol):
    """The sweeps of one entity. Every method may raise ``BackendError`` or ``AuthError``."""

    def list_sweeps(self, project: str) -> tuple[SweepRecord, ...]:
        """All sweeps of a project, in no order that means anything; empty where it does not exist."""
        ...

    def read_activity(self, project: str, sweep: str) -> SweepActivity:
        """The runs of the sweep of that name, and the agents that are at work for it."""
        ...

    def past_runs(self, project: str) -> tuple[SweepRun, ...]:
        """Some of the last runs of a project that came to their own end."""
        ...

    def put_sweep(self, project: str, sweep: SweepInput) -> SweepRecord:
        """Create or change a sweep; the answer is what the server says it now holds."""
        ...

    def set_sweep_state(self, project: str, sweep: SweepRecord, state: SweepState) -> SweepRecord:
        """Have the sweep run on, pause or end; the answer is what the server says it now holds."""
        ...


class Backend(Protocol):
    """One entity on one server, for any number of threads at once.

    Every method may raise ``BackendError`` or ``AuthError``.
    """

    @property
    def entity(self) -> str:
        """The entity that views are written under."""
        ...

    @property
    def app_url(self) -> str:
        """Where a person opens views, without a trailing slash."""
        ...

    @property
    def sweeps(self) -> SweepStore:
        """The sweeps of the entity."""
        ...

    def find_project(self, name: str) -> ProjectRecord | None:
        """The project, or None where the server has none of that name."""
        ...

    def create_project(self, name: str) -> ProjectRecord:
        """Make the project; a project that is there already is returned as it is."""
        ...

    def read_project(self, name: str) -> ProjectContents | None:
        """The project and all its views, in as few round trips as can be; None where there is none."""
        ...

    def list_views(self, project: str, type: ViewType) -> tuple[ViewRecord, ...]:
        """All views of a type, over all pages; empty where the project does not exist."""
        ...

    def get_view(self, project: str, type: ViewType, name: str) -> ViewRecord | None:
        """The view of that exact name, read afresh; None where there is none."""
        ...

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        """Create or update; the answer is what the server says it now holds."""
        ...

    def delete_view(self, project: str, view: ViewRecord, *, again: Again | None = None) -> bool:
        """Remove the view of that id, with a report's drafts; False where it is gone already."""
        ...

    def create_chart(self, name: str, display_name: str, spec: str) -> bool:
        """Create a custom chart; False where one of that name is there already."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
