"""The definitions of the generic charts, named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from wbgen.compile.resources import Chart
from wbgen.views.json import canonical, parse

#: Every generic chart with what people read of it.
DEFINITIONS: dict[str, str] = {
    "lines": "wbgen: lines with thresholds and boundaries",
    "heatmap": "wbgen: heatmap of metrics",
    "histogram": "wbgen: logged histogram over time",
    "distribution": "wbgen: histogram of values",
}


@dataclass(frozen=True, slots=True)
class ChartPanel:
    """A panel drawn by a chart.

    query: what is fetched, as W&B's query editor says it.  fields: columns by the chart's name for them.
    strings: everything else the chart is told.
    """

    chart: Chart
    query: Mapping[str, Any]
    fields: Mapping[str, str]
    strings: Mapping[str, str]


@cache
def definition(kind: str) -> Chart:
    """The generic chart of a kind (a key of :data:`DEFINITIONS`), in the colours that all share."""
    spec = canonical({**read(kind), "config": read("theme")})
    return Chart(f"wbgen-{kind}-{content_hash(spec)}", DEFINITIONS[kind], spec)


def lines_chart() -> Chart:
    """The chart that draws lines with thresholds, bands, boundaries, events and a second axis."""
    return definition("lines")


def read(name: str) -> dict[str, Any]:
    """What a definition file of this package holds."""
    text = files("wbgen.compile.charts").joinpath(f"{name}.vl.json").read_text(encoding="utf-8")
    value = parse(text)
    assert isinstance(value, dict)
    return value


def content_hash(spec: str) -> str:
    """Eight hex digits that change with the content."""
    return hashlib.sha256(spec.encode()).hexdigest()[:8]


def history(*keys: str) -> dict[str, Any]:
    """A query for the logged rows that hold all the keys, each named once."""
    return {"history": {"keys": list(dict.fromkeys(keys))}}
