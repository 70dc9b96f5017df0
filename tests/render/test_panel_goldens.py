"""Each kind of panel as a whole drawing; those that are charts are drawn by Vega-Lite."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.render.worlds import run, scene
from wbgen.render.colors import group_colors
from wbgen.render.drawing import Chart
from wbgen.render.kinds import draw_panel
from wbgen.render.scene import Scene

LR, LAYERS, OPTIMIZER = "config:lr.value", "config:layers.value", "config:optimizer.value"

#: Names as people write them; nothing of this may reach a field's name.
ODD = 'val/"loss".x <b>[0]'


def sweep() -> Scene:
    """Six runs of a small sweep, one of which did not get far."""
    rows = [(1e-5, "adam", 2, 1.2), (1e-4, "sgd", 4, 0.8), (1e-3, "adam", 6, 0.4)]
    rows += [(1e-2, "adam", 8, 0.9), (1e-1, "sgd", 8, 1.5)]
    runs = [
        run(
            f"r{at}",
            name="same name" if at < 2 else f"run {at}",
            config={"lr": lr, "optimizer": optimizer, "layers": layers, "seed": 1},
            summary={ODD: loss, "acc": 1 - loss / 2},
            state="finished",
        )
        for at, (lr, optimizer, layers, loss) in enumerate(rows)
    ]
    lost = run("r5", config={"lr": 1e-3, "optimizer": "adam", "layers": 4, "seed": 1}, state="failed")
    return scene(*runs, lost)


def grouped() -> Scene:
    """The same runs in the groups of a run set."""
    key = OPTIMIZER
    whole = sweep()
    shown = [replace(each, group=((key, str(each.data.run.config["optimizer"])),)) for each in whole.runs]
    colors = group_colors([each.group for each in shown], {})
    return Scene(tuple(shown), grouping=(key,), group_colors=colors)


LINES = ("showMinYAxisLine", "showMaxYAxisLine", "showAvgYAxisLine", "showLinearRegression")
CASES: Mapping[str, tuple[str, dict[str, Any], Callable[[], Scene]]] = {
    "bar": ("Bar Chart", {"metrics": [ODD]}, sweep),
    "bar_metrics": ("Bar Chart", {"metrics": [ODD, "acc"], "vertical": True, "barLimit": 4}, sweep),
    "bar_groups": (
        "Bar Chart",
        {
            "metrics": [ODD],
            "groupAgg": "median",
            "groupArea": "minmax",
            "xAxisMin": 0.2,
            "xAxisTitle": "Loss",
        },
        grouped,
    ),
    "bar_spread": ("Bar Chart", {"metrics": [ODD], "groupAgg": "mean", "groupArea": "stddev"}, grouped),
    "scatter": (
        "Scatter Plot",
        {"xAxis": LR, "yAxis": f"summary:{ODD}", "zAxis": LAYERS, "xAxisLogScale": True, "yAxisMax": 2}
        | dict.fromkeys(LINES, True),
        sweep,
    ),
    "scatter_groups": ("Scatter Plot", {"xAxis": OPTIMIZER, "yAxis": "summary:acc"}, grouped),
    "parallel": (
        "Parallel Coordinates Plot",
        {
            "columns": [
                {"accessor": LR},
                {"accessor": OPTIMIZER},
                {"accessor": f"summary:{ODD}", "inverted": True},
            ],
            "customGradient": [{"color": "#ff0000", "offset": 0}, {"color": "#0000ff", "offset": 100}],
        },
        sweep,
    ),
    "importance": ("Parameter Importance", {"targetKey": ODD}, sweep),
}


@pytest.mark.parametrize("name", CASES)
def test_charts_are_as_they_were(name: str, golden: Callable[[str, str], None]) -> None:
    kind, config, world = CASES[name]
    drawing = draw_panel(kind, config, world())
    assert isinstance(drawing.body, Chart)
    whole = {"notes": drawing.notes, "spec": drawing.body.spec, "data": drawing.body.data}
    text = json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False)
    golden(f"render/{name}.json", text + "\n")
    assert ODD not in json.dumps([*fields(drawing.body.spec)]), "a name of a person is a field"


def fields(node: Any) -> list[Any]:
    """All that a spec uses as a field's name or computes with."""
    found = []
    if isinstance(node, dict):
        found += [
            node[key] for key in ("field", "test", "filter", "labelExpr", "expr", "calculate") if key in node
        ]
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [*found, *(field for each in inner for field in fields(each))]


def test_charts_are_drawn() -> None:
    import vl_convert

    marks = {"bar": 5, "bar_metrics": 4, "bar_groups": 2, "bar_spread": 2, "importance": 3}
    marks |= {"scatter": 5, "scatter_groups": 5}
    for name, (kind, config, world) in CASES.items():
        body = draw_panel(kind, config, world()).body
        assert isinstance(body, Chart)
        datasets = {
            table: [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
            for table, columns in body.data.items()
        }
        svg = vl_convert.vegalite_to_svg(
            {**body.spec, "width": 400, "height": 250, "datasets": datasets},
            vl_version="6.4",
            allowed_base_urls=[],
        )
        assert svg.count('aria-roledescription="bar"') in (marks.get(name, 0), 0), name
        drawn = svg.count('aria-roledescription="bar"') + svg.count('aria-roledescription="point"')
        assert drawn == marks.get(name, 0), name
        assert svg.count('aria-roledescription="line mark"') >= (6 if name == "parallel" else 0)
        assert "NaN" not in svg
