"""The pages of runs and sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.pages import live
from wbgen.server.pages.board_pages import board_page, framed, undrawn
from wbgen.server.pages.boards import can_draw
from wbgen.server.pages.found import Pages
from wbgen.server.pages.links import WORKSPACE, short_name
from wbgen.server.pages.made_views import own_view, run_view
from wbgen.server.pages.render import fragment, page
from wbgen.server.pages.values import config_entries, own_last, summary_entries, told
from wbgen.server.signing import Grant, signed_url
from wbgen.server.store import Automation, File, Firing, Project, Run
from wbgen.server.store.files import RUN
from wbgen.server.store.lines import HISTORY, OUTPUT
from wbgen.views.effective import effective
from wbgen.views.json import Json
from wbgen.views.outline import parse, read_ownership

#: Parts of the page of a run that are kept up to date, by the macros that make them.
PARTS = ("state", "told", "alerts", "values", "metrics", "files", "console")

#: The parameter of a run's page that names the workspace it is drawn by, and its value for none of them.
CHARTS, EVERY_METRIC = "nw", "-"
#: How the address of the workspace ends that a run is drawn by unless another one is wanted.
DEFAULT = "/workspace/default"

#: How much of each kind a page shows.
MOST_VIEWS = 30
MOST_METRICS = 300
MOST_FILES = 200
MOST_LINES = 200
MOST_ALERTS = 50
MOST_FIRINGS = 50


@dataclass(frozen=True, slots=True)
class Metric:
    """A key of a history. last: its latest value as text.  rows: how many rows hold it."""

    name: str
    last: str
    rows: int


class RunPages(Pages):
    """The endpoints of runs and sweeps."""

    def listing(self, request: Request) -> Response:
        """The runs of a project as a table: filtered, sorted, a page at a time (see ``runs_table``)."""
        from wbgen.server.pages.runs_table import runs_table  # a server starts without filters

        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        table = runs_table(self.store, project.id, request.query_params)
        if live.is_asked(request):
            return live.page_of_fragments(request, {"runs": fragment("_table.html", "runs", project, table)})
        return page("runs.html", {"project": project, "table": table})

    def run(self, request: Request) -> Response:
        """One run: what it was given, what came of it, and what it said."""
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        name = request.path_params["run"]
        run = self.store.runs.get(project.id, name)
        if run is None:
            return self.missing(f"This project has no run “{name}”.", project)
        spec, views = self._charts(project, request.query_params.get(CHARTS))
        given = {"project": project, "run": run, "views": views, **self._told(run)}
        parts = {name: fragment("_run.html", name, given) for name in PARTS}
        if not can_draw():
            return undrawn(request, "run.html", given, parts, has_runs=True)
        board = self.boards.board(project, spec, "workspace", [run])
        return board_page(request, self.boards, board, "run.html", given, parts, framed)

    def _charts(self, project: Project, wanted: str | None) -> tuple[Json, Sequence[tuple[str, str, bool]]]:
        """What a run's charts are: the project's `default` workspace, the wanted one, or a chart per metric.

        Also the choices: label, what to ask for, and whether it is shown.
        """
        views = [view for _, view in self.store.views.page(project.id, limit=MOST_VIEWS, type=WORKSPACE)]
        # Views are made many at a time, so that the first one made says nothing.
        views.sort(key=lambda view: not (read_ownership(view.description).address or "").endswith(DEFAULT))
        chosen = views[0] if views and wanted is None else None
        chosen = next((view for view in views if short_name(view.name) == wanted), chosen)
        spec = own_view(effective(cast(Json, parse(chosen.spec)))) if chosen else run_view()
        links = [(view.display_name or view.name, short_name(view.name), view is chosen) for view in views]
        return spec, [*links, ("every metric", EVERY_METRIC, chosen is None)] if links else []

    def _told(self, run: Run) -> dict[str, object]:
        from wbgen.server.resources.history import console_line  # a server starts without resources

        keys = self.store.keys.of(run.number)
        metrics = [
            Metric(told(name), told(key.last), key.total)
            for name, key in sorted(keys.items(), key=lambda item: own_last(item[0]))[:MOST_METRICS]
        ]
        lines = self.store.lines.tail(run.number, OUTPUT, MOST_LINES)
        return {
            "config": config_entries(run.config),
            "summary": summary_entries(run.summary),
            "metrics": metrics,
            "more_metrics": len(keys) - len(metrics),
            "rows": self.store.lines.count(run.number, HISTORY),
            "files": self._files(run),
            "file_count": self.store.files.count(RUN, run.number),
            "alerts": self.store.alerts.of_run(run.number, MOST_ALERTS),
            "firings": self._firings(run),
            "console": [console_line(number, line) for number, line in lines],
            "more_lines": self.store.lines.count(run.number, OUTPUT) - len(lines),
        }

    def _files(self, run: Run) -> Sequence[tuple[File, str]]:
        """Files with the URLs that give their content."""
        files = self.store.files.page(RUN, run.number, limit=MOST_FILES)
        secret = self.store.files.secret() if files else b""
        return [(file, signed_url(secret, "GET", Grant(RUN, run.number, file.name))) for file in files]

    def _firings(self, run: Run) -> Sequence[tuple[Firing, Automation | None]]:
        firings = self.store.firings.of_run(run.number, MOST_FIRINGS)
        return [(firing, self.store.automations.by_number(firing.automation)) for firing in firings]
