"""The runs that a view shows: those of its enabled run sets, in order, grouped and coloured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from wbgen.render.colors import Group, color_of, group_colors, in_turn, of_groups
from wbgen.render.run_sets.order import in_order
from wbgen.render.run_sets.run_set import RunSet, read_run_set
from wbgen.render.scene import Shown
from wbgen.render.values import group_text
from wbgen.runs import RunData
from wbgen.runs.values import value_of


@dataclass(frozen=True, slots=True)
class Selected:
    """What :func:`select` finds: three fields of a ``Scene``, and sentences about what is not as asked."""

    runs: tuple[Shown, ...]
    grouping: tuple[str, ...] = ()
    group_colors: Mapping[Group, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def select(
    run_sets: Sequence[Any], colors: Mapping[str, Any], runs: Sequence[RunData], *, now: datetime
) -> Selected:
    """The runs that the enabled run sets show, each once.

    run_sets: W&B's JSON of them; where there are none all runs are shown.  colors: the map
    ``customRunColors`` beside them, of runs by their ids and of groups.  now: what ``within last`` counts
    back from, a time with its zone.

    What is not understood restricts nothing, and is told in a note. Grouping is that of the first run set
    that groups. ``onlyShowSelected`` is of the table of runs: panels only ever show selected runs.
    """
    sets = [read_run_set(body) for body in run_sets if isinstance(body, dict)]
    enabled = [run_set for run_set in sets if run_set.enabled] if sets else [RunSet()]
    found: dict[int, Shown] = {}
    written: dict[Group, str] = {}
    notes: list[str] = []
    for run_set in enabled:
        chosen, said = of_run_set(run_set, runs, now)
        notes += said
        written |= of_groups(colors, run_set.id)
        for data in chosen:
            found.setdefault(id(data), Shown(data, "", group_of(data, run_set)))
    if not enabled:
        notes.append("All run sets of this view are switched off.")
    shown = colored(list(found.values()), colors)
    grouping = next((run_set.grouping for run_set in enabled if run_set.grouping), ())
    groups = group_colors([run.group for run in shown if run.group], written)
    return Selected(tuple(shown), tuple(name for name, _ in grouping), groups, tuple(dict.fromkeys(notes)))


def of_run_set(
    run_set: RunSet, runs: Sequence[RunData], now: datetime
) -> tuple[list[RunData], tuple[str, ...]]:
    """A run set's runs in order, pinned ones first, and what to say of them.

    Filters and searches do not hide pinned runs (docs.wandb.ai, "Compare runs"); a closed eye does.
    """
    of_project = [data for data in runs if run_set.is_of_project(data.run)] or runs
    passing = [data for data in of_project if run_set.is_pinned(data.run) or run_set.passes(data.run, now)]
    shown = [data for data in passing if run_set.is_selected(data.run)]
    ordered = in_order(shown, run_set.order)
    ordered.sort(key=lambda data: run_set.pinned_place(data.run))
    return ordered, (*run_set.notes, *nothing_left(run_set, len(runs), len(passing), len(shown)))


def nothing_left(run_set: RunSet, all_runs: int, passing: int, shown: int) -> tuple[str, ...]:
    """Why a run set shows no run, if it does not."""
    if shown or not all_runs:
        return ()
    of = "the only run" if all_runs == 1 else f"none of the {all_runs} runs"
    if not passing:
        passes = "does not pass" if all_runs == 1 else "passes"
        return (f"{of[0].upper()}{of[1:]} {passes} the filter or search of “{run_set.name}”.",)
    return (f"All runs of “{run_set.name}” are switched off.",)


def group_of(data: RunData, run_set: RunSet) -> Group:
    """The values by which a run set groups a run."""
    return tuple((name, group_text(value_of(data.run, key))) for name, key in run_set.grouping)


def colored(shown: Sequence[Shown], colors: Mapping[str, Any]) -> list[Shown]:
    """The runs, each with the colour the view gives it or the next in turn, the oldest first.

    So a run keeps its colour as younger ones begin.
    """
    oldest_first = sorted(range(len(shown)), key=lambda at: shown[at].data.run.created_at)
    turns = dict(zip(oldest_first, in_turn(len(shown)), strict=True))
    return [
        replace(run, color=color_of(colors.get(run.data.run.id)) or turns[at]) for at, run in enumerate(shown)
    ]
