"""The pages of sweeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.pages.board_pages import board_page, framed, hidden_in, undrawn
from wbgen.server.pages.boards import MOST_RUNS, can_draw
from wbgen.server.pages.found import Pages, page_number
from wbgen.server.pages.made_views import sweep_view
from wbgen.server.pages.render import fragment, page
from wbgen.server.pages.values import config_entries
from wbgen.server.store import Run, Sweep
from wbgen.views.client_entries import read_object
from wbgen.views.marker import read_marker

if TYPE_CHECKING:
    from wbgen.server.sweep_config import SweepConfig

#: Parts of the page of a sweep that are kept up to date, by the macros that make them.
PARTS = ("state", "told", "best", "trials")

#: How much of each kind a page shows.
MOST_SWEEPS = 200
RUNS_PER_PAGE = 50
MOST_PARAMETERS = 40
MOST_CONFIG = 20_000


@dataclass(frozen=True, slots=True)
class Trial:
    """A run of a sweep. parameters: as the sweep chose them, laid flat.  value: of the sweep's metric."""

    run: Run
    parameters: Sequence[tuple[str, str]]
    value: float | None


class SweepPages(Pages):
    """The endpoints of sweeps."""

    def listing(self, request: Request) -> Response:
        """The sweeps of a project, the newest first."""
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        sweeps = [sweep for _, sweep in self.store.sweeps.page(project.id, -1)][::-1]
        shown = [
            (sweep, _config(sweep), self.store.sweeps.count_runs(project.id, sweep.name))
            for sweep in sweeps[:MOST_SWEEPS]
        ]
        return page("sweeps.html", {"project": project, "sweeps": shown, "count": len(sweeps)})

    def sweep(self, request: Request) -> Response:
        """One sweep: what it searches, its runs with their parameters, the best of them."""
        project = self.project_of(request)
        if project is None:
            return self.no_project(request)
        name = request.path_params["sweep"]
        sweep = self.store.sweeps.get(project.id, name)
        if sweep is None:
            return self.missing(f"This project has no sweep “{name}”.", project)
        config = _config(sweep)
        trials = self._trials(sweep, config)
        number, pages = page_number(request.query_params.get("page", ""), len(trials), RUNS_PER_PAGE)
        values = {
            "project": project,
            "sweep": sweep,
            "config": config,
            "lead": read_marker(sweep.description)[0],
            "text": sweep.config[:MOST_CONFIG],
            "cut": len(sweep.config) > MOST_CONFIG,
            "best": _best(trials, config),
            "trials": trials[::-1][(number - 1) * RUNS_PER_PAGE : number * RUNS_PER_PAGE],
            "count": len(trials),
            "added": self.store.tried.added(sweep),
            "agents": len(self.store.agents.of_sweep(sweep.number)),
            "number": number,
            "pages": pages,
        }
        parts = {name: fragment("_sweep.html", name, values) for name in PARTS}
        if not trials or not can_draw():
            return undrawn(request, "sweep.html", values, parts, bool(trials))
        rows = [trial.run for trial in trials[-MOST_RUNS:]][::-1]
        more, hidden = len(trials) - len(rows), hidden_in(request)
        board = self.boards.board(project, sweep_view(config), "workspace", rows, hidden, more)
        return board_page(request, self.boards, board, "sweep.html", values, parts, framed)

    def _trials(self, sweep: Sweep, config: SweepConfig | None) -> list[Trial]:
        """The runs of a sweep, oldest first."""
        from wbgen.server.scheduling import summary_metric  # a server starts without the search

        chosen = {trial.run: trial.params for trial in self.store.agents.trials(sweep.number)}
        searched = config.parameters if config else {}

        def parameters(run: Run) -> Sequence[tuple[str, str]]:
            """As the sweep chose them; of a run that it began with, what that has of them."""
            own = chosen.get(run.number)
            if own is None:
                own = {key: value for key, value in read_object(run.config).items() if key in searched}
            return config_entries(json.dumps(own)).shown[:MOST_PARAMETERS]

        return [
            Trial(
                run=run,
                parameters=parameters(run),
                value=summary_metric(run.summary, config) if config else None,
            )
            for run in self.store.runs.of_sweep(sweep.project_id, sweep.name)
        ]


def _config(sweep: Sweep) -> SweepConfig | None:
    """What a sweep searches; None where an older wbgen took a config that this one does not."""
    from wbgen.server.sweep_config import SweepConfigError, read_config

    try:
        return read_config(sweep.config)
    except SweepConfigError:
        return None


def _best(trials: Sequence[Trial], config: SweepConfig | None) -> Trial | None:
    from wbgen.server.scheduling import best

    known = [trial for trial in trials if trial.value is not None]
    if config is None or not known:
        return None
    found = best([trial.value for trial in known if trial.value is not None], config)
    return next((trial for trial in known if trial.value == found), None)
