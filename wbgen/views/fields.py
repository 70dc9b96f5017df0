"""The fields of panels, sections and workspaces: one literal table that is read in every direction.

Each row ties an option of the language to the attribute of the official class that builds it, to the
key it has in the view's JSON, and to what changing it means for a reader of the dashboard.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Impact(IntEnum):
    """What a change means to people, from least to most."""

    NONE = 0
    COSMETIC = 1
    LAYOUT = 2
    MEANING = 3
    DESTRUCTIVE = 4

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Field:
    """One option: its dotted name in the language, the official attribute, its key(s) on the wire.

    ``words`` translates values of the language to those of the official class where they differ.
    """

    option: str
    attribute: str
    wire: tuple[str, ...]
    impact: Impact
    words: dict[Any, Any] = field(default_factory=dict)


SMOOTHING_WORDS = {"time_weighted": "exponentialTimeWeighted"}

POINT_WORDS = {"sampling": "downsampling"}
NEGATED = {True: False, False: True}

SMOOTHING = (
    Field("smoothing.weight", "smoothing_factor", ("smoothingWeight",), Impact.MEANING),
    Field("smoothing.kind", "smoothing_type", ("smoothingType",), Impact.MEANING, SMOOTHING_WORDS),
    Field("smoothing.original", "smoothing_show_original", ("showOriginalAfterSmoothing",), Impact.MEANING),
)

TITLE = Field("title", "title", ("chartTitle",), Impact.COSMETIC)
X_RANGE = Field("x_range", "range_x", ("xAxisMin", "xAxisMax"), Impact.MEANING)
TITLES = (
    Field("x_title", "title_x", ("xAxisTitle",), Impact.COSMETIC),
    Field("y_title", "title_y", ("yAxisTitle",), Impact.COSMETIC),
)
MAX_RUNS = Field("max_runs", "max_runs_to_show", ("limit",), Impact.MEANING)


@dataclass(frozen=True, slots=True)
class PanelKind:
    """A kind of panel: its ``viewType`` on the wire, the official class, and its fields."""

    view_type: str
    official: str
    metrics: Field | None
    fields: tuple[Field, ...]


PANELS: dict[str, PanelKind] = {
    "line": PanelKind(
        "Run History Line Plot",
        "LinePlot",
        Field("line", "y", ("metrics",), Impact.MEANING),
        (
            TITLE,
            Field("x", "x", ("xAxis",), Impact.MEANING),
            X_RANGE,
            Field("y_range", "range_y", ("yAxisMin", "yAxisMax"), Impact.MEANING),
            Field("x_log", "log_x", ("xLogScale",), Impact.MEANING),
            Field("y_log", "log_y", ("yLogScale",), Impact.MEANING),
            *TITLES,
            *SMOOTHING,
            Field("ignore_outliers", "ignore_outliers", ("ignoreOutliers",), Impact.MEANING),
            MAX_RUNS,
        ),
    ),
    "bar": PanelKind(
        "Bar Chart",
        "BarPlot",
        Field("bar", "metrics", ("metrics",), Impact.MEANING),
        (
            TITLE,
            Field("vertical", "orientation", ("vertical",), Impact.COSMETIC, {True: "v", False: "h"}),
            X_RANGE,
            *TITLES,
            MAX_RUNS,
            Field("max_bars", "max_bars_to_show", ("barLimit",), Impact.MEANING),
        ),
    ),
    "scalar": PanelKind(
        "Scalar Chart",
        "ScalarChart",
        Field("scalar", "metric", ("metrics",), Impact.MEANING),
        (TITLE, Field("aggregate", "groupby_aggfunc", ("groupAgg",), Impact.MEANING)),
    ),
    "markdown": PanelKind(
        "Markdown Panel",
        "MarkdownPanel",
        None,
        (Field("markdown", "markdown", ("value",), Impact.COSMETIC),),
    ),
}

#: Settings of a section's panels that override the workspace's (``localPanelSettings``).
SECTION_SETTINGS: tuple[Field, ...] = (
    Field("x", "x_axis", ("xAxis",), Impact.MEANING),
    Field("x_range", "x_min x_max", ("xAxisMin", "xAxisMax"), Impact.MEANING),
    Field("smoothing.weight", "smoothing_weight", ("smoothingWeight",), Impact.MEANING),
    Field("smoothing.kind", "smoothing_type", ("smoothingType",), Impact.MEANING, SMOOTHING_WORDS),
)

#: Settings of a workspace (``settings``), beyond those of :data:`SECTION_SETTINGS`.
WORKSPACE_SETTINGS: tuple[Field, ...] = (
    *SECTION_SETTINGS,
    Field("ignore_outliers", "ignore_outliers", ("ignoreOutliers",), Impact.MEANING),
    Field("sort_panels", "sort_panels_alphabetically", ("sortAlphabetically",), Impact.LAYOUT),
    Field("group_by_prefix", "group_by_prefix", ("autoOrganizePrefix",), Impact.LAYOUT),
    Field(
        "legends",
        "remove_legends_from_panels",
        ("suppressLegends",),
        Impact.COSMETIC,
        NEGATED,
    ),
    Field("tooltip", "tooltip_number_of_runs", ("tooltipNumberOfRuns",), Impact.COSMETIC),
    Field("tooltip_colors", "tooltip_color_run_names", ("colorRunNames",), Impact.COSMETIC),
    Field("max_runs", "max_runs", ("maxRuns",), Impact.MEANING),
    Field(
        "points",
        "point_visualization_method",
        ("pointVisualizationMethod",),
        Impact.MEANING,
        POINT_WORDS,
    ),
)

#: How a section lies on the page.
SECTION_LAYOUT: tuple[Field, ...] = (
    Field("open", "is_open", ("isOpen",), Impact.LAYOUT),
    Field("pinned", "pinned", ("pinned",), Impact.LAYOUT),
    Field("columns", "columns", ("columnsPerPage",), Impact.LAYOUT),
    Field("rows", "rows", ("rowsPerPage",), Impact.LAYOUT),
)

#: What else is written of a workspace, and of a report.
WORKSPACE_FIELDS: tuple[Field, ...] = (
    Field("auto_panels", "auto_generate_panels", ("shouldAutoGeneratePanels",), Impact.LAYOUT),
)
REPORT_FIELDS: tuple[Field, ...] = (Field("width", "width", ("width",), Impact.COSMETIC),)

#: Every row that is no panel's.
SETTINGS: tuple[Field, ...] = (*WORKSPACE_SETTINGS, *SECTION_LAYOUT, *WORKSPACE_FIELDS, *REPORT_FIELDS)

#: What a change of a wire key means where no row above says so: the layout keys, and the rest.
WIRE_IMPACT: dict[str, Impact] = {
    **{key: row.impact for kind in PANELS.values() for row in kind.fields for key in row.wire},
    **{key: row.impact for row in SETTINGS for key in row.wire},
    **dict.fromkeys(("layout",), Impact.LAYOUT),
    **dict.fromkeys(("name", "title", "description", "text", "children", "content"), Impact.COSMETIC),
}
