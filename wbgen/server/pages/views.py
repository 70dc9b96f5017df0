"""The pages of projects and their views: workspaces and reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.pages import live
from wbgen.server.pages.board_pages import bare, board_page, framed, hidden_in, newest, undrawn
from wbgen.server.pages.boards import Opened, Piece, can_draw
from wbgen.server.pages.found import Pages
from wbgen.server.pages.links import REPORTS, WORKSPACE, report_id, view_names
from wbgen.server.pages.render import fragment, page
from wbgen.server.store import Project, View
from wbgen.views.effective import effective
from wbgen.views.json import Json
from wbgen.views.outline import (
    Block,
    Grid,
    Heading,
    Report,
    parse,
    read_ownership,
    read_report,
    read_workspace,
)


class ViewPages(Pages):
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
            return self.overview(request, project)
        for name in view_names(nw):
            view = self.store.views.by_name(project.id, WORKSPACE, name)
            if view is not None:
                return self.workspace(request, project, view)
        return self.missing(f"This project has no workspace “{nw}”.", project)

    def overview(self, request: Request, project: Project) -> Response:
        """What a project has: its views and its latest runs."""
        given = self.listed(project)
        latest = fragment("_runs.html", "latest", project, given["runs"], given["run_count"])
        if live.is_asked(request):
            return live.page_of_fragments(request, {"runs": latest})
        return page("project.html", {**given, "latest": latest})

    def workspace(self, request: Request, project: Project, view: View) -> Response:
        """A workspace, drawn with the project's runs; where there are none, what it would draw."""
        spec = effective(cast(Json, parse(view.spec)))
        given = {**_told(project, view), "workspace": read_workspace(spec)}
        runs, more = newest(self.store, project)
        if not runs or not can_draw():
            return undrawn(request, "workspace.html", given, {}, bool(runs))
        board = self.boards.board(project, spec, "workspace", runs, hidden_in(request), more)
        return board_page(request, self.boards, board, "board.html", given, {}, framed)

    def report(self, request: Request) -> Response:
        """A report, its panels drawn with the project's runs."""
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        view = self.store.views.by_id(report_id(request.path_params["slug"]))
        if view is None or view.type not in REPORTS or view.project_id != project.id:
            return self.missing("This project has no such report.", project)
        spec = cast(Json, parse(view.spec))
        report = read_report(spec)
        given = {**_told(project, view), "report": report}
        runs, more = newest(self.store, project)
        if not runs or not can_draw():
            return undrawn(request, "report.html", {**given, "drawn": {}}, {}, bool(runs))
        board = self.boards.board(project, spec, "report", runs, (), more)
        given |= {"drawn": _drawn_grids(report, self.boards.open(board))}
        return board_page(request, self.boards, board, "report.html", given, {}, bare)

    def elsewhere(self, request: Request) -> Response:
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        if request.path_params["rest"].strip("/").split("/")[0] in ("", "reports"):
            return self.overview(request, project)
        return self.missing("This project has no such page.", project)


def _told(project: Project, view: View) -> dict[str, object]:
    return {"project": project, "view": view, "owned": read_ownership(view.description)}


def _drawn_grids(report: Report, opened: Opened) -> Mapping[int, Sequence[Piece]]:
    """The pieces of each grid of a report, by the identity of its block.

    A report's parts are its grids in the order of the blocks; those without panels have no pieces.
    """
    grids = [block for block in _grids(report.blocks) if block.count]
    drawn = [section.pieces for section in opened.sections if section.part.places]
    return {id(grid): pieces for grid, pieces in zip(grids, drawn, strict=False)}


def _grids(blocks: Sequence[Block]) -> Iterator[Grid]:
    for block in blocks:
        if isinstance(block, Grid):
            yield block
        elif isinstance(block, Heading):
            yield from _grids(block.folded or ())
