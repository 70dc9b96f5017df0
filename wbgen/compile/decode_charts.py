"""Decoding panels drawn by custom charts: wbgen's own as lines with marks, others as ``vega``."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from wbgen.compile import official
from wbgen.compile.encode import Body, get
from wbgen.compile.panels import PanelCompiler
from wbgen.spec import models
from wbgen.spec.check_vega import CHART_NAME
from wbgen.spec.guide import Band, Panel, ThresholdLine
from wbgen.views.overlay import residual
from wbgen.views.target import ENTITY

VIEW_TYPE = "Vega2"
OWN = f"{ENTITY}/wbgen-lines-"

#: Options of a line panel by the string of the chart that holds them.
STRINGS = {"title": "title", "x_title": "x_title", "y_title": "y_title", "y2_title": "y2_title"}


def decode_chart(panel: Body) -> dict[str, Any] | None:
    """A custom chart's panel as the language says it, or None where it is not one or cannot be said."""
    config = panel.get("config")
    if panel.get("viewType") != VIEW_TYPE or not isinstance(config, dict):
        return None
    name, strings = config.get("panelDefId"), config.get("stringSettings")
    if not isinstance(name, str) or not isinstance(strings, dict):
        return None
    if not all(isinstance(value, str) for value in strings.values()):
        return None
    try:
        said = decode_lines(panel, strings) if name.startswith(OWN) else None
        return said or decode_vega(panel, name, strings)
    except ValidationError:
        return None


def decode_vega(panel: Body, name: str, strings: dict[str, str]) -> dict[str, Any] | None:
    """A chart of somebody's own, by name; None where it has no name that a spec may give."""
    if name and not CHART_NAME.match(name):
        return None
    query = query_of(get(panel, ("config", "userQuery", "queryFields")))
    fields = get(panel, ("config", "fieldSettings"))
    if query is None or not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
        return None
    base = official.chart(str(panel.get("__id__", "")), name, query, fields, strings)
    said: dict[str, Any] = {"vega": name, "wandb_id": panel.get("__id__")}
    said |= {
        key: value for key, value in (("query", query), ("fields", fields), ("strings", strings)) if value
    }
    models.VegaPanel.model_validate(said)
    return with_rest(said, base, panel)


def query_of(fields: Any) -> dict[str, Any] | None:
    """A query as the official class takes it, or None where it holds what that cannot say."""
    if not isinstance(fields, list) or len(fields) != 1 or get(fields[0], ("name",)) != "runSets":
        return None
    return arguments(fields[0].get("fields"))


def arguments(fields: Any) -> dict[str, Any] | None:
    """Fields or arguments of a query by name; ``id`` and ``name`` are always fetched."""
    if not isinstance(fields, list):
        return None
    found: dict[str, Any] = {}
    for field in fields:
        if not isinstance(field, dict) or not isinstance(field.get("name"), str):
            return None
        if field.get("args"):
            inner = arguments(field["args"])
            if inner is None:
                return None
            found[field["name"]] = inner
        elif not (field["name"] in ("id", "name") and field.get("value") == []):
            found[field["name"]] = field.get("value", {})
    return found


def decode_lines(panel: Body, strings: dict[str, str]) -> dict[str, Any] | None:
    """Lines with marks, drawn by wbgen's own chart."""
    metrics = split(strings.get("metrics", ""), ",")
    x = get(panel, ("config", "fieldSettings", "x"))
    if not metrics or not isinstance(x, str):
        return None
    said: dict[str, Any] = {"line": metrics, "wandb_id": panel.get("__id__"), "x": x}
    said |= {option: strings[key] for key, option in STRINGS.items() if strings.get(key)}
    said |= {key: True for key, scale in LOGS.items() if strings.get(scale) == "log"}
    marks: dict[str, Any] = {"right": split(strings.get("right", ""), ",")}
    try:
        marks["thresholds"] = [
            {"at": number(at), **({"label": label} if label else {})}
            for at, label in pairs(strings, "thresholds", "threshold_labels")
        ]
        marks["bands"] = [
            {
                key: value
                for key, value in (("from", low), ("to", high), ("label", label))
                if value not in (None, "")
            }
            for low, high, label in band_rows(strings)
        ]
    except ValueError:
        return None
    if strings.get("events"):
        marks["annotate"] = {"events": strings["events"]}
    said |= {key: value for key, value in marks.items() if value}
    if not any(marks.values()):
        said["draw"] = "chart"  # where boundaries are all there is, which are left to the overlay
    return with_rest(said, redrawn(said, x, str(panel.get("__id__", ""))), panel)


LOGS = {"y_log": "y_scale", "y2_log": "y2_scale"}


def redrawn(said: dict[str, Any], x: str, id: str) -> Body:
    """What a decoded panel compiles to."""
    options = models.LinePanel.model_validate(said)
    drawn = Panel(
        id="",
        kind="line",
        metrics=tuple(options.line),
        options=options,
        thresholds=tuple(ThresholdLine(float(t.at or 0), t.label or "") for t in options.thresholds),
        bands=tuple(Band(b.from_, b.to, b.label or "") for b in options.bands),
        right=tuple(options.right),
        events=options.annotate.events if options.annotate else None,
    )
    return PanelCompiler(inherit=True).generic_chart(id, drawn, x)


def with_rest(said: dict[str, Any], base: Body, panel: Body) -> dict[str, Any]:
    """What is said, and an overlay for the rest of the panel."""
    raw = residual(base, panel)
    return {**said, **({"raw": raw} if raw else {})}


def band_rows(strings: dict[str, str]) -> list[tuple[float | None, float | None, str]]:
    """The bands of a chart by their bounds and labels. Raises ValueError where they are no bands."""
    columns = (split(strings.get(key, ""), sep) for key, sep in BAND_STRINGS)
    rows = list(zip_longest(*columns, fillvalue=""))
    if any(not low and not high for low, high, _ in rows):
        raise ValueError("a band without a range")
    return [(bound(low), bound(high), label) for low, high, label in rows]


BAND_STRINGS = (("bands_from", ","), ("bands_to", ","), ("band_labels", "|"))


def pairs(strings: dict[str, str], values: str, labels: str) -> list[tuple[str, str]]:
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
