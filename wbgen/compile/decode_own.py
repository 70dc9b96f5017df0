"""Decoding panels that wbgen's own charts draw: the options that they were drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any, TypeAlias

from wbgen.compile.encode import Body
from wbgen.compile.panels import PanelCompiler
from wbgen.spec import models
from wbgen.spec.check_charts import STEP
from wbgen.spec.guide import Band, Panel, ThresholdLine
from wbgen.views.json import get
from wbgen.views.overlay import residual
from wbgen.views.target import ENTITY

Strings: TypeAlias = Mapping[str, str]

#: What the name of every chart of wbgen's begins with.
OWN = f"{ENTITY}/wbgen-"

#: Texts of a panel that a chart is told under the same name.
TITLES = ("title", "x_title", "y_title", "y2_title")

#: Where the library puts a panel.
LAYOUT = {"x": 0, "y": 0, "w": 8, "h": 6}


def decode_own(panel: Body, name: str, strings: Strings, query: Mapping[str, Any]) -> dict[str, Any] | None:
    """A panel drawn by one of wbgen's own charts, as the options it was drawn from; None for any other."""
    read = READERS.get(name.removeprefix(OWN).rpartition("-")[0]) if name.startswith(OWN) else None
    if read is None:
        return None
    x = get(panel, ("config", "fieldSettings", "x"))
    said = {"wandb_id": panel.get("__id__"), **({"x": x} if isinstance(x, str) else {}), **layout_of(panel)}
    try:
        said = shortest({**read(strings, query), **said})
    except ValueError:
        return None
    return with_rest(said, redrawn(said), panel)


def read_lines(strings: Strings, query: Mapping[str, Any]) -> dict[str, Any]:
    """Lines with marks. Raises ValueError where they are no such."""
    marks: dict[str, Any] = {
        "right": split(strings.get("right", ""), ","),
        "thresholds": [
            {"at": number(at), **({"label": label} if label else {})}
            for at, label in pairs(strings, "thresholds", "threshold_labels")
        ],
        "bands": [
            {
                key: value
                for key, value in (("from", low), ("to", high), ("label", label))
                if value not in (None, "")
            }
            for low, high, label in band_rows(strings)
        ],
        "annotate": {"events": strings["events"]} if strings.get("events") else None,
        # where boundaries are all there is, which are left to the overlay
        "draw": "chart",
    }
    said = {
        "line": metrics(strings),
        **titles(strings),
        **{key: value for key, value in marks.items() if value},
    }
    return said | {key: True for key, scale in LOGS.items() if strings.get(scale) == "log"}


def read_heatmap(strings: Strings, query: Mapping[str, Any]) -> dict[str, Any]:
    """A row per metric."""
    return {"heatmap": metrics(strings), **titles(strings), **log_of(strings)}


def read_histogram(strings: Strings, query: Mapping[str, Any]) -> dict[str, Any]:
    """A logged histogram, which says no ``over``."""
    return {"histogram": [strings.get("metric", "")], **titles(strings), **log_of(strings)}


def read_distribution(strings: Strings, query: Mapping[str, Any]) -> dict[str, Any]:
    """A histogram of single values; ``over`` is always said, which tells it from a logged one."""
    bins = {"bins": int(strings["bins"])} if strings.get("bins", "").isdecimal() else {}
    over = "runs" if "summary" in query else "steps"
    return {"histogram": metrics(strings), "over": over, **titles(strings), **bins, **log_of(strings)}


#: How the strings of each generic chart are read, by the chart's name.
READERS: dict[str, Callable[[Strings, Mapping[str, Any]], dict[str, Any]]] = {
    "lines": read_lines,
    "heatmap": read_heatmap,
    "histogram": read_histogram,
    "distribution": read_distribution,
}

LOGS = {"y_log": "y_scale", "y2_log": "y2_scale"}


def metrics(strings: Strings) -> list[str]:
    """The metrics of a chart's own key."""
    return split(strings.get("metrics", ""), ",")


def titles(strings: Strings) -> dict[str, str]:
    """The texts of a chart that are written."""
    return {option: strings[option] for option in TITLES if strings.get(option)}


def log_of(strings: Strings) -> dict[str, Any]:
    """Whether the one scale of a chart is logarithmic."""
    return {"log": True} if strings.get("scale") == "log" else {}


def shortest(said: dict[str, Any]) -> dict[str, Any]:
    """What is said without the options that change nothing. Raises ValidationError where it is no panel."""
    whole = redrawn(said)
    for option in (*TITLES, "bins", "draw"):
        less = {key: value for key, value in said.items() if key != option}
        if option in said and drawn_panel(less).drawn_by_chart and redrawn(less) == whole:
            said = less
    return said


def drawn_panel(said: dict[str, Any]) -> Panel:
    """The panel that options describe, its marks settled."""
    kind = next(key for key in said if key in OWN_KINDS)
    options: Any = models.PANEL_KINDS[kind].model_validate(said)
    drawn = Panel(id="", kind=kind, metrics=tuple(getattr(options, kind)), options=options)
    if kind != "line":
        return replace(drawn, logged_histogram=getattr(options, "over", "steps") is None)
    return replace(
        drawn,
        thresholds=tuple(ThresholdLine(float(t.at or 0), t.label or "") for t in options.thresholds),
        bands=tuple(Band(b.from_, b.to, b.label or "") for b in options.bands),
        right=tuple(options.right),
        events=options.annotate.events if options.annotate else None,
    )


#: The kinds that generic charts draw.
OWN_KINDS = ("line", "histogram", "heatmap")


def redrawn(said: dict[str, Any]) -> Body:
    """What a decoded panel compiles to."""
    return PanelCompiler(inherit=True).compile("", drawn_panel(said), STEP)


def layout_of(panel: Body) -> dict[str, Any]:
    """Where a panel stands, unless it stands where the library puts one."""
    layout = panel.get("layout")
    if not isinstance(layout, dict) or layout.keys() != {*"xywh"} or layout == LAYOUT:
        return {}
    return {"layout": [layout[key] for key in "xywh"]} if all(type(v) is int for v in layout.values()) else {}


def with_rest(said: dict[str, Any], base: Body, panel: Body) -> dict[str, Any]:
    """What is said, and an overlay for the rest of the panel."""
    raw = residual(base, panel)
    return {**said, **({"raw": raw} if raw else {})}


def band_rows(strings: Strings) -> list[tuple[float | None, float | None, str]]:
    """The bands of a chart by their bounds and labels. Raises ValueError where they are no bands."""
    columns = (split(strings.get(key, ""), sep) for key, sep in BAND_STRINGS)
    rows = list(zip_longest(*columns, fillvalue=""))
    if any(not low and not high for low, high, _ in rows):
        raise ValueError("a band without a range")
    return [(bound(low), bound(high), label) for low, high, label in rows]


BAND_STRINGS = (("bands_from", ","), ("bands_to", ","), ("band_labels", "|"))


def pairs(strings: Strings, values: str, labels: str) -> list[tuple[str, str]]:
    """Values of a chart with their labels."""
    found = zip_longest(
        split(strings.get(values, ""), ","), split(strings.get(labels, ""), "|"), fillvalue=""
    )
    return [(value, label) for value, label in found]


def split(text: str, separator: str) -> list[str]:
    """The parts of a text; none of an empty one."""
    return text.split(separator) if text else []


def number(text: str) -> float:
    """A number as it is written best: whole ones without a point. Raises ValueError where it is none."""
    value = float(text)
    return int(value) if value.is_integer() else value


def bound(text: str) -> float | None:
    """A bound; None where it is open."""
    return number(text) if text else None
