"""Custom chart panels as the app and the client write them, and the tables they show."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.render.line_panels import Panel, trained
from tests.render.worlds import run, scene
from wbgen.compile.charts import definition
from wbgen.render.scene import Scene
from wbgen.runs.memory import MemoryRun

PATH = "media/table/t.table.json"


def query(**parts: dict[str, Any]) -> dict[str, Any]:
    """A query as W&B's editor writes it."""
    fields: list[dict[str, Any]] = [{"name": "id", "value": []}, {"name": "name", "value": []}]
    for name, arguments in parts.items():
        args = [{"name": argument, "value": value} for argument, value in arguments.items()]
        fields.append({"name": name, "args": args, "fields": []})
    runs = [{"name": "runSets", "value": "${runSets}"}, {"name": "limit", "value": 500}]
    return {"queryFields": [{"name": "runSets", "args": runs, "fields": fields}]}


def panel(chart: str, asked: dict[str, Any], fields: dict[str, str], **strings: str) -> Panel:
    """A panel's config."""
    return {"panelDefId": chart, "userQuery": asked, "fieldSettings": fields, "stringSettings": strings}


def tabled(id: str, columns: list[str], rows: list[list[Any]], key: str = "t") -> MemoryRun:
    """A run that logged a table."""
    content = json.dumps({"columns": columns, "data": rows}).encode()
    return run(id, summary={key: {"_type": "table-file", "path": PATH}}, files={PATH: content})


def generic(id: str) -> Any:
    """Our generic charts, by ids such as ``entity/wbgen-lines-0a1b2c3d``."""
    parts = id.split("-")
    return json.loads(definition(parts[1]).spec) if parts[0].endswith("wbgen") else None


TABLE = query(summaryTable={"tableKey": "t"})
SEEDED = random.Random(6)
CURVE = [[at / 8, (at / 8) ** 0.5, kind] for kind in ("cat", "dog") for at in range(9)]
MATRIX = [[a, p, 40 if a == p else SEEDED.randrange(9)] for a in ("cat", "dog") for p in ("cat", "dog")]
VALUES = [[round(SEEDED.gauss(0, 1), 3), round(SEEDED.gauss(0, 2), 3)] for _ in range(60)]
STEPS = [[step, key, step * (1 + (key == "b"))] for step in range(6) for key in "ab"]
BINS = [json.dumps({"_type": "histogram", "values": [1, 4 + at, 2], "bins": [0, 1, 2, 3]}) for at in range(6)]

LINES = {
    "title": "Lines",
    "x_title": "Step",
    "y_title": "",
    "y_scale": "linear",
    "metrics": "train/a,train/b",
    "labels": "a|b",
    "right": "",
    "right_labels": "",
    "single": "no",
    "y2_title": "",
    "y2_scale": "linear",
    "thresholds": "0.7",
    "threshold_labels": "target",
    "boundaries": "5,10",
    "boundary_labels": "mixed|student",
    "events": "",
    "events_label": "",
    "bands_from": "0.2",
    "bands_to": "0.4",
    "band_labels": "healthy",
    "band_colors": "#2fa37c",
}

A, B = (trained(id, 20, "train/a", "train/b") for id in ("a", "b"))
METRICS = query(history={"keys": ["_step", "train/a", "train/b"]})

#: Panels by what they show, with the runs they show it of.
CHARTS: dict[str, tuple[Panel, Scene]] = {
    "lines": (panel("e/wbgen-lines-1", METRICS, {"x": "_step"}, **LINES), scene(A, B, charts=generic)),
    "heatmap": (
        panel(
            "e/wbgen-heatmap-1",
            METRICS,
            {"x": "_step"},
            **{"title": "", "metrics": "train/a,train/b", "labels": "a|b", "x_title": "Step", "scale": "log"},
        ),
        scene(A, charts=generic),
    ),
    "histogram-over-time": (
        panel(
            "e/wbgen-histogram-1",
            query(history={"keys": ["_step", "grad"]}),
            {"x": "_step"},
            **{"title": "", "metric": "grad", "x_title": "Step", "y_title": "grad", "scale": "linear"},
        ),
        scene(run("a", history={"grad": BINS}), charts=generic),
    ),
    "distribution-over-runs": (
        panel(
            "e/wbgen-distribution-1",
            query(summary={"keys": ["acc"]}),
            {},
            **{"title": "", "metrics": "acc", "labels": "acc", "by": "metric", "bins": "5"},
            **{"x_title": "acc", "y_title": "runs", "scale": "linear"},
        ),
        scene(*(run(f"r{at}", summary={"acc": at / 10}) for at in range(8)), charts=generic),
    ),
    "preset-line": (
        panel("wandb/line/v0", TABLE, {"x": "x", "y": "y"}, title="t"),
        scene(tabled("a", ["x", "y"], [[0, 1], [1, 3]]), tabled("b", ["x", "y"], [[0, 2], [1, 2]])),
    ),
    "preset-line-series": (
        panel("wandb/lineseries/v0", TABLE, {"step": "s", "lineKey": "k", "lineVal": "v"}, xname="batches"),
        scene(tabled("a", ["s", "k", "v"], STEPS), tabled("b", ["s", "k", "v"], STEPS[::-1])),
    ),
    "preset-area-under-curve": (
        panel(
            "wandb/area-under-curve/v0",
            TABLE,
            {"x": "fpr", "y": "tpr", "class": "class"},
            **{"title": "ROC", "x-axis-title": "False positive rate"},
        ),
        scene(tabled("a", ["fpr", "tpr", "class"], CURVE)),
    ),
    "preset-histogram": (
        panel("wandb/histogram/v0", TABLE, {"value": "a.b"}, title="t"),
        scene(tabled("a", ["a.b", "c"], VALUES)),
    ),
    "preset-bar": (
        panel("wandb/bar/v0", TABLE, {"label": "it's [1]", "value": "v"}, title="t"),
        scene(tabled("a", ["it's [1]", "v"], [["x", 1], ["y", 3]])),
    ),
    "preset-scatter": (
        panel("wandb/scatter/v0", TABLE, {"x": "a.b", "y": "c"}, title="t"),
        scene(tabled("a", ["a.b", "c"], VALUES), tabled("b", ["a.b", "c"], VALUES[:9])),
    ),
    "preset-confusion-matrix": (
        panel(
            "wandb/confusion_matrix/v1",
            TABLE,
            {"Actual": "Actual", "Predicted": "Predicted", "nPredictions": "n"},
            title="t",
        ),
        scene(tabled("a", ["Actual", "Predicted", "n"], MATRIX)),
    ),
}
