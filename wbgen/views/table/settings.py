"""Settings of workspaces, sections and run sets."""

from __future__ import annotations

from wbgen.views.codecs import AXIS, NEGATED, only, words
from wbgen.views.table.field import Field, Impact, Path

COSMETIC, LAYOUT, MEANING = Impact.COSMETIC, Impact.LAYOUT, Impact.MEANING

SMOOTHING_KINDS = words({"time_weighted": "exponentialTimeWeighted"})


def under(parent: str, *keys: str) -> tuple[Path, ...]:
    """The place of one key (or of each of a pair) in a settings block."""
    return tuple((*parent.split("."), key) for key in keys)


def curves(old: str, new: str) -> tuple[Field, ...]:
    """What a workspace and a section say of the curves in them.

    old: the block the official library writes.  new: the one that newer versions of the app read first.
    """
    return (
        Field("x", None, under(old, "xAxis"), MEANING, AXIS, under(new, "xAxis")),
        Field(
            "x_range",
            "x_min x_max",
            under(old, "xAxisMin", "xAxisMax"),
            MEANING,
            modern=under(new, "xAxisMin", "xAxisMax"),
        ),
        Field(
            "smoothing.weight",
            None,
            under(old, "smoothingWeight"),
            MEANING,
            modern=under(new, "smoothingWeight"),
        ),
        Field(
            "smoothing.kind",
            None,
            under(old, "smoothingType"),
            MEANING,
            SMOOTHING_KINDS,
            under(new, "smoothingType"),
        ),
        Field(
            "ignore_outliers",
            None,
            under(old, "ignoreOutliers"),
            MEANING,
            modern=under(new, "ignoreOutliers"),
        ),
        Field("max_runs", None, under(old, "maxRuns"), MEANING, modern=under(new, "maxRuns")),
        Field(
            "points",
            None,
            under(old, "pointVisualizationMethod"),
            MEANING,
            words({"bucketing": "bucketing-gorilla"}),
            under(new, "pointVisualizationMethod"),
        ),
        Field(
            "legends", None, under(old, "suppressLegends"), COSMETIC, NEGATED, under(new, "suppressLegends")
        ),
        Field(
            "tooltip",
            None,
            under(old, "tooltipNumberOfRuns"),
            COSMETIC,
            modern=under(new, "tooltipNumberOfRuns"),
        ),
        Field(
            "tooltip_colors", None, under(old, "colorRunNames"), COSMETIC, modern=under(new, "colorRunNames")
        ),
        Field(
            "group_runs",
            None,
            under(old, "useRunsTableGroupingInPanels"),
            MEANING,
            modern=under(new, "useRunsTableGroupingInPanels"),
        ),
    )


#: Of a section; places are those inside the section's own map.
SECTION: tuple[Field, ...] = (
    Field("title", "name", (("name",),), COSMETIC),
    Field("wandb_id", None, (("__id__",),), Impact.NONE),
    Field("open", "is_open", (("isOpen",),), LAYOUT),
    Field("pinned", "pinned", (("pinned",),), LAYOUT),
    Field("columns", None, (("flowConfig", "columnsPerPage"),), LAYOUT),
    Field("rows", None, (("flowConfig", "rowsPerPage"),), LAYOUT),
    Field("height", None, (("flowConfig", "boxHeight"),), LAYOUT),
    *curves("localPanelSettings", "sectionSettings.linePlot"),
)

BANK = "section.panelBankConfig.settings"

#: Of a workspace; places are those inside the view's spec.
WORKSPACE: tuple[Field, ...] = (
    *curves("section.settings", "section.workspaceSettings.linePlot"),
    Field(
        "auto_panels",
        None,
        under("section.settings", "shouldAutoGeneratePanels"),
        MEANING,
        modern=under("section.workspaceSettings", "shouldAutoGeneratePanels"),
    ),
    Field("sort_panels", None, under(BANK, "sortAlphabetically"), LAYOUT),
    Field("group_by_prefix", None, under(BANK, "autoOrganizePrefix"), LAYOUT, only({"last": 2, "first": 1})),
    Field("panel_search", None, under(BANK, "searchQuery"), MEANING),
    Field("expand_search", None, under(BANK, "autoExpandSearchResults"), COSMETIC),
)

#: Of a run set; places are those inside the run set's own map.
RUN_SET: tuple[Field, ...] = (
    Field("wandb_id", None, (("id",),), Impact.NONE),
    Field("title", None, (("name",),), COSMETIC),
    Field("search", None, (("search", "query"),), MEANING),
    Field("regex", None, (("search", "isRegex"),), MEANING),
)
