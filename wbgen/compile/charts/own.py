"""Charts of the team's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wbgen.compile.charts.definition import content_hash, history
from wbgen.compile.resources import Chart
from wbgen.spec.guide import OwnChart, Panel
from wbgen.spec.models import VegaPanel


def own_chart(chart: OwnChart) -> Chart:
    """A chart made of a file or a map in the spec; its name changes with its content."""
    return Chart(f"{chart.name}-{content_hash(chart.text)}", chart.title, chart.text)


def own_query(panel: Panel, options: VegaPanel) -> Mapping[str, Any]:
    """What a chart of the team's own fetches: as the author says, else the rows of the metrics it shows."""
    if options.table is not None:
        return {"summaryTable": {"tableKey": panel.metrics[0]}}
    if options.query or not panel.metrics:
        return options.query
    return history(*panel.metrics)
