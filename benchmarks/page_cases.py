"""How long a dashboard of long runs takes to be a page: the whole `wbgen preview` process."""

from __future__ import annotations

import shutil
import sys

import run_cases
from measure import FailedError, Place, run
from results import BASELINES, WBGEN, Row

RUNS, PANELS = 5, 12

PAGE, SPEC, VIEW = "page.html", "page.yaml", "built/page/workspace.default.json"


def page(title: str, runs: int, place: Place) -> list[Row]:
    """A page of twelve panels over five runs, with nothing kept from before and with everything.

    The runs are written by the official client, offline. The bars are for a view that is there as JSON: to
    compile a spec, the official library is imported too, which takes half a second by itself.
    """
    write_runs(place)
    (place.folder / SPEC).write_text(spec(), encoding="utf-8")
    run((*WBGEN, "build", SPEC, "-o", "built"), place)
    view, whole = (preview(what) for what in (VIEW, SPEC))
    cold, cached, compiled = [], [], []
    for _ in range(1 + min(runs, run_cases.MOST_RUNS)):
        shutil.rmtree(place.folder / ".wbgen", ignore_errors=True)
        cold.append(run(view, place))
        cached.append(run(view, place))
        compiled.append(run(whole, place))
    page = (place.folder / PAGE).read_text(encoding="utf-8")
    if (drawn := page.count('data-chart="p1-')) != PANELS:
        raise FailedError(f"the page holds {drawn} charts instead of {PANELS}")
    return [
        Row(title, "wall time, nothing kept", "s", [sample.wall for sample in cold[1:]], bar=3.0),
        Row(title, "wall time, columns kept", "s", [sample.wall for sample in cached[1:]], bar=0.7),
        Row(title, "wall time, a spec, columns kept", "s", [sample.wall for sample in compiled[1:]]),
        Row(title, "peak memory, nothing kept", "MB", [sample.peak / 1e6 for sample in cold[1:]]),
        Row(title, "the page", "MB", [len(page.encode()) / 1e6], bar=2.5),
    ]


def write_runs(place: Place) -> None:
    """Runs as the client writes them where there is no server."""
    offline = Place(
        place.folder,
        {**place.env, "WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_ERROR_REPORTING": "false"},
    )
    names = ",".join(f"run{number}" for number in range(RUNS))
    script = str(BASELINES / "push_rows.py")
    run((sys.executable, script, names, str(run_cases.SCANNED), str(PANELS)), offline)


def preview(what: str) -> tuple[str, ...]:
    """The command that draws a view or a spec with the runs."""
    return (*WBGEN, "preview", what, "--runs", "wandb", "-o", PAGE)


def spec() -> str:
    """A workspace with a line panel for each metric."""
    metrics = "\n".join(f"      metric_{number}: {{range: [0, 1]}}" for number in range(PANELS))
    panels = "\n".join(f"          - line: metric_{number}" for number in range(PANELS))
    return f"""\
wbgen: 1
guide: page
title: A page
project: bench
metrics:
  - group: All
    of:
{metrics}
workspaces:
  default:
    title: A page
    sections:
      - title: All
        panels:
{panels}
"""
