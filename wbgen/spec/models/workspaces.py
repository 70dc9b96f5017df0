"""Workspaces, their sections, and the run sets they show."""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import Len
from pydantic import BeforeValidator, Field

from wbgen.spec.models.base import (
    Bounds,
    MetricName,
    Model,
    Raw,
    ShellName,
    SmoothingOption,
    Text,
    Title,
    ViewAddress,
    listify,
)
from wbgen.spec.models.panels import AnyPanel
from wbgen.spec.models.runsets import RunSetUse, use_map


class Curves(Model):
    """What a workspace and a section say of the curves in them, for panels that say nothing else."""

    x: MetricName | None = None
    x_range: Bounds | None = None
    smoothing: SmoothingOption | None = None
    ignore_outliers: bool | None = None
    max_runs: Annotated[int, Field(ge=1, le=1000)] | None = None
    points: Literal["bucketing", "sampling"] | None = None
    legends: bool | None = None
    tooltip: Literal["default", "all_runs", "single"] | None = None
    tooltip_colors: bool | None = None
    group_runs: bool | None = None
    raw: Raw = None


class Section(Curves):
    """A titled row of panels.

    each: a dimension, for a section of each of its values.  only_if: for which runs it is meant; W&B
    hides no sections, so the note says it.
    """

    id: ShellName | None = None
    each: Annotated[str, Len(1, 256)] | None = None
    only_if: Text | None = None
    wandb_id: Text | None = None
    title: Annotated[str, Len(1, 200)]
    note: Text | None = None
    open: bool = True
    pinned: bool = False
    columns: Annotated[int, Field(ge=1, le=100)] = 3
    rows: Annotated[int, Field(ge=1, le=100)] = 2
    height: Annotated[float, Field(gt=0, le=10_000)] | None = None
    panels: Annotated[list[AnyPanel], Len(0, 20_000)] = []


class Workspace(Curves):
    """A dashboard. was: the ids it had before, the oldest first, which keep its URL."""

    was: Annotated[list[ShellName], BeforeValidator(listify)] = []
    adopt: ViewAddress | None = None
    protect: bool | None = None
    title: Title | None = None
    name: Title | None = None
    runs: Annotated[RunSetUse | None, BeforeValidator(use_map)] = None
    sort_panels: bool | None = None
    group_by_prefix: Literal["first", "last"] | None = None
    panel_search: Text | None = None
    expand_search: bool | None = None
    auto_panels: bool = False
    sections: list[Section] = []
