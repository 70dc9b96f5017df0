"""Mistakes in panels that charts draw; as in ``bad_language``."""

# ruff: noqa: E501

from __future__ import annotations

from tests.spec.bad import HEAD, Bad
from tests.spec.bad_language import bad

BODY = (
    HEAD
    + """\
config: {lr: }
metrics:
  - group: A
    of:
      loss: {every: step, healthy: above 0.5}
      val: {every: epoch, healthy: is 1}
      restart: {type: event, every: step}
      rare: {type: event, every: epoch}
      stage: {type: category, values: {0: a}}
      note: {type: text}
      grads: {type: histogram}
      acts: {type: histogram}
schedules: {s: {metric: stage, stages: 'a:5'}}
workspaces:
  w:
    sections:
      - title: S
        panels:
          - """
)
CHART = "{mark: line, encoding: {x: {field: '${field:x}'}}, title: '${string:title}'}"


def panel(name: str, code: str, cure: str, written: str) -> Bad:
    return bad(name, code, cure, written + "\n", BODY)


CHARTS = (
    panel("a band without a range", "bad-band", "`healthy`", "{line: loss, bands: »{label: ok}}"),
    panel("a band that ends first", "bad-band", "from: 0.2", "{line: loss, bands: [»{from: 2, to: 1}]}"),
    panel("a band of two kinds", "bad-band", "`healthy`", "{line: loss, bands: [»{of: healthy, to: 1}]}"),
    panel("a band of nothing said", "no-threshold", "`warn: above 0.7`", "{line: loss, bands: [»warn]}"),
    panel("a band of a single value", "no-threshold", "number", "{line: val, bands: »healthy}"),
    panel("a band of an unknown kind", "not-a-choice", "`healthy`", "{line: loss, bands: »helthy}"),
    panel("events of a text", "not-an-event", "type: event", "{line: loss, annotate: {events: »note}}"),
    panel("events of no metric", "unknown-metric", "`restart`", "{line: loss, annotate: {events: »restrt}}"),
    panel("events of another cadence", "mixed-cadence", "cadence", "{line: »loss, annotate: {events: rare}}"),
    panel("an annotation of nothing", "unknown-schedule", "my-schedule", "{line: loss, annotate: »{}}"),
    panel("an unknown schedule in a map", "unknown-schedule", "`s`", "{line: loss, annotate: {schedule: »ss}}"),
    panel("an unknown metric on the right", "unknown-metric", "`loss`", "{line: loss, right: »los}"),
    panel("another cadence on the right", "mixed-cadence", "cadence", "{line: »loss, right: val}"),
    panel("bands as a series", "draw-series", "leave out", "{line: loss, draw: series, bands: »[{to: 1}]}"),
    panel("a second axis as a series", "draw-series", "leave out", "{line: loss, draw: series, right: »loss}"),
    panel("a second axis that is not there", "chart-option", "leave it out", "{line: loss, y2_log: »true}"),
    panel("a chart of a regex", "chart-metrics", "name the metrics", "{line: »[], regex: lo, thresholds: 1}"),
    panel("a chart over a config key", "chart-axis", "_step", "{line: loss, thresholds: 1, x: »config.lr}"),
    panel("a heatmap over a run attribute", "chart-axis", "_step", "{heatmap: loss, x: »run.created}"),
    panel("a heatmap of two cadences", "mixed-cadence", "one panel per cadence", "{heatmap: »[loss, val]}"),
    panel("a histogram of both kinds", "mixed-histogram", "two panels", "{histogram: »[grads, loss]}"),
    panel("two logged histograms", "not-one-metric", "one panel for each", "{histogram: »[grads, acts]}"),
    panel("bins of a logged histogram", "chart-option", "leave it out", "{histogram: grads, bins: »5}"),
    panel("an axis of single values", "chart-option", "leave it out", "{histogram: loss, x: »_step}"),
    panel("too many bins", "out-of-range", "lower", "{histogram: loss, bins: »5000}"),
    panel("a chart file and no folder", "vega-file", "charts/loss.vl.json", "vega: »charts/a.json"),
    panel("neither a chart nor a file", "vega-file", "my-team/chart", "vega: »chart"),
    panel("a chart file above", "vega-outside", "folder down", "vega: »../a.json"),
    panel("an absolute chart file", "vega-outside", "folder down", "vega: »/a.json"),
    panel("a chart file on a drive", "vega-outside", "folder down", "vega: »'C:\\a.json'"),
    panel("a map that is no chart", "vega-json", "a mark", "vega: »{a: b}"),
    panel("a chart of Vega", "vega-json", "a mark", "vega: »{$schema: vega/v5.json, mark: line}"),
    panel("a chart with an infinity", "vega-json", "number", "vega: »{mark: {type: point, size: .inf, field: a}}"),
    panel("a chart without fields", "vega-no-field", "${field:x}", "vega: »{mark: point}"),
    panel("a field that is not filled", "vega-field", "fields: {x:", f"vega: »{CHART}"),
    panel("a field the chart has not", "vega-field", "`x`", f"{{vega: {CHART}, fields: {{x: loss, xx: »loss}}}}"),
    panel("a string the chart has not", "vega-field", "`title`",
        f"{{vega: {CHART}, fields: {{x: loss}}, strings: {{titel: »a}}}}"),
    panel("a field of no metric", "unknown-metric", "`loss`", "{vega: a/b, fields: {x: »los}}"),
    panel("a key of no metric", "unknown-metric", "`loss`", "{vega: a/b, keys: [»los]}"),
    panel("a query of no metric", "unknown-metric", "`loss`", "{vega: a/b, query: {history: {keys: »[los]}}}"),
    panel("a table of no metric", "unknown-metric", "`note`", "{vega: a/b, table: »not}"),
    panel("keys beside a query", "vega-query", "keep `query`",
        "{vega: a/b, query: {summary: {keys: [loss]}}, keys: »loss}"),
)  # fmt: skip
