"""Generic charts: one Vega-Lite definition per kind draws what W&B's own panels cannot.

Everything that differs from panel to panel travels in the panel's strings, so that charts, which W&B
can neither change nor delete, never pile up.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wbgen.compile.resources import Chart
from wbgen.spec.guide import Panel
from wbgen.spec.models import LinePanel
from wbgen.spec.names import BUILT_INS
from wbgen.views.json import canonical, parse

#: What would end a JSON string where a chart's strings are put into its text, and what stands in for it.
IN_JSON = str.maketrans({'"': "\u201d", "\\": "/", "\n": " "})

#: The same for labels, which stand in expressions between apostrophes and are split at bars.
IN_LIST = IN_JSON | str.maketrans({"'": "\u2019", "|": "\u00a6"})

AXIS_TITLES = dict(zip(BUILT_INS, ("Step", "Relative time (s)", "Wall time"), strict=True))


@cache
def lines_chart() -> Chart:
    """The chart that draws lines with thresholds and boundaries."""
    spec = canonical(parse(files("wbgen.compile").joinpath("lines.vl.json").read_text(encoding="utf-8")))
    content = hashlib.sha256(spec.encode()).hexdigest()[:8]
    return Chart(f"wbgen-lines-{content}", "wbgen: lines with thresholds and boundaries", spec)


@dataclass(frozen=True, slots=True)
class ChartPanel:
    """A panel drawn by a generic chart.

    history: the keys whose rows it reads.  fields: columns by the chart's name for them.
    strings: everything else the chart is told.
    """

    chart: Chart
    history: tuple[str, ...]
    fields: dict[str, str]
    strings: dict[str, str]


def chart_panel(panel: Panel, options: LinePanel, x: str) -> ChartPanel:
    """What the lines chart needs to draw a panel over the given axis."""
    boundaries = panel.schedule.boundaries if panel.schedule else ()
    return ChartPanel(
        chart=lines_chart(),
        history=tuple(dict.fromkeys((x, *panel.metrics))),
        fields={"x": x},
        strings={
            "title": carried(options.title or "", IN_JSON),
            "metrics": ",".join(panel.metrics),
            "labels": "|".join(carried(label) for label in short_labels(panel.metrics)),
            "x_title": carried(options.x_title or AXIS_TITLES.get(x, x), IN_JSON),
            "y_title": carried(options.y_title or "", IN_JSON),
            "y_scale": "log" if options.y_log else "linear",
            "thresholds": ",".join(f"{line.at:.12g}" for line in panel.thresholds),
            "threshold_labels": "|".join(carried(line.label) for line in panel.thresholds),
            "boundaries": ",".join(str(step) for step, _ in boundaries),
            "boundary_labels": "|".join(carried(label) for _, label in boundaries),
        },
    )


def carried(text: str, stand_ins: dict[int, str] = IN_LIST) -> str:
    """A text as a chart's strings can carry it: quotes become typographic, separators look-alikes."""
    return text.translate(stand_ins)


def short_labels(metrics: tuple[str, ...]) -> tuple[str, ...]:
    """The names without the leading segments that all of them share."""
    parts = [name.split("/") for name in metrics]
    shared = 0
    while len(parts) > 1 and all(len(p) > shared + 1 and p[shared] == parts[0][shared] for p in parts):
        shared += 1
    return tuple("/".join(p[shared:]) for p in parts)
