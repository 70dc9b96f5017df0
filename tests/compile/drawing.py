"""Drawing a chart panel as W&B does: strings and fields filled in, rows under the name ``wandb``."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import vl_convert

from wbgen.compile.charts import ChartPanel, chart_panel
from wbgen.spec.guide import Panel

PLACE = re.compile(r"\$\{(field|string):([^:}]+)(?::([^}]*))?\}")


def filled(node: Any, panel: ChartPanel) -> Any:
    """A definition with its places filled; as in the app, only inside texts, dots of columns escaped."""

    def value(found: re.Match[str]) -> str:
        if found[1] == "field":
            return panel.fields.get(found[2], "").replace(".", "\\.")
        return panel.strings.get(found[2]) or found[3] or ""

    if isinstance(node, dict):
        return {key: filled(below, panel) for key, below in node.items()}
    if isinstance(node, list):
        return [filled(below, panel) for below in node]
    return PLACE.sub(value, node) if isinstance(node, str) else node


def spec_of(panel: Panel, rows: list[dict[str, Any]], x: str = "_step") -> Any:
    """The Vega-Lite of a panel with its rows."""
    drawn = chart_panel(panel, panel.options, x)
    spec = filled(json.loads(drawn.chart.spec), drawn)
    return {**spec, "datasets": {"wandb": rows}, "width": 460, "height": 260}


def svg(panel: Panel, rows: list[dict[str, Any]], x: str = "_step") -> str:
    """The panel drawn; it must compile to Vega first."""
    spec = spec_of(panel, rows, x)
    assert vl_convert.vegalite_to_vega(spec)["marks"]
    drawn: str = vl_convert.vegalite_to_svg(spec)
    return drawn


def rows(metrics: tuple[str, ...], runs: int = 1, steps: int = 12, **more: Any) -> list[dict[str, Any]]:
    """Rows of a history: each metric falls in its own way; ``more`` gives other columns by step."""
    return [
        {
            "id": f"r{run}",
            "name": f"run {run}",
            "_step": step * 100,
            **{name: math.exp(-step / 4) * (1 + nth) + run / 10 for nth, name in enumerate(metrics)},
            **{name: column(step) for name, column in more.items()},
        }
        for run in range(runs)
        for step in range(steps)
    ]
