"""Which page answers which URL."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from wbgen.server.pages.automations import AutomationPages
from wbgen.server.pages.found import Pages
from wbgen.server.pages.links import REPORTS, WORKSPACE, report_id, view_names
from wbgen.server.pages.render import HERE, page
from wbgen.server.pages.runs import RunPages
from wbgen.server.pages.sweeps import SweepPages
from wbgen.server.store import Project, Store, View
from wbgen.views.effective import effective
from wbgen.views.json import Json
from wbgen.views.outline import parse, read_ownership, read_report, read_workspace


def routes(store: Store) -> list[BaseRoute]:
    """The routes of all pages. They match any path of up to two segments and every path below a project,
    so an app lists its own routes first."""
    pages, runs, sweeps = _Pages(store), RunPages(store), SweepPages(store)
    return [
        Mount("/-/static", StaticFiles(directory=HERE / "static"), name="static"),
        Route("/", pages.projects),
        Route("/{entity}", pages.entity),
        Route("/{entity}/{project}", pages.project),
        Route("/{entity}/{project}/workspace", pages.project),
        Route("/{entity}/{project}/reports/{slug:path}", pages.report),
        Route("/{entity}/{project}/table", runs.listing),
        Route("/{entity}/{project}/runs", runs.listing),
        Route("/{entity}/{project}/runs/{run}", runs.run),
        Route("/{entity}/{project}/runs/{run}/{rest:path}", runs.run),
        Route("/{entity}/{project}/sweeps", sweeps.listing),
        Route("/{entity}/{project}/sweeps/{sweep}", sweeps.sweep),
        Route("/{entity}/{project}/sweeps/{sweep}/{rest:path}", sweeps.sweep),
        Route("/{entity}/{project}/automations", AutomationPages(store).listing),
        Route("/{entity}/{project}/{rest:path}", pages.elsewhere),
    ]


class _Pages(Pages):
    """The endpoints of projects and views."""

    def projects(self, request: Request) -> Response:
        """All projects, or those of one entity."""
        return page("projects.html", {"projects": self.store.projects.all(), "entity": None})

    def entity(self, request: Request) -> Response:
        entity = request.path_params["entity"]
        projects = [project for project in self.store.projects.all() if project.entity == entity]
        if not projects:
            return self.missing(f"There is no entity “{entity}” on this server.")
        return page("projects.html", {"projects": projects, "entity": entity})

    def project(self, request: Request) -> Response:
        """The workspace that ``nw`` names; without ``nw``, the project's views."""
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        nw = request.query_params.get("nw")
        if nw is None:
            return page("project.html", self.listed(project))
        for name in view_names(nw):
            view = self.store.views.by_name(project.id, WORKSPACE, name)
            if view is not None:
                workspace = read_workspace(effective(cast(Json, parse(view.spec))))
                return page("workspace.html", {**_shown(project, view), "workspace": workspace})
        return self.missing(f"This project has no workspace “{nw}”.", project)

    def report(self, request: Request) -> Response:
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        view = self.store.views.by_id(report_id(request.path_params["slug"]))
        if view is None or view.type not in REPORTS or view.project_id != project.id:
            return self.missing("This project has no such report.", project)
        return page("report.html", {**_shown(project, view), "report": read_report(parse(view.spec))})

    def elsewhere(self, request: Request) -> Response:
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        if request.path_params["rest"].strip("/").split("/")[0] in ("", "reports"):
            return page("project.html", self.listed(project))
        return self.missing("This project has no such page.", project)


def _shown(project: Project, view: View) -> dict[str, object]:
    return {"project": project, "view": view, "owned": read_ownership(view.description)}
