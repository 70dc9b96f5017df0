"""Panels: each by the field table, or drawn by a chart where W&B's own panels cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wbgen.compile import official
from wbgen.compile.charts import chart_panel
from wbgen.compile.encode import Body, encode_panel, merged, put
from wbgen.compile.ids import json_id
from wbgen.spec import models
from wbgen.spec.guide import Panel
from wbgen.views.target import ENTITY

#: Where a logged series of a threshold is found, for panels with ``draw: series``.
TARGET_SUFFIX = "/target"


@dataclass(slots=True)
class PanelCompiler:
    """Compiles the panels of one view, and keeps the names of the charts they need.

    inherit: leave an axis nobody named to the section (in a workspace) rather than writing it out (in
    a report, where there is nothing to inherit from).
    """

    inherit: bool
    charts: list[str] = field(default_factory=list)

    def compile(self, where: str, panel: Panel, x: str) -> Body:
        """The JSON of a panel at an address. x: the axis where the panel names none."""
        options = panel.options
        id = getattr(options, "wandb_id", None) or json_id(where)
        if panel.drawn_by_chart and isinstance(options, models.LinePanel):
            return self.finish(self.generic_chart(id, panel, options, options.x or x), options)
        if isinstance(options, models.VegaPanel):
            return self.finish(self.vega(id, options), options)
        if isinstance(options, models.TablePanel):
            return self.finish(official.summary_table(id, panel.metrics[0]), options)
        if isinstance(options, models.RawPanel):
            return {"__id__": id, **options.raw} if "__id__" not in options.raw else dict(options.raw)
        body = encode_panel(panel.kind, options, id, self.shown(panel))
        if panel.kind in ("line", "area") and options.x is None and not self.inherit:  # type: ignore[attr-defined]
            put(body, ("config", "xAxis"), x)
        return body

    def body(self, where: str, kind: str, options: models.Panel) -> Body:
        """The JSON of a panel that shows no metrics."""
        return encode_panel(kind, options, json_id(where))

    def shown(self, panel: Panel) -> Any:
        """What the panel's own key stands for: its metrics, expanded."""
        if panel.kind not in ("line", "area", "bar", "media"):
            return panel.metrics[0] if panel.kind in ("scalar", "importance") else None
        metrics = [*panel.metrics]
        if panel.thresholds:
            metrics += [name + TARGET_SUFFIX for name in panel.metrics]
        return metrics

    def generic_chart(self, id: str, panel: Panel, options: models.LinePanel, x: str) -> Body:
        """A panel drawn by one of wbgen's own charts."""
        drawn = chart_panel(panel, options, x)
        self.charts.append(drawn.chart.name)
        query = {"history": {"keys": list(drawn.history)}}
        return official.chart(id, f"{ENTITY}/{drawn.chart.name}", query, drawn.fields, drawn.strings)

    def vega(self, id: str, options: models.VegaPanel) -> Body:
        """A panel drawn by a chart of the team's own."""
        assert isinstance(options.vega, str)
        return official.chart(id, options.vega, options.query, options.fields, options.strings)

    def finish(self, body: Body, options: models.Panel) -> Body:
        """A chart's panel with its place and overlay."""
        if options.layout is not None:
            body["layout"] = dict(zip("xywh", options.layout, strict=True))
        return merged(body, options.raw)
