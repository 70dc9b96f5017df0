"""How long a dashboard of long runs takes to be a page: the whole `wbgen preview` process."""

from __future__ import annotations

import shutil
import sys

from measure import FailedError, Place, run
from results import BASELINES, WBGEN, Row

RUNS, ROWS, PANELS = 5, 100_000, 12

PAGE = "page.html"
SPEC = "page.yaml"


def page(title: str, runs: int, place: Place) -> list[Row]:
    """A page of twelve panels over five runs, with nothing kept from before and with everything.

    The runs are written by the official client, offline.
    """
    write_runs(place)
    (place.folder / SPEC).write_text(spec(), encoding="utf-8")
    command = (*WBGEN, "preview", SPEC, "--runs", "wandb", "-o", PAGE)
    cold, cached = [], []
    for _ in range(1 + runs):
        shutil.rmtree(place.folder / ".wbgen", ignore_errors=True)
        cold.append(run(command, place))
        cached.append(run(command, place))
    written = (place.folder / PAGE).stat().st_size
    if written < 1e6:
        raise FailedError(f"the page holds {written} bytes, so that something is missing from it")
    return [
        Row(title, "wall time, nothing kept", "s", [sample.wall for sample in cold[1:]], bar=3.0),
        Row(title, "wall time, columns kept", "s", [sample.wall for sample in cached[1:]], bar=0.7),
        Row(title, "peak memory, nothing kept", "MB", [sample.peak / 1e6 for sample in cold[1:]]),
        Row(title, "the page", "MB", [written / 1e6], bar=2.5),
    ]


def write_runs(place: Place) -> None:
    """Runs as the client writes them where there is no server."""
    offline = Place(
        place.folder,
        {**place.env, "WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_ERROR_REPORTING": "false"},
    )
    for number in range(RUNS):
        script = str(BASELINES / "push_rows.py")
        run((sys.executable, script, f"run{number}", str(ROWS), str(PANELS)), offline)


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
