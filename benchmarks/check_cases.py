"""How fast a long run is held against its spec."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import run_cases
from measure import Place, run
from results import BASELINES, WBGEN, Row

METRICS = 60

#: A spec with something of everything that is looked at: types, cadence, ranges, conditions, rules, panels.
SPEC = f"""\
wbgen: 1
guide: bench
title: A long run
project: bench
dimensions: {{n: [{", ".join(map(str, range(METRICS)))}]}}
metrics:
  - group: All
    every: step
    range: [0, 1]
    healthy: above 0.2
    warn: {{above 2: Too high}}
    of:
      metric_<n>: {{goal: minimize}}
health:
  apart: {{when: std over (n) metric_<n> > 0.9 after 1000 steps}}
  jump: {{when: "any(n) metric_<n> > 5 * mean(metric_<n>, 100 steps)"}}
  still: {{when: metric_0 > 0.5 for 500 steps}}
workspaces:
  default: {{sections: [{{title: All, panels: [{{line: metric_<n>}}]}}]}}
"""

#: A bar in seconds.
BAR = 2.0


def check(title: str, runs: int, place: Place) -> list[Row]:
    """``wbgen check`` of a `.wandb` file: read for the first time, and with its columns kept."""
    offline = {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_ERROR_REPORTING": "false"}
    pushing = (str(BASELINES / "push_rows.py"), "long", str(run_cases.SCANNED), str(METRICS))
    run((sys.executable, *pushing), Place(place.folder, {**place.env, **offline}))
    (file,) = place.folder.glob("wandb/offline-run-*/*.wandb")
    (place.folder / "bench.yaml").write_text(SPEC, encoding="utf-8")
    command = (*WBGEN, "check", str(file), "--spec", "bench.yaml", "--strict")
    first, kept = [], []
    for _ in range(min(runs, run_cases.MOST_RUNS)):
        forget(place.folder)
        first.append(run(command, place))
        kept.append(run(command, place))
    return [
        Row(title, "wall time, read for the first time", "s", [s.wall for s in first], bar=BAR),
        Row(title, "wall time, columns kept", "s", [s.wall for s in kept], bar=BAR),
        Row(title, "processor time, columns kept", "s", [s.cpu for s in kept]),
        Row(title, "peak memory", "MB", [s.peak / 1e6 for s in first]),
    ]


def forget(folder: Path) -> None:
    """Remove what was kept of files that were read."""
    shutil.rmtree(folder / ".wbgen" / "cache", ignore_errors=True)
