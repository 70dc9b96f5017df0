"""What a URL names, or what there is instead."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.pages.boards import Boards
from wbgen.server.pages.links import REPORTS, WORKSPACE
from wbgen.server.pages.render import page
from wbgen.server.store import Project, Store

#: Runs among what a project has.
LATEST = 5


@dataclass(frozen=True, slots=True)
class Pages:
    """Endpoints over a store. They are plain functions, so Starlette runs them off the event loop."""

    store: Store
    boards: Boards

    def project_of(self, request: Request) -> Project | None:
        """The project that the URL names, or None."""
        return self.store.projects.get(request.path_params["entity"], request.path_params["project"])

    def no_project(self, request: Request) -> Response:
        """Not found: there is no such project."""
        path = "{entity}/{project}".format(**request.path_params)
        return self.missing(f"There is no project “{path}” on this server.")

    def missing(self, message: str, project: Project | None = None) -> Response:
        """Not found, and what there is instead."""
        if project is None:
            instead: dict[str, object] = {"project": None, "projects": self.store.projects.all()}
        else:
            instead = self.listed(project)
        return page("missing.html", {"message": message, **instead}, 404)

    def listed(self, project: Project) -> dict[str, object]:
        """What a project has."""
        return {
            "project": project,
            "workspaces": self.store.views.all(project.id, WORKSPACE),
            "reports": [view for kind in REPORTS for view in self.store.views.all(project.id, kind)],
            "runs": self.store.runs.page(project.id, LATEST, newest_first=True),
            "run_count": self.store.runs.count(project.id),
        }


def page_number(text: str, count: int, size: int) -> tuple[int, int]:
    """Which page of ``count`` things a text asks for (``2``), or the nearest; and how many there are."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    pages = max(1, -(-count // size))
    return min(max(1, asked), pages), pages
