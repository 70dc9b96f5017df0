"""The checked spec: everything resolved, expanded and tied together. What compile reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from wbgen.spec import models
from wbgen.spec.expressions import Rule


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric a run logs, under its exact key.

    ``pattern`` is what the author wrote, ``values`` what each dimension is in this name;
    ``attributes`` are the metric's own over its group's.  ``logged_by``: the script, or the wandb client.
    """

    name: str
    group: str
    pattern: str
    values: Mapping[str, str]
    attributes: models.MetricAttributes
    logged_by: Literal["script", "wandb"] = "script"


@dataclass(frozen=True, slots=True)
class Group:
    """A titled group of metrics; ``patterns`` keeps the author's order.  id: its name in all languages."""

    title: str
    about: str | None
    headline: bool
    patterns: tuple[str, ...]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A metric as the author wrote it: a name, or a pattern, there even if it stands for no name yet.

    ``attributes`` are its own over its group's, with placeholders left in their texts.
    """

    pattern: str
    group: str
    attributes: models.MetricAttributes
    logged_by: Literal["script", "wandb"] = "script"


@dataclass(frozen=True, slots=True)
class Dimension:
    """What ``<name>`` stands for. values: its values, or the default ones where it is ``open``.

    digits: whether its values are whole numbers.  excluded: what it never is.
    """

    name: str
    values: tuple[str, ...]
    open: bool = False
    digits: bool = False
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every metric by exact name, and the names that each written pattern stands for.

    written: every pattern in the author's order.  owner: the pattern that a logged name belongs to, or None.
    """

    groups: tuple[Group, ...]
    metrics: Mapping[str, Metric]
    patterns: Mapping[str, tuple[str, ...]]
    written: Mapping[str, Written] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    # Made of the patterns: catalogues that have the same are the same.
    owner: Callable[[str], str | None] = field(default=lambda name: None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a schedule: steps from ``start`` (inclusive) to ``end`` (exclusive). ratio: as written."""

    name: str
    start: int
    end: int
    ratio: float | None

    @property
    def label(self) -> str:
        """Name and ratio: ``mixed 0.3``."""
        return self.name if self.ratio is None else f"{self.name} {self.ratio:g}"

    @property
    def share(self) -> float:
        """The ratio that is meant: the share of student inputs, from 0 to 1.

        A stage without one means 0, as the project that the grammar is from reads it, but for a stage called
        ``student``: its inputs are a student's by name, and its code's 0 draws a picture nobody means.
        """
        return float(self.name.lower() == "student") if self.ratio is None else self.ratio


@dataclass(frozen=True, slots=True)
class Schedule:
    """A curriculum by its stages."""

    id: str
    metric: str
    ratio: str | None
    stages: tuple[Stage, ...]

    @property
    def boundaries(self) -> tuple[tuple[int, str], ...]:
        """The step at which each stage after the first begins, with the stage's label."""
        return tuple((stage.start, stage.label) for stage in self.stages[1:])


@dataclass(frozen=True, slots=True)
class ThresholdLine:
    """A horizontal line of a panel."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal band of a panel, open where a bound is None. ``source``: of which condition, if any."""

    low: float | None
    high: float | None
    label: str
    source: models.Source | None = None


@dataclass(frozen=True, slots=True)
class OwnChart:
    """A chart of the team's own. ``name``: a slug; ``text``: its Vega-Lite JSON, keys sorted."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel with its metrics expanded. ``options``: with exact names on its axes and in its groups.

    written: the options as they stand in the spec.
    right: metrics on the second y axis.  events: a metric whose non-zero values are vertical rules.
    chart: the chart of the team's own that draws it.  logged_histogram: its metric is logged as histograms.
    regex: of all it shows, where a dimension of it is open.
    """

    id: str
    kind: str
    metrics: tuple[str, ...]
    options: models.Panel
    thresholds: tuple[ThresholdLine, ...] = ()
    schedule: Schedule | None = None
    bands: tuple[Band, ...] = ()
    right: tuple[str, ...] = ()
    events: str | None = None
    chart: OwnChart | None = None
    logged_histogram: bool = False
    regex: str | None = None
    written: models.Panel | None = None

    @property
    def drawn_by_chart(self) -> bool:
        """Whether a generic chart draws it, since W&B's own panel cannot, or since the author says so."""
        draw = getattr(self.options, "draw", None)
        marked = bool(self.thresholds or self.schedule or self.bands or self.right or self.events)
        return draw == "chart" or (marked and draw != "series") or self.kind in ("histogram", "heatmap")


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its id settled. ``options`` is the section as written."""

    id: str
    title: str
    options: models.Section
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace; ``name`` is what W&B is told, ``title`` what people read.  runs: None for all runs."""

    id: str
    title: str
    name: str
    options: models.Workspace
    sections: tuple[Section, ...]
    runs: RunSet | None = None

    @property
    def was(self) -> tuple[str, ...]:
        """The ids it had before, the oldest first."""
        return tuple(self.options.was)


@dataclass(frozen=True, slots=True)
class RunSet:
    """A run set. ``id``: its name, or a slug of its title, unlike any other's where it is used."""

    id: str
    options: models.RunSet


@dataclass(frozen=True, slots=True)
class SectionRef:
    """A report's block that shows the panels of a workspace's section."""

    workspace: str
    section: str
    options: models.SectionBlock


@dataclass(frozen=True, slots=True)
class PanelGrid:
    """A report's own grid of panels; of all runs where it names no run sets."""

    panels: tuple[Panel, ...]
    runs: tuple[RunSet, ...]
    options: models.GridBlock


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report's block that holds run sets side by side."""

    runs: tuple[RunSet, ...]
    metrics: tuple[str, ...]
    options: models.CompareBlock


@dataclass(frozen=True, slots=True)
class SweepRef:
    """A report's block about one of the guide's sweeps."""

    sweep: str
    options: models.SweepBlock


@dataclass(frozen=True, slots=True)
class Folding:
    """A heading with blocks folded beneath it."""

    options: models.Heading
    blocks: tuple[Block, ...]


#: A block of the language that stands for itself, or one that is tied to what it shows.
Block: TypeAlias = "models.Block | SectionRef | PanelGrid | Comparison | SweepRef | Folding"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a team knows of its training, as written."""

    health: Mapping[str, models.HealthRule] = field(default_factory=dict)
    phases: tuple[models.Phase, ...] = ()
    priorities: tuple[models.Priority, ...] = ()
    practices: tuple[str, ...] = ()
    commands: tuple[models.Command, ...] = ()
    links: tuple[models.Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report with its blocks tied to what they show."""

    id: str
    title: str
    options: models.Report
    blocks: tuple[Block, ...]

    @property
    def was(self) -> tuple[str, ...]:
        """The ids it had before, the oldest first."""
        return tuple(self.options.was)


@dataclass(frozen=True, slots=True)
class HealthRule:
    """A sign of trouble: a condition, or at least so many of other rules. ``options`` is the rule as written.

    of: ids of other rules, and conditions of its own.
    """

    id: str
    options: models.HealthRule
    when: Rule | None
    at_least: int
    of: tuple[str | Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """A checked spec. config: the hyperparameters.  run: how runs are named and marked.

    roles: the exact names of the metrics that play each part.
    """

    file: str
    id: str
    title: str
    project: str
    x: str
    catalogue: Catalogue
    schedules: Mapping[str, Schedule]
    workspaces: tuple[Workspace, ...]
    reports: tuple[Report, ...]
    troubleshooting: tuple[models.Trouble, ...]
    runs: Mapping[str, RunSet] = field(default_factory=dict)
    knowledge: Knowledge = Knowledge()
    health: Mapping[str, HealthRule] = field(default_factory=dict)
    lang: str | None = None
    config: Mapping[str, models.Parameter] = field(default_factory=dict)
    run: models.Run | None = None
    scripts: Mapping[str, models.Script] = field(default_factory=dict)
    sweeps: Mapping[str, models.Sweep] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
