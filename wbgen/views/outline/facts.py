"""Settings as short labelled facts, driven by one table for panels and one for workspaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wbgen.views.outline.reading import flag, number, text, texts
from wbgen.views.outline.words import PLOT_STYLES, SMOOTHING, axis_name

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing worth knowing, like ``smoothing`` and ``exponential 0.6``."""

    label: str
    value: str


Reader = Callable[[Values], str]
"""Reads the value of a fact out of settings; an empty answer means there is nothing to tell."""


def plainly(key: str) -> Reader:
    return lambda values: text(values.get(key))


def named(key: str) -> Reader:
    return lambda values: axis_name(text(values.get(key)))


def chosen(key: str, words: Mapping[str, str]) -> Reader:
    return lambda values: words.get(text(values.get(key)), "")


def switch(key: str, when: bool, says: str) -> Reader:
    return lambda values: says if flag(values.get(key)) is when else ""


def unless(key: str, default: str) -> Reader:
    return lambda values: "" if text(values.get(key)) == default else text(values.get(key))


def span(low: str, high: str) -> Reader:
    """A range of an axis, open at either end."""

    def read(values: Values) -> str:
        least = text(values.get(low)) if number(values.get(low)) is not None else ""
        most = text(values.get(high)) if number(values.get(high)) is not None else ""
        if least and most:
            return f"{least} to {most}"
        return f"from {least}" if least else f"up to {most}" if most else ""

    return read


def logarithmic(**axes: tuple[str, ...]) -> Reader:
    """The axes drawn on a log scale; line plots and scatter plots spell the key differently."""
    return lambda values: ", ".join(
        axis for axis, keys in axes.items() if any(flag(values.get(key)) for key in keys)
    )


def smoothing(values: Values) -> str:
    """Method and weight; weight 0 means off whatever the method, and absent means inherited."""
    if "smoothingWeight" not in values and "smoothingType" not in values:
        return ""
    kind = text(values.get("smoothingType"))
    if kind == "none" or not number(values.get("smoothingWeight")):
        return "off"
    return f"{SMOOTHING.get(kind, kind)} {text(values.get('smoothingWeight'))}".strip()


PANEL: tuple[tuple[str, Reader], ...] = (
    ("x axis", named("xAxis")),
    ("x expression", plainly("xExpression")),
    ("expressions", lambda values: ", ".join(texts(values.get("expressions"))[:20])),
    ("smoothing", smoothing),
    ("original line", switch("showOriginalAfterSmoothing", False, "hidden")),
    ("style", chosen("plotType", PLOT_STYLES)),
    ("x range", span("xAxisMin", "xAxisMax")),
    ("y range", span("yAxisMin", "yAxisMax")),
    ("z range", span("zAxisMin", "zAxisMax")),
    (
        "log scale",
        logarithmic(x=("xLogScale", "xAxisLogScale"), y=("yLogScale", "yAxisLogScale"), z=("zAxisLogScale",)),
    ),
    ("x title", plainly("xAxisTitle")),
    ("y title", plainly("yAxisTitle")),
    ("grouped by", named("groupBy")),
    ("aggregate", plainly("groupAgg")),
    ("band", plainly("groupArea")),
    ("outliers", switch("ignoreOutliers", True, "ignored")),
    ("runs shown", plainly("limit")),
    ("bars shown", plainly("barLimit")),
    ("bars", switch("vertical", True, "vertical")),
    ("regression", switch("showLinearRegression", True, "linear")),
    ("columns", plainly("columnCount")),
    ("mode", plainly("mode")),
    ("diff", plainly("diff")),
    ("only differences", plainly("diffOnly")),
)

WORKSPACE: tuple[tuple[str, Reader], ...] = (
    ("x axis", named("xAxis")),
    ("smoothing", smoothing),
    ("x range", span("xAxisMin", "xAxisMax")),
    ("outliers", switch("ignoreOutliers", True, "ignored")),
    ("grouping in panels", switch("useRunsTableGroupingInPanels", False, "off")),
    ("runs per panel", unless("maxRuns", "10")),
    ("points", chosen("pointVisualizationMethod", {"sampling": "random sampling"})),
    ("legends", switch("suppressLegends", True, "hidden")),
    ("run names", switch("colorRunNames", True, "coloured")),
    ("tooltip runs", chosen("tooltipNumberOfRuns", {"single": "one", "all_runs": "all"})),
    ("automatic panels", switch("shouldAutoGeneratePanels", False, "off")),
)


def read_facts(values: Values, table: tuple[tuple[str, Reader], ...]) -> tuple[Fact, ...]:
    """The facts of a table that the settings have something to say about, in the table's order."""
    return tuple(Fact(label, value) for label, read in table if (value := read(values)))
