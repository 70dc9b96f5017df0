"""Panels: each by the field table, or drawn by a chart where W&B's own panels cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wbgen.compile import official
from wbgen.compile.charts import chart_panel, own_chart, own_query
from wbgen.compile.encode import Body, encode_panel, merged, put
from wbgen.compile.ids import json_id
from wbgen.compile.resources import Chart
from wbgen.spec import models
from wbgen.spec.guide import Panel
from wbgen.views.merge.parts import panel_key
from wbgen.views.target import ENTITY

#: Where a logged series of a threshold is found, for panels with ``draw: series``.
TARGET_SUFFIX = "/target"


@dataclass(slots=True)
class PanelCompiler:
    """Compiles the panels of one view, and keeps the charts they need, by name.

    inherit: leave an axis nobody named to the section (in a workspace) rather than writing it out (in
    a report, where there is nothing to inherit from).  addresses: of the panels so far, by their keys.
    """

    inherit: bool
    charts: dict[str, Chart] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def compile(self, where: str, panel: Panel, x: str) -> Body:
        """The JSON of a panel at an address. x: the axis where the panel names none."""
        body = self.encoded(where, panel, x)
        self.addresses[panel_key(str(body.get("__id__")))] = where
        return body

    def encoded(self, where: str, panel: Panel, x: str) -> Body:
        """The JSON of a panel, by its kind."""
        options = panel.options
        id = options.wandb_id if options.wandb_id is not None else json_id(where)
        if panel.drawn_by_chart:
            drawn_over = getattr(options, "x", None) or x
            return self.finish(self.generic_chart(id, panel, drawn_over), options)
        if isinstance(options, models.VegaPanel):
            return self.finish(self.vega(id, panel, options), options)
        if isinstance(options, models.TablePanel):
            return self.finish(official.summary_table(id, panel.metrics[0]), options)
        if isinstance(options, models.RawPanel):
            return self.finish({"__id__": id}, options)
        if panel.regex is not None:
            options = options.model_copy(update={"regex": panel.regex})
        plain = options if options.raw is None else options.model_copy(update={"raw": None})
        body = encode_panel(panel.kind, plain, id, self.shown(panel))
        if panel.kind in ("line", "area") and options.x is None and not self.inherit:  # type: ignore[attr-defined]
            put(body, ("config", "xAxis"), x)
        return merged(body, options.raw)

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

    def generic_chart(self, id: str, panel: Panel, x: str) -> Body:
        """A panel drawn by one of wbgen's own charts."""
        drawn = chart_panel(panel, panel.options, x)
        return official.chart(id, self.kept(drawn.chart), drawn.query, drawn.fields, drawn.strings)

    def vega(self, id: str, panel: Panel, options: models.VegaPanel) -> Body:
        """A panel drawn by a chart of the team's own: one that the server has, or one made from the spec."""
        name = self.kept(own_chart(panel.chart)) if panel.chart else str(options.vega)
        return official.chart(id, name, own_query(panel, options), options.fields, options.strings)

    def kept(self, chart: Chart) -> str:
        """The name a panel calls a chart by; the chart is kept, since the panel needs it."""
        self.charts[chart.name] = chart
        return f"{ENTITY}/{chart.name}"

    def finish(self, body: Body, options: models.Panel) -> Body:
        """A panel that no row of the field table makes, with its place and overlay."""
        if options.layout is not None:
            body["layout"] = dict(zip("xywh", options.layout, strict=True))
        return merged(body, options.raw)
