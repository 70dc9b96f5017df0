"""Which page answers which URL."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from wbgen.server.pages.automations import AutomationPages
from wbgen.server.pages.boards import Boards
from wbgen.server.pages.charts import ChartFiles
from wbgen.server.pages.render import HERE
from wbgen.server.pages.runs import RunPages
from wbgen.server.pages.sweeps import SweepPages
from wbgen.server.pages.views import ViewPages
from wbgen.server.store import Store


def routes(store: Store) -> list[BaseRoute]:
    """The routes of all pages. They match any path of up to two segments and every path below a project,
    so an app lists its own routes first."""
    boards = Boards(store)
    views, runs, sweeps = ViewPages(store, boards), RunPages(store, boards), SweepPages(store, boards)
    charts = ChartFiles()
    return [
        Mount("/-/static", StaticFiles(directory=HERE / "static"), name="static"),
        Route("/-/charts.js", charts.script),
        Route("/-/charts.css", charts.style),
        Route("/", views.projects),
        Route("/{entity}", views.entity),
        Route("/{entity}/{project}", views.project),
        Route("/{entity}/{project}/workspace", views.project),
        Route("/{entity}/{project}/reports/{slug:path}", views.report),
        Route("/{entity}/{project}/table", runs.listing),
        Route("/{entity}/{project}/runs", runs.listing),
        Route("/{entity}/{project}/runs/{run}", runs.run),
        Route("/{entity}/{project}/runs/{run}/{rest:path}", runs.run),
        Route("/{entity}/{project}/sweeps", sweeps.listing),
        Route("/{entity}/{project}/sweeps/{sweep}", sweeps.sweep),
        Route("/{entity}/{project}/sweeps/{sweep}/{rest:path}", sweeps.sweep),
        Route("/{entity}/{project}/automations", AutomationPages(store, boards).listing),
        Route("/{entity}/{project}/{rest:path}", views.elsewhere),
    ]
