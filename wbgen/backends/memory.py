"""A backend in memory, with the semantics of a server: for tests, and to plan against nothing."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from wbgen.backends.base import Again, ProjectContents, ProjectRecord, ViewInput, ViewRecord, ViewType
from wbgen.backends.memory_sweeps import MemorySweeps
from wbgen.errors import BackendError

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class MemoryBackend:
    """The Backend protocol in memory. Ids and times are counted, so that tests see the same every time.

    mutations: one word and a subject per write, in order.  username: who writes from now on (tests set
    it to play the person who edits in the app).  sweeps: see ``MemorySweeps``.
    """

    def __init__(
        self, entity: str = "local", app_url: str = "http://memory.invalid", *, username: str = "wbgen"
    ) -> None:
        self.mutations: list[str] = []
        self.username = username
        self._entity = entity
        self._app_url = app_url.rstrip("/")
        self._projects: dict[str, ProjectRecord] = {}
        self._views: dict[str, tuple[str, ViewRecord]] = {}  # by id: the project's name, the view
        self._numbers = count(1)  # of views: an id is never given twice
        self._writing = threading.RLock()
        self._charts: dict[str, tuple[str, str]] = {}  # by name: the display name, the spec
        self.sweeps = MemorySweeps(self.mutations, self._projects.__contains__)

    @property
    def entity(self) -> str:
        """The entity that views are written under."""
        return self._entity

    @property
    def app_url(self) -> str:
        """Where a person would open views."""
        return self._app_url

    def find_project(self, name: str) -> ProjectRecord | None:
        """The project, or None."""
        return self._projects.get(name)

    def create_project(self, name: str) -> ProjectRecord:
        """Make the project; a project that is there already is returned as it is."""
        with self._writing:
            self.mutations.append(f"upsertModel {name}")
            number = len(self._projects) + 1
            return self._projects.setdefault(
                name,
                ProjectRecord(
                    name=name, entity=self._entity, id=f"project-{number}", internal_id=str(number)
                ),
            )

    def read_project(self, name: str) -> ProjectContents | None:
        """The project and all its views, or None."""
        project = self.find_project(name)
        if project is None:
            return None
        return ProjectContents(
            project, tuple(view for type in ViewType for view in self.list_views(name, type))
        )

    def list_views(self, project: str, type: ViewType) -> tuple[ViewRecord, ...]:
        """All views of a type, in the order they were made."""
        with self._writing:
            held = list(self._views.values())
        return tuple(view for home, view in held if home == project and view.type is type)

    def get_view(self, project: str, type: ViewType, name: str) -> ViewRecord | None:
        """The view of that exact name, or None."""
        return next((view for view in self.list_views(project, type) if view.name == name), None)

    def put_view(self, project: str, view: ViewInput, *, again: Again | None = None) -> ViewRecord:
        """Create or update: by id in place, keeping the name; else by name, unique per project and type."""
        with self._writing:
            self.mutations.append(f"upsertView {project}/{view.name}")
            if project not in self._projects:
                raise BackendError(f"memory refused: no project {project}")
            existing = self._existing(project, view)
            record = ViewRecord(
                id=existing.id if existing else f"view-{next(self._numbers)}",
                name=existing.name if existing else view.name,
                type=view.type,
                display_name=view.display_name,
                description=view.description,
                spec=view.spec,
                locked=existing.locked if existing else False,
            )
            return self._keep(project, record)

    def delete_view(self, project: str, view: ViewRecord, *, again: Again | None = None) -> bool:
        """Remove the view of that id; False where there is none."""
        with self._writing:
            self.mutations.append(f"deleteView {project}/{view.name}")
            home, _ = self._views.get(view.id, (None, None))
            if home != project:
                return False
            del self._views[view.id]
            return True

    def lock_view(self, id: str, locked: bool = True) -> ViewRecord:
        """A person locks a view in the app, or unlocks it: for tests, and no mutation of wbgen's."""
        with self._writing:
            project, record = self._views[id]
            self._views[id] = (project, replace(record, locked=locked))
            return self._views[id][1]

    def create_chart(self, name: str, display_name: str, spec: str) -> bool:
        """Keep a custom chart; False where one of that name is there already, and stays as it is."""
        with self._writing:
            self.mutations.append(f"createCustomChart {name}")
            if name in self._charts:
                return False
            self._charts[name] = (display_name, spec)
            return True

    def close(self) -> None:
        """Nothing to let go of."""

    def _keep(self, project: str, record: ViewRecord) -> ViewRecord:
        """Keep a view as written just now, by whoever writes."""
        at = _EPOCH + timedelta(seconds=len(self.mutations))
        kept = replace(record, updated_at=at.isoformat().replace("+00:00", "Z"), updated_by=self.username)
        self._views[kept.id] = (project, kept)
        return kept

    def _existing(self, project: str, view: ViewInput) -> ViewRecord | None:
        if view.id is None:
            return self.get_view(project, view.type, view.name)
        home, record = self._views.get(view.id, (None, None))
        if record is None or home != project or record.type is not view.type:
            raise BackendError(f"memory refused: no {view.type.value} view {view.id} in {project}")
        return record
