"""The JSON of the panel that shows one key, by what was logged under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wbgen.runs import Kind


def panel(view_type: str, name: str, **config: Any) -> dict[str, Any]:
    """A panel that is called like its key."""
    return {"__id__": f"auto-{name}", "viewType": view_type, "config": config}


def lines(name: str) -> dict[str, Any]:
    """A number over time."""
    return panel("Run History Line Plot", name, metrics=[name])


def media(name: str) -> dict[str, Any]:
    """Images, sounds or videos, side by side."""
    return panel("Media Browser", name, mediaKeys=[name])


def table(name: str) -> dict[str, Any]:
    """A table as the app shows it: ``runs.summary["name"]`` in its language of panels."""
    runs = {"nodeType": "var", "type": {"type": "list", "objectType": "run"}, "varName": "runs"}
    summary = {"nodeType": "output", "fromOp": {"name": "run-summary", "inputs": {"run": runs}}}
    key = {"nodeType": "const", "type": "string", "val": name}
    picked = {"nodeType": "output", "fromOp": {"name": "pick", "inputs": {"obj": summary, "key": key}}}
    return panel("Weave", name, chartTitle=name, panel2Config={"exp": picked})


def histogram(name: str) -> dict[str, Any]:
    """Histograms over time, by wbgen's own chart: W&B's is none that a definition draws."""
    from wbgen.compile.charts import definition  # and the models of the language with it

    keys = {"name": "keys", "value": ["_step", name]}
    history = {"name": "history", "args": [keys], "fields": []}
    query = {"queryFields": [{"name": "runSets", "args": [], "fields": [history]}]}
    strings = {"title": name, "metric": name, "x_title": "Step", "y_title": name, "scale": "linear"}
    return panel(
        "Vega2",
        name,
        chartTitle=name,
        panelDefId=f"wbgen/{definition('histogram').name}",
        fieldSettings={"x": "_step"},
        stringSettings=strings,
        userQuery=query,
    )


#: By the kind of a key; texts and what nobody knows have none.
PANELS: Mapping[Kind, Callable[[str], dict[str, Any]]] = {
    Kind.NUMBER: lines,
    Kind.IMAGE: media,
    Kind.AUDIO: media,
    Kind.VIDEO: media,
    Kind.HTML: media,
    Kind.TABLE: table,
    Kind.HISTOGRAM: histogram,
}
