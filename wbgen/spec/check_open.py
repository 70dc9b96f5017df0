"""Panels that name open dimensions: by a regex where W&B takes one, else by the default values."""

from __future__ import annotations

from dataclasses import replace

from wbgen.spec.check_names import PanelNames
from wbgen.spec.diagnostics import Collector, Severity, listed
from wbgen.spec.expressions.regex import check_re2
from wbgen.spec.finder import MetricFinder
from wbgen.spec.guide import Panel
from wbgen.spec.names import placeholders
from wbgen.spec.tree import Span

#: Kinds that W&B can give a regex for their metrics.
REGEX_KINDS = frozenset({"line", "area"})


def complete_regex(panel: Panel, finder: MetricFinder, collector: Collector, span: Span) -> Panel:
    """The panel with the regex of all it shows, where it names an open dimension.

    span: of the panel's own key.
    """
    if not finder.open.open:
        return panel
    names = [name for name, _ in PanelNames(panel.options, panel.kind).metrics]
    if not any(finder.open.is_open(name) for name in names):
        return panel
    if panel.kind not in REGEX_KINDS or panel.drawn_by_chart or panel.thresholds:
        tell_defaults(panel, names, finder, collector, span)
        return panel
    if not finder.not_found.isdisjoint(names):
        return panel  # told already
    regex = finder.open.regex(dict.fromkeys(exact for name in names for exact in finder.shown(name)))
    if problem := check_re2(regex, captures=False):
        cure = "name fewer metrics in one panel, or shorten `not:` of the dimension"
        message = f"the regex of this panel cannot be used: {problem}"
        collector.add("bad-regex", message, span, cure=cure)
    own = getattr(panel.options, "regex", None)
    return replace(panel, regex=f"(?:{own})|{regex}" if own else regex)


def tell_defaults(
    panel: Panel, names: list[str], finder: MetricFinder, collector: Collector, span: Span
) -> None:
    """Say that open dimensions stand for their default values, or that there are none."""
    inside = [dim for name in names for dim in placeholders(name) if dim in finder.open.open]
    for dimension in dict.fromkeys(inside):
        values = finder.open.open[dimension].default
        what = (
            "a panel that a chart draws" if panel.kind in REGEX_KINDS else f"a panel of kind `{panel.kind}`"
        )
        if values:
            message = f"{what} needs exact names: `<{dimension}>` stands for {listed(values, 4)} here"
            collector.add("default-values", message, span, severity=Severity.NOTE)
        else:
            message = f"{what} needs exact names, and `{dimension}` has no default values"
            cure = f"add `default: [...]` to the dimension `{dimension}`, or use a plain line panel"
            collector.add("no-default", message, span, cure=cure)
