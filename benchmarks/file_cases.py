"""How fast a `.wandb` file becomes columns, and how much memory that takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import run_cases
from measure import FailedError, Place, run
from results import BASELINES, ROOT, Row

#: The ways to read, with how many times faster than the baseline each has to be.
WAYS = {"all": ("20 metrics", 6), "three": ("three of 20 metrics", 12), "cached": ("20 metrics, kept", 100)}

#: Memory may be so many times that of the columns, and so many bytes more.
TIMES, MORE = 3, 64e6


def read(title: str, runs: int, place: Place) -> list[Row]:
    """A run that the official client wrote offline, read by wbgen and by ``wandb leet inspect --json``.

    Seconds are those of reading, told by the processes themselves: without importing what reads.
    """
    file = written(place)
    reader, inspector = str(ROOT / "benchmarks" / "read_rows.py"), str(BASELINES / "inspect_rows.py")
    ours: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    theirs: list[float] = []
    for _ in range(min(runs, run_cases.MOST_RUNS)):
        theirs.append(told(place, inspector, str(file), str(run_cases.METRICS))[1])
        for way, samples in ours.items():
            samples.append(told(place, reader, str(file), way, str(place.folder / "kept"))[1:])
    rows = [
        Row(title, what, "s", [sample[0] for sample in ours[way]], theirs, round(1 / times, 4))
        for way, (what, times) in WAYS.items()
    ]
    rates = [
        [run_cases.SCANNED / seconds for seconds in way] for way in ([s[0] for s in ours["all"]], theirs)
    ]
    allowed = (TIMES * ours["all"][0][2] + MORE) / 1e6
    peak = [sample[1] / 1e6 for sample in ours["all"]]
    return [
        *rows,
        Row(title, "rows a second", "/s", *rates),
        Row(title, "memory beyond a bare interpreter", "MB", peak, bar=round(allowed, 1)),
    ]


def written(place: Place) -> Path:
    """The file of a run that the client logged where there is no server."""
    offline = {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_ERROR_REPORTING": "false"}
    script = str(BASELINES / "push_rows.py")
    counts = (str(run_cases.SCANNED), str(run_cases.METRICS))
    run((sys.executable, script, "long", *counts), Place(place.folder, {**place.env, **offline}))
    (file,) = place.folder.glob("wandb/offline-run-*/*.wandb")
    return file


def told(place: Place, *command: str) -> list[Any]:
    """What a script says of its reading; the first is the number of rows, which has to be right."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=place.folder,
        env=place.env,
        capture_output=True,
        text=True,
        check=False,
    )
    answer: list[Any] = json.loads(done.stdout) if done.returncode == 0 else [0]
    if answer[0] != run_cases.SCANNED:
        raise FailedError(f"{answer[0]} of {run_cases.SCANNED} rows were read:\n{done.stderr}")
    return answer
