"""The field table: every option has a row, and every row does what it says through the official class."""

from __future__ import annotations

from typing import Any

import pytest

from wbgen.compile.encode import encode_panel, option
from wbgen.spec import models
from wbgen.views.json import get
from wbgen.views.table import PANELS, Field

#: Options of panels that no row holds, with what does.
ELSEWHERE = {
    "id": "the address", "each": "facets", "raw": "the overlay", "thresholds": "charts", "bands": "charts",
    "annotate": "charts", "right": "charts", "y2_title": "charts", "y2_log": "charts", "draw": "charts",
}  # fmt: skip

#: What is written for each row: an example as YAML would give it.
EXAMPLES: dict[str, Any] = {
    "wandb_id": "abc123", "layout": [1, 2, 3, 4], "title": "T", "regex": "a.*", "expressions": ["${a} + 1"],
    "x": "train/epoch", "z": "config.lr", "x_range": [1, 2], "y_range": [0.5, None], "z_range": [3, 4],
    "smoothing.weight": 0.5, "smoothing.kind": "time_weighted", "smoothing.original": True, "max_runs": 7,
    "max_bars": 8, "group.by": "config.lr", "group.aggregate": "median", "group.spread": "stddev",
    "legend.position": "west", "legend.template": "t", "legend.fields": ["run:name"], "points": "sampling",
    "font": "large", "titles": {"r:a": "A"}, "colors": {"r:a": "#ff0000"}, "widths": {"r:a": 2.0},
    "marks": {"r:a": "dashed"}, "x_expression": "a * 2", "x_format": "datetime", "aggregate": "max",
    "spread": "minmax", "gradient": [{"color": "#ff0000", "at": 10}], "columns": 4, "mode": "grid",
    "gallery_axis": "step", "grid_x": "run", "grid_y": "index", "percent": True, "x_title": "X",
    "y_title": "Y", "line": ["a"], "area": ["a"], "bar": ["a"], "scalar": "a", "scatter": "a",
    "importance": "a", "media": ["a"], "parallel": ["config.lr", {"metric": "a", "log": True}],
    "runs": "differences", "code": "unified",
    "markdown": "text",
}  # fmt: skip

ROWS = [
    pytest.param(kind, field, id=f"{kind}-{field.option}") for kind in PANELS for field in PANELS[kind].fields
]


def example(kind: str, field: Field) -> Any:
    if field.option == "aggregate" and kind != "scalar":
        return True
    return EXAMPLES.get(field.option, True)


def written(kind: str, field: Field) -> models.Panel:
    own = PANELS[kind].fields[0].option
    data: dict[str, Any] = {own: EXAMPLES[own]}
    place = data
    *outer, last = field.option.split(".")
    for step in outer:
        place = place.setdefault(step, {"weight": 0.1} if step == "smoothing" else {})
    place[last] = example(kind, field)
    return models.PANEL_KINDS[kind].model_validate(data)


@pytest.mark.parametrize(("kind", "field"), ROWS)
def test_a_row_is_written_to_its_place_and_read_back(kind: str, field: Field) -> None:
    options = written(kind, field)
    body = encode_panel(kind, options, "id")
    parts = [get(body, path) for path in field.wire]
    wire = parts if len(parts) > 1 else parts[0]
    value = example(kind, field)
    assert wire == field.codec.encode(value)
    back = field.codec.decode(wire)
    assert field.codec.encode(back) == wire


@pytest.mark.parametrize("kind", PANELS)
def test_every_option_has_a_row(kind: str) -> None:
    rows = {field.option.split(".")[0] for field in PANELS[kind].fields}
    options = set(models.PANEL_KINDS[kind].model_fields)
    assert options - rows <= set(ELSEWHERE)
    assert rows <= options
    assert all(
        option(models.PANEL_KINDS[kind].model_construct(**{kind: None}), name) is None
        for name in rows - options
    )
