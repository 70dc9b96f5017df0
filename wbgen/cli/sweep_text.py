"""Plans of sweeps as text for people: what is to be done, what is searched, what that takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wbgen.cli.difference_text import coloured, difference_lines
from wbgen.plan.sweeps import Estimate, SweepAction, SweepChange
from wbgen.spec.diagnostics import printable

SIGNS = {
    SweepAction.CREATE: "+",
    SweepAction.UPDATE: "~",
    SweepAction.REPLACE: "~",
    SweepAction.STOP: "~",
    SweepAction.CONFLICT: "!",
    SweepAction.NO_OP: "=",
}

#: What an action does, where its sign alone does not say it.
WORDS = {SweepAction.REPLACE: "replace", SweepAction.STOP: "end what was replaced"}

#: What is meant to become of a metric; W&B minimizes where that is not said.
GOALS = {"maximize": "maximizes", "minimize": "minimizes"}

#: Minutes from which a duration is told in hours, and hours from which in days.
AN_HOUR = 90
A_DAY = 48


def sweep_lines(changes: Sequence[SweepChange], *, asked: bool) -> Iterator[str]:
    """The sweeps of a plan. asked: whether carrying the plan out makes them."""
    for change in changes:
        if change.action is not SweepAction.NO_OP or change.reason:
            yield from change_lines(change)
    same = sum(change.action is SweepAction.NO_OP for change in changes)
    if same:
        yield f"= {same} sweep{'s' if same != 1 else ''} unchanged"
    if not asked and any(change.writes for change in changes):
        yield "sweeps are made with `wbgen apply --sweeps`, or one by one with `wbgen sweep`"


def change_lines(change: SweepChange) -> Iterator[str]:
    """One sweep: what is to be done, what it searches, what that takes."""
    sign = SIGNS[change.action]
    head = f'{sign} sweep {printable(change.wanted.name)}  "{printable(change.wanted.title)}"'
    yield coloured(sign, f"{head:<60} {WORDS.get(change.action, '')}".rstrip())
    if change.reason:
        yield f"    {printable(change.reason)}"
    if change.action is SweepAction.NO_OP:
        return
    if not change.words_only and change.action is not SweepAction.STOP:
        yield f"    {printable(searched(change.wanted.config, change.estimate))}"
        yield f"    {taken(change.estimate)}"
    yield from difference_lines(change.differences)
    yield from (f"    {printable(line)}" for line in about(change))


def about(change: SweepChange) -> Iterator[str]:
    """What becomes of runs and of sweeps that are there, and what resolves a conflict."""
    if change.carried or change.unfit:
        left = f"; {change.unfit} do not fit it, and stay where they are" if change.unfit else ""
        yield f"begins with {count(len(change.carried), 'run')} that {fit(len(change.carried))} it{left}"
    for old in change.stops:
        yield f"ends {old.name}"
    if change.words_only:
        yield "its title or description changes; the search stays"
    if change.cure:
        yield f"cure: {change.cure}"


def searched(config: Any, estimate: Estimate) -> str:
    """The method, the metric and how much there is to try."""
    parts = [str(config.get("method"))]
    metrics = [config["metric"]] if "metric" in config else config.get("metrics", ())
    parts += [f"{GOALS[one.get('goal', 'minimize')]} {one['name']}" for one in metrics]
    parts += [f"a grid of {count(estimate.grid, 'point')}"] if estimate.grid is not None else []
    parts += [f"{estimate.covered:,} of them there already"] if estimate.covered else []
    parts += [f"at most {count(estimate.run_cap, 'run')}"] if estimate.run_cap is not None else []
    return ", ".join(parts)


def taken(estimate: Estimate) -> str:
    """How long it takes, as far as that is known."""
    if estimate.runs is None:
        return "it goes on until somebody stops it"
    if not estimate.runs:
        return "nothing is left to run"
    if estimate.pace is None or estimate.minutes is None or estimate.gpu_hours is None:
        return "how long a run takes is not known yet: --minutes N says it"
    past = f"the median of {count(estimate.pace.runs, 'past run')}"
    told = past if estimate.pace.runs else "as --minutes says"
    return (
        f"{duration(estimate.pace.minutes)} a run ({told}): {duration(estimate.minutes)} one after the other,"
        f" {estimate.gpu_hours:,.1f} GPU hours at {gpus(estimate.gpus)} per run"
    )


def gpus(number: int) -> str:
    """So many GPUs."""
    return "a GPU" if number == 1 else f"{number} GPUs"


def duration(minutes: float) -> str:
    """Minutes as people say them: ``12 min``, ``6.5 h``, ``3.1 days``."""
    if minutes < AN_HOUR:
        return f"{minutes:.0f} min" if minutes >= 1 else "under 1 min"
    hours = minutes / 60
    return f"{hours:.1f} h" if hours < A_DAY else f"{hours / 24:,.1f} days"


def count(number: int, what: str) -> str:
    """A number of things in words."""
    return f"{number:,} {what}{'s' if number != 1 else ''}"


def fit(number: int) -> str:
    """The verb for so many."""
    return "fits" if number == 1 else "fit"
