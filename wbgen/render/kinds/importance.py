"""Parameter importance: how much each setting of the runs says about a metric."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wbgen.render.curves.legends import cut, unique
from wbgen.render.drawing import Chart, Columns, Drawing, Nothing
from wbgen.render.importance import FEWEST_RUNS, Importance, importance
from wbgen.render.labels import BESIDE
from wbgen.render.measured import NO_RUNS, column, leaves, no_values, scalar
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.render.values import number
from wbgen.views.outline.reading import text

#: Settings that are looked at, and shown.
MOST_SETTINGS, MOST_SHOWN = 500, 20
MOST_RUNS = 2000

#: From settings that lower the metric, over those that do neither, to those that raise it.
COLORS = ("#2f6fde", "#9aa3ad", "#e8853a")

#: The importance below which a bar would not be seen, and a hairline stands for it.
LEAST = 0.005

#: Pixels: of the thickest bar there is, and of what is written beside it.
THICKEST, WRITTEN = 60, 46

METHOD = (
    "Importance: the share of the metric's ranks that a setting alone accounts for (eta squared, "
    "Kruskal-Wallis). Correlation: Spearman's."
)


def draw(config: Settings, scene: Scene) -> Drawing:
    """A bar per setting that varies, the most important first."""
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    target = text(config.get("targetKey"))
    if not target:
        return Drawing(Nothing("This panel names no metric to explain."))
    runs = scene.runs[:MOST_RUNS]
    measured = column(runs, target)
    if measured.is_empty:
        return Drawing(Nothing(no_values(runs, [target])))
    targets = [number(value) for value in measured.values]
    known = sum(value is not None for value in targets)
    if known < FEWEST_RUNS:
        few = f"{known} of {len(runs)} runs have a number of `{measured.title}`"
        return Drawing(Nothing(f"{few}; importance needs {FEWEST_RUNS}."))
    names, found = varying(runs, targets)
    if not found:
        return Drawing(Nothing(f"No setting varies over the {known} runs that have `{measured.title}`."))
    left = len(found) - MOST_SHOWN
    notes = [METHOD, f"Over {known} runs."] + (
        [f"{left} less important settings are left out."] if left > 0 else []
    )
    return Drawing(chart(measured.title, names[:MOST_SHOWN], found[:MOST_SHOWN]), tuple(notes))


def varying(runs: Sequence[Shown], targets: Sequence[float | None]) -> tuple[list[str], list[Importance]]:
    """The settings that vary with what they say of the metric, the most important first."""
    settings = [dict(leaves(shown.data.run.config)) for shown in runs]
    names = list(dict.fromkeys(name for own in settings for name in own))[:MOST_SETTINGS]
    rated = [(name, importance([finite(own.get(name)) for own in settings], targets)) for name in names]
    found = [(name, one) for name, one in rated if one]
    found.sort(key=lambda item: (-item[1].share, -abs(item[1].correlation or 0.0), item[0]))
    return unique(cut(name) for name, _ in found), [one for _, one in found]


def finite(value: Any) -> float | bool | str | None:
    """A setting as it is compared: a number, a truth or a text."""
    read = scalar(value)
    return read if isinstance(read, str | bool) else number(read)


def chart(metric: str, names: Sequence[str], found: Sequence[Importance]) -> Chart:
    """Bars as long as the importance, coloured by the correlation, which is written beside them."""
    y = {"field": "setting", "type": "nominal", "sort": None, "title": None}
    most = {"expr": f"width / max(width / 2, width - {WRITTEN})"}
    scale = {"domainMin": 0, "domainMax": most, "nice": False}
    x = {"field": "share", "type": "quantitative", "title": f"Importance for {metric}", "scale": scale}
    legend = {**BESIDE, "format": "+.1f", "values": [-1, 0, 1]}
    colour = {
        "field": "correlation",
        "type": "quantitative",
        "title": "Correlation",
        "scale": {"domain": [-1, 0, 1], "range": list(COLORS), "interpolate": "rgb"},
        "legend": legend,
    }
    about = [
        ("setting", "Setting"),
        ("share", "Importance"),
        ("correlation", "Correlation"),
        ("runs", "Runs"),
    ]
    tooltip = [{"field": name, "title": title, **form(name)} for name, title in about]
    grey = {"test": "!isValid(datum.correlation)", "value": COLORS[1]}
    thick = {"expr": f"min(bandwidth('y'), {THICKEST})"}
    bars = {
        "mark": {"type": "bar", "opacity": 0.9, "cornerRadiusEnd": 2, "invalid": "show", "height": thick},
        "encoding": {"color": {"condition": grey, **colour}, "tooltip": tooltip},
    }
    none = {
        "transform": [{"filter": f"datum.share < {LEAST}"}],
        "mark": {"type": "tick", "thickness": 1.5, "size": thick, "invalid": "show"},
        "encoding": bars["encoding"],
    }
    written = {
        "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10},
        "encoding": {"text": {"field": "told"}},
    }
    spec = {"data": {"name": "settings"}, "encoding": {"x": x, "y": y}, "layer": [bars, none, written]}
    return Chart(spec, {"settings": rows(names, found)})


def form(field: str) -> dict[str, str]:
    """How a field is told under the pointer."""
    kinds = {"share": ".0%", "correlation": "+.2f"}
    return {"type": "quantitative", "format": kinds[field]} if field in kinds else {"type": "nominal"}


def rows(names: Sequence[str], found: Sequence[Importance]) -> Columns:
    """A row for each setting."""
    return {
        "setting": list(names),
        "share": [one.share for one in found],
        "correlation": [one.correlation for one in found],
        "told": ["" if one.correlation is None else f"ρ {one.correlation:+.2f}" for one in found],
        "runs": [one.runs for one in found],
    }
