"""What may be written in a spec: one strict pydantic model per kind of map.

The models say what a key takes; what the keys mean together is checked in ``wbgen.spec.check``.
Single values where a list is meant are made lists before validation, so that error locations stay true.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from annotated_types import Len
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

# --- small types -----------------------------------------------------------------------------


def listify(value: Any) -> Any:
    """A single value as a list of one."""
    return value if isinstance(value, list) else [value]


def empty_map(value: Any) -> Any:
    """A key written without a value (``loss/total:``) as an empty map."""
    return {} if value is None else value


def smoothing_map(value: Any) -> Any:
    """``smoothing: 0.6`` is short for ``smoothing: {weight: 0.6}``."""
    return value if isinstance(value, dict) else {"weight": value}


def threshold_maps(value: Any) -> Any:
    """``healthy``, ``0.7`` and lists of them as maps: ``{from: healthy}``, ``{at: 0.7}``."""
    short = {str: "from", int: "at", float: "at"}
    return [{short[type(item)]: item} if type(item) in short else item for item in listify(value)]


def block_map(value: Any) -> Any:
    """A block without options may be a bare word: ``- toc`` is ``- toc:``."""
    return {value: None} if isinstance(value, str) else value


def ascending(value: list[float | None]) -> list[float | None]:
    """Bounds as they are, if the lower one comes first."""
    low, high = value
    if low is not None and high is not None and low >= high:
        raise ValueError("the lower bound comes first")
    return value


ShellName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
ProjectName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^/\\#?%:\x00-\x1f]{1,128}$")]
Text: TypeAlias = Annotated[str, StringConstraints(max_length=20_000)]
Title: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=128)]
MetricName: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=256)]
MetricNames: TypeAlias = Annotated[list[MetricName], Len(1, 200), BeforeValidator(listify)]
Values: TypeAlias = list[str | int | float | bool]
Bounds: TypeAlias = Annotated[list[float | None], Len(2, 2), AfterValidator(ascending)]
Cadence: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(step|epoch|once|end|[1-9][0-9]* (steps?|epochs?))$")
]
SmoothingKind: TypeAlias = Literal["exponential", "time_weighted", "gaussian", "average", "none"]
Draw: TypeAlias = Literal["chart", "series"]


class Model(BaseModel):
    """A map of the language: no unknown keys, no silent conversions, no change after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        defer_build=True,
        allow_inf_nan=False,
    )


# --- the run, its configuration and its metrics -------------------------------------------------


class Run(Model):
    """How runs are named and marked."""

    name: Text | None = None
    tags: Annotated[list[Text], BeforeValidator(listify)] = []
    group: Text | None = None
    job_type: Text | None = None


class Parameter(Model):
    """A hyperparameter: an argument of the script, a parameter of sweeps, a column to filter by."""

    type: Literal["int", "float", "bool", "str", "list"] | None = None
    default: Any = None
    choices: Values | None = None
    about: Text | None = None
    only_if: Text | None = None
    observed: bool = False


class OpenDimension(Model):
    """A dimension whose values are known only at run time."""

    default: Values = []
    open: bool = False
    exclude: Annotated[Values, Field(alias="not")] = []


class MetricAttributes(Model):
    """What the catalogue knows of a metric; a group's attributes are the defaults of its members."""

    type: (
        Literal[
            "scalar",
            "category",
            "flag",
            "event",
            "text",
            "histogram",
            "image",
            "audio",
            "video",
            "table",
            "media",
        ]
        | None
    ) = None
    goal: Literal["minimize", "maximize"] | None = None
    unit: Text | None = None
    range: Bounds | None = None
    healthy: Text | None = None
    typical: Text | float | None = None
    warn: dict[str, Text] = {}
    critical: dict[str, Text] = {}
    every: Cadence | None = None
    summary: Annotated[list[Text], BeforeValidator(listify)] = []
    only_if: Text | None = None
    columns: list[Text] = []
    values: dict[str, Text] = {}
    about: Text | None = None
    was_logged_as: Annotated[list[MetricName], BeforeValidator(listify)] = []
    headline: bool | None = None


class MetricGroup(MetricAttributes):
    """A titled group of metrics, in the guide's order."""

    group: Title
    of: dict[str, Annotated[MetricAttributes, BeforeValidator(empty_map)]]


class Schedule(Model):
    """A curriculum: stages one after the other, each for a number of steps."""

    metric: MetricName
    ratio: MetricName | None = None
    stages: Text


# --- workspaces ---------------------------------------------------------------------------------


class Smoothing(Model):
    """How lines are smoothed; ``weight`` is 0 to 1 for exponential kinds, a width otherwise."""

    weight: Annotated[float, Field(ge=0, le=1000)]
    kind: SmoothingKind = "exponential"
    original: bool | None = None


SmoothingOption: TypeAlias = Annotated[Smoothing, BeforeValidator(smoothing_map)]


class Threshold(Model):
    """A horizontal line: at a number, or where the metrics' own conditions turn."""

    at: float | None = None
    from_: Annotated[Literal["healthy", "warn", "critical"] | None, Field(alias="from")] = None
    label: Annotated[str, StringConstraints(max_length=80)] | None = None


class Panel(Model):
    """What every panel may say."""

    id: ShellName | None = None


class LinePanel(Panel):
    """A line per metric and run."""

    line: MetricNames
    title: Title | None = None
    x: MetricName | None = None
    x_range: Bounds | None = None
    y_range: Bounds | None = None
    x_log: bool | None = None
    y_log: bool | None = None
    x_title: Title | None = None
    y_title: Title | None = None
    smoothing: SmoothingOption | None = None
    ignore_outliers: bool | None = None
    max_runs: Annotated[int, Field(ge=1, le=1000)] | None = None
    thresholds: Annotated[list[Threshold], BeforeValidator(threshold_maps)] = []
    annotate: ShellName | None = None
    draw: Draw | None = None


class BarPanel(Panel):
    """A bar per metric and run, of the last value."""

    bar: MetricNames
    title: Title | None = None
    vertical: bool | None = None
    x_range: Bounds | None = None
    x_title: Title | None = None
    y_title: Title | None = None
    max_runs: Annotated[int, Field(ge=1, le=1000)] | None = None
    max_bars: Annotated[int, Field(ge=1, le=1000)] | None = None


class ScalarPanel(Panel):
    """One number."""

    scalar: MetricName
    title: Title | None = None
    aggregate: Literal["mean", "min", "max", "median", "sum", "samples"] | None = None


class MarkdownPanel(Panel):
    """A text among the panels."""

    markdown: Text


class LaterPanel(BaseModel):
    """A panel of a kind that the language has and this version does not draw yet."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


PANEL_KINDS: dict[str, type[Panel]] = {
    "line": LinePanel,
    "bar": BarPanel,
    "scalar": ScalarPanel,
    "markdown": MarkdownPanel,
}
LATER_PANEL_KINDS = frozenset(
    {"area", "scatter", "histogram", "heatmap", "table", "media", "parallel", "importance", "runs", "code"}
    | {"vega", "raw"}
)

#: Discriminator tags carry this prefix, which no key can have, so that error locations can drop them.
TAG = "\0kind:"


def kinds_in(value: Any, kinds: Any) -> list[str]:
    """The keys of a map that say what kind of thing it is."""
    return [key for key in value if key in kinds] if isinstance(value, dict) else []


def panel_kind(value: Any) -> str | None:
    """The discriminator tag of a panel, or None where it does not say what it is."""
    if found := kinds_in(value, PANEL_KINDS):
        return TAG + found[0]
    return TAG + "later" if kinds_in(value, LATER_PANEL_KINDS) else None


AnyPanel: TypeAlias = Annotated[
    Annotated[LinePanel, Tag(TAG + "line")]
    | Annotated[BarPanel, Tag(TAG + "bar")]
    | Annotated[ScalarPanel, Tag(TAG + "scalar")]
    | Annotated[MarkdownPanel, Tag(TAG + "markdown")]
    | Annotated[LaterPanel, Tag(TAG + "later")],
    Discriminator(panel_kind),
]


class Axis(Model):
    """The settings a workspace and a section share: they hold for panels that say nothing else."""

    x: MetricName | None = None
    x_range: Bounds | None = None
    smoothing: SmoothingOption | None = None


class Section(Axis):
    """A titled row of panels."""

    id: ShellName | None = None
    title: Title
    note: Text | None = None
    open: bool = True
    pinned: bool = False
    columns: Annotated[int, Field(ge=1, le=12)] = 3
    rows: Annotated[int, Field(ge=1, le=50)] = 2
    panels: Annotated[list[AnyPanel], Len(0, 20_000)] = []


class Workspace(Axis):
    """A dashboard."""

    title: Title | None = None
    name: Title | None = None
    runs: Any = None
    ignore_outliers: bool = False
    sort_panels: bool = False
    group_by_prefix: Literal["first", "last"] = "last"
    legends: bool = True
    tooltip: Literal["default", "all_runs", "single"] = "default"
    tooltip_colors: bool = True
    max_runs: Annotated[int, Field(ge=1, le=1000)] = 10
    points: Literal["bucketing", "sampling"] = "bucketing"
    auto_panels: bool = False
    sections: list[Section] = []


# --- reports ------------------------------------------------------------------------------------


class Heading1(Model):
    """A heading of the first level."""

    h1: Title


class Heading2(Model):
    """A heading of the second level."""

    h2: Title


class Heading3(Model):
    """A heading of the third level."""

    h3: Title


class MarkdownBlock(Model):
    """Text in Markdown."""

    markdown: Text


class TocBlock(Model):
    """The table of contents."""

    toc: None = None


class RuleBlock(Model):
    """A horizontal rule."""

    rule: None = None


class SectionBlock(Model):
    """The panels of a workspace's section."""

    section: ShellName
    workspace: ShellName | None = None


class MetricsBlock(Model):
    """A table of the catalogue: of all groups, or of the ones named."""

    metrics: Annotated[
        list[Title] | None, BeforeValidator(lambda v: None if v in (None, "all") else listify(v))
    ] = None


class TroubleshootingBlock(Model):
    """The spec's troubleshooting entries."""

    troubleshooting: None = None


class LaterBlock(BaseModel):
    """A block that the language has and this version does not write yet."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


BLOCK_KINDS: dict[str, type[Model]] = {
    "h1": Heading1,
    "h2": Heading2,
    "h3": Heading3,
    "markdown": MarkdownBlock,
    "toc": TocBlock,
    "rule": RuleBlock,
    "section": SectionBlock,
    "metrics": MetricsBlock,
    "troubleshooting": TroubleshootingBlock,
}
LATER_BLOCK_KINDS = frozenset(
    {"text", "quote", "code", "latex", "image", "list", "checklist", "callout", "video", "spotify"}
    | {
        "soundcloud",
        "gallery",
        "tweet",
        "weave",
        "panels",
        "health",
        "phases",
        "priorities",
        "compare",
        "raw",
    }
)


def block_kind(value: Any) -> str | None:
    """The discriminator tag of a block, or None where it does not say what it is."""
    if found := kinds_in(value, BLOCK_KINDS):
        return TAG + found[0]
    return TAG + "later" if kinds_in(value, LATER_BLOCK_KINDS) else None


AnyBlock: TypeAlias = Annotated[
    Annotated[Heading1, Tag(TAG + "h1")]
    | Annotated[Heading2, Tag(TAG + "h2")]
    | Annotated[Heading3, Tag(TAG + "h3")]
    | Annotated[MarkdownBlock, Tag(TAG + "markdown")]
    | Annotated[TocBlock, Tag(TAG + "toc")]
    | Annotated[RuleBlock, Tag(TAG + "rule")]
    | Annotated[SectionBlock, Tag(TAG + "section")]
    | Annotated[MetricsBlock, Tag(TAG + "metrics")]
    | Annotated[TroubleshootingBlock, Tag(TAG + "troubleshooting")]
    | Annotated[LaterBlock, Tag(TAG + "later")],
    Discriminator(block_kind),
    BeforeValidator(block_map),
]


class Report(Model):
    """A written report with live panels."""

    title: Title | None = None
    description: Annotated[str, StringConstraints(max_length=2000)] = ""
    width: Literal["readable", "fixed", "fluid"] = "readable"
    blocks: Annotated[list[AnyBlock], Len(0, 5000)] = []


class Trouble(Model):
    """A symptom, why it happens and what helps."""

    symptom: Text | None = None
    when: Text | None = None
    cause: Text | None = None
    fix: Annotated[list[Text], BeforeValidator(listify)] = []
    set: dict[str, Any] = {}


AnyDimension: TypeAlias = Annotated[
    Annotated[Values, Tag(TAG + "list")] | Annotated[OpenDimension, Tag(TAG + "dict")],
    Discriminator(lambda value: TAG + type(value).__name__),
]


# --- the file -----------------------------------------------------------------------------------


class Spec(Model):
    """A spec file as a whole."""

    wbgen: Literal[1]
    guide: ShellName
    title: Title
    project: ProjectName
    x: MetricName = "_step"
    vars: dict[str, Any] = {}
    dimensions: dict[str, AnyDimension] = {}
    run: Run = Run()
    config: dict[str, Annotated[Parameter, BeforeValidator(empty_map)]] = {}
    metrics: list[MetricGroup] = []
    schedules: dict[ShellName, Schedule] = {}
    workspaces: dict[ShellName, Workspace] = {}
    reports: dict[ShellName, Report] = {}
    troubleshooting: list[Trouble] = []
    # Accepted so that whole guides can be written down today; lint says that nothing comes of them yet.
    lang: Any = None
    extends: Any = None
    use: Any = None
    runs: Any = None
    health: Any = None
    phases: Any = None
    priorities: Any = None
    practices: Any = None
    commands: Any = None
    links: Any = None
    roles: Any = None
    sweeps: Any = None
    scripts: Any = None


#: Keys of a spec that nothing is made of yet, with what will.
NOT_APPLIED: dict[str, str] = {
    "lang": "translations",
    "extends": "spec inheritance",
    "use": "packs",
    "run": "training scripts",
    "config": "training scripts and sweeps",
    "runs": "run sets",
    "health": "health rules",
    "phases": "report blocks",
    "priorities": "report blocks",
    "practices": "the written guide",
    "commands": "the written guide",
    "links": "the written guide",
    "roles": "run analysis",
    "sweeps": "`wbgen sweep`",
    "scripts": "`wbgen script`",
}
