"""Run sets: which runs a workspace or a grid of a report shows, in which order and colours."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from annotated_types import Len
from pydantic import BeforeValidator, Field

from wbgen.spec.models.base import MetricName, Model, Raw, ShellName, Text, listify


def run_set_map(value: Any) -> Any:
    """``long: config.max_steps >= 30000`` is short for ``long: {where: config.max_steps >= 30000}``."""
    return {"where": value} if isinstance(value, str) else value


def group_color_list(value: Any) -> Any:
    """``{adam: red}`` is short for ``[{path: [adam], color: red}]``."""
    if isinstance(value, dict):
        return [{"path": [group], "color": color} for group, color in value.items()]
    return value


class GroupColor(Model):
    """The colour of a group of runs. path: its values, one for each thing the runs are grouped by."""

    path: Annotated[list[Text], Len(1, 20), BeforeValidator(listify)]
    color: Text


Columns: TypeAlias = Annotated[list[MetricName], Len(0, 2000), BeforeValidator(listify)]
RunIds: TypeAlias = Annotated[list[Text], Len(0, 10_000), BeforeValidator(listify)]


class RunSet(Model):
    """Runs of a project.

    where: a filter.  search: text in the runs' names, a regular expression with ``regex: true``.
    group, order: metrics, ``config.key`` or attributes such as ``created``; ``-`` orders downwards.
    columns: pinned in the table of runs; visible, hidden, column_order, widths (pixels), lock_columns
    (only the columns named) say more of it.
    colors: by run id.  hidden_runs, only_runs: run ids; at most one of the two.
    baseline, pinned: run ids, ``entity/project/id`` for a run of another project.
    project: ``entity/project`` where the runs are those of another project.
    """

    title: Text | None = None
    where: Text | None = None
    search: Text | None = None
    regex: bool | None = None
    group: Annotated[list[MetricName], Len(0, 20), BeforeValidator(listify)] = []
    order: Annotated[list[MetricName], Len(0, 20), BeforeValidator(listify)] = ["-created"]
    columns: Columns = []
    visible: Columns = []
    hidden: Columns = []
    column_order: Columns = []
    widths: dict[str, Annotated[int, Field(ge=1, le=10_000)]] = {}
    lock_columns: bool | None = None
    colors: dict[str, Text] = {}
    group_colors: Annotated[list[GroupColor], BeforeValidator(group_color_list)] = []
    hidden_runs: RunIds = []
    only_runs: RunIds | None = None
    baseline: Text | None = None
    pinned: RunIds = []
    project: Text | None = None
    wandb_id: Text | None = None
    raw: Raw = None


def use_map(value: Any) -> Any:
    """``runs: [long]`` is short for ``runs: [{name: long}]``."""
    return {"name": value} if isinstance(value, str) else value


class RunSetUse(RunSet):
    """A run set where it is used: written there, or one of the spec's by its name.

    name: of one in ``runs:`` of the spec; what is written beside it takes the place of what it says.
    """

    name: ShellName | None = None


#: A run set under a name of its own, as ``runs:`` of a spec has them.
NamedRunSet: TypeAlias = Annotated[RunSet, BeforeValidator(run_set_map)]
AnyRunSet: TypeAlias = Annotated[RunSetUse, BeforeValidator(use_map)]
