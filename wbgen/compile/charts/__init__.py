"""Charts that draw what W&B's own panels cannot.

Generic charts are one Vega-Lite definition per kind (the ``.vl.json`` files here): everything that differs
from panel to panel travels in the panel's strings, so that charts, which W&B can neither change nor delete,
never pile up. Charts of the team's own are made of a file beside the spec, or of a map inside it.
"""

from wbgen.compile.charts.carried import IN_JSON, IN_LIST, carried
from wbgen.compile.charts.definition import DEFINITIONS, ChartPanel, definition, lines_chart
from wbgen.compile.charts.own import own_chart, own_query
from wbgen.compile.charts.panel import chart_panel

__all__ = [
    "DEFINITIONS",
    "IN_JSON",
    "IN_LIST",
    "ChartPanel",
    "carried",
    "chart_panel",
    "definition",
    "lines_chart",
    "own_chart",
    "own_query",
]
