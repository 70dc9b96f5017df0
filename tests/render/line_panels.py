"""Line panels of every sort, with the runs they are drawn from: what the goldens and pictures show."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import polars as pl

from tests.render.worlds import run, scene
from wbgen.render.scene import Scene
from wbgen.runs.memory import MemoryRun

Panel = dict[str, Any]


def trained(id: str, rows: int = 40, *metrics: str, **fields: Any) -> MemoryRun:
    """A run whose metrics fall, each from its own height, with times a second and a half apart."""
    names = metrics or ("loss",)
    columns = {
        name: [(at + 1) * math.exp(-3 * row / rows) + 0.05 * math.sin(row * row) for row in range(rows)]
        for at, name in enumerate(names)
    }
    times = {
        "_runtime": [1.5 * row for row in range(rows)],
        "_timestamp": [1.7e9 + 1.5 * row for row in range(rows)],
    }
    return run(id, history={**times, **columns}, **fields)


def grouped(of: Scene, key: str) -> Scene:
    """The scene with its runs grouped by a setting."""
    runs = tuple(
        replace(shown, group=((f"config:{key}.value", str(shown.data.run.config[key])),)) for shown in of.runs
    )
    return replace(of, runs=runs, grouping=(f"config:{key}.value",))


def with_machine(id: str) -> MemoryRun:
    """A run whose machine was measured too."""
    machine = pl.DataFrame(
        {
            "_runtime": [15.0 * at for at in range(6)],
            "_timestamp": [1.7e9 + 15.0 * at for at in range(6)],
            "gpu.0.temp": [50.0, 55.0, 60.0, 62.0, 61.0, 61.5],
        }
    )
    return replace(trained(id, 60), machine=machine)


def two() -> Scene:
    return scene(trained("a", name="first"), trained("b", 30, name="second"))


def several() -> Scene:
    return scene(trained("a", 20, "train/a", "train/b"), trained("b", 20, "train/a", "train/b"))


def four() -> Scene:
    return scene(*(trained(f"r{at}", 12 + at, config={"lr": 0.1 * (at % 2)}) for at in range(4)))


def stepped() -> Scene:
    """A metric over the step metric that the run defined for it, in other rows than another metric."""
    history = {
        "epoch": [None, 0.0, None, 1.0, None, 2.0],
        "val/acc": [None, 0.2, None, 0.4, None, 0.5],
        "loss": [3.0, None, 2.0, None, 1.0, None],
    }
    return scene(run("a", history=history, step_metrics={"val/*": "epoch"}))


def odd() -> Scene:
    """Names that mean something in paths, quotes, HTML and templates; a run called so too."""
    name = 'a.b[0]/it\'s "<b>${x}</b>" \\'
    return scene(run("a", history={name: [1.0, 2.0, 3.0]}, name=name), run("b", history={name: [2.0, 3.0]}))


ODD = next(iter(odd().runs[0].data.keys()))

#: Panels by what they show.
PANELS: dict[str, tuple[Panel, Scene]] = {
    "two-runs": ({"metrics": ["loss"]}, two()),
    "two-metrics-of-two-runs": ({"metrics": ["train/a", "train/b"]}, several()),
    "buckets": ({"metrics": ["loss"]}, replace(scene(trained("a", 400)), width=48)),
    "sampled": (
        {"metrics": ["loss"], "pointVisualizationMethod": "sampling"},
        replace(scene(trained("a", 400)), width=48),
    ),
    "smoothed": (
        {"metrics": ["loss"], "smoothingWeight": 0.8, "smoothingType": "exponentialTimeWeighted"},
        two(),
    ),
    "logarithmic-and-bounded": (
        {"metrics": ["loss"], "xLogScale": True, "yLogScale": True, "yAxisMin": 0.1, "xAxisMax": 30},
        two(),
    ),
    "wall-time": ({"metrics": ["loss"], "xAxis": "_timestamp"}, two()),
    "relative-time": ({"metrics": ["loss"], "xAxis": "_absolute_runtime"}, scene(trained("a", 100))),
    "step-metric": ({"metrics": ["val/acc"]}, stepped()),
    "expression": ({"metrics": ["loss"], "expressions": ["${loss} * 2", "1"]}, scene(trained("a", 5))),
    "x-expression": ({"metrics": ["loss"], "xExpression": "${_step} * 32"}, scene(trained("a", 5))),
    "machine": ({"metrics": ["system/gpu.0.temp"]}, scene(with_machine("a"))),
    "machine-and-metric": ({"metrics": ["system.gpu.0.temp", "loss"]}, scene(with_machine("a"))),
    "grouped": ({"metrics": ["loss"], "groupBy": "lr.value", "groupArea": "stddev"}, four()),
    "grouped-by-the-table": ({"metrics": ["loss"], "groupAgg": "max"}, grouped(four(), "lr")),
    "samples-of-groups": ({"metrics": ["loss"], "groupAgg": "samples"}, grouped(four(), "lr")),
    "overrides": (
        {
            "metrics": ["loss"],
            "overrideSeriesTitles": {"a:loss": "Baseline"},
            "overrideColors": {"a:loss": {"color": "#abcdef"}},
            "overrideMarks": {"b:loss": "dashed"},
            "overrideLineWidths": {"b:loss": 3},
            "legendPosition": "east",
            "fontSize": "small",
        },
        two(),
    ),
    "template": (
        {"metrics": ["loss"], "legendTemplate": "[[ ${x}: ${y} ]] ${run:displayName} ${config:lr.value}"},
        scene(trained("a", 4, config={"lr": 0.1}), trained("b", 4, config={"lr": 0.2})),
    ),
    "stacked": ({"metrics": ["train/a", "train/b"], "plotType": "stacked-area"}, several()),
    "percent": (
        {"metrics": ["train/a", "train/b"], "plotType": "pct-area"},
        scene(trained("a", 6, "train/a", "train/b")),
    ),
    "single-point": ({"metrics": ["once"]}, scene(run("a", history={"once": [None, 0.5]}))),
    "odd-names": ({"metrics": [ODD], "xAxisTitle": "<i>", "yAxisTitle": "${y}"}, odd()),
    "no-outliers": (
        {"metrics": ["loss"], "ignoreOutliers": True},
        scene(run("a", history={"loss": [9000.0, *(float(at % 7) for at in range(40))]})),
    ),
}


def rows(columns: Any) -> list[dict[str, Any]]:
    """Columns as Vega-Lite has them."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def whole(chart: Any) -> dict[str, Any]:
    """A chart with its data in it, as a page gives it to Vega-Lite."""
    datasets = {name: rows(columns) for name, columns in chart.data.items()}
    return {"width": 400, "height": 200, **chart.spec, "datasets": datasets}


def json_of(chart: Any) -> str:
    """A chart as a golden: its definition indented, a line per column of its data."""
    spec = json.dumps(chart.spec, indent=1, ensure_ascii=False)
    data = [
        f"{name}.{column} {json.dumps(values, ensure_ascii=False)}"
        for name, columns in chart.data.items()
        for column, values in columns.items()
    ]
    return "\n".join([spec, *data, ""])
