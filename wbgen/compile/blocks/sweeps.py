"""The panels of a sweep: its search, what matters, how it went on, and what seeds make of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice

from wbgen.compile.sweeps.searched import MOST_AXES, MOST_METRICS, Searched
from wbgen.compile.sweeps.space import range_of
from wbgen.prose.language import Say
from wbgen.spec import models
from wbgen.spec.expressions import Filter, Key, to_text
from wbgen.spec.expressions.nodes import And, Comparison, IsNull, Membership, Op, Value
from wbgen.spec.guide import Panel
from wbgen.spec.sweeps.distributions import leaves
from wbgen.spec.sweeps.tags import marks_runs, tag_of

#: Width of a report's grid, and the height of its rows, in grid units.
WIDTH, HEIGHT = 24, 8

#: Parameters whose values runs are recognised by, where no tag tells them.
MOST_CONDITIONS = 12

#: A panel's kind with its options.
Written = tuple[str, models.Panel]


# --- which runs


def run_set(id: str, sweep: models.Sweep, searched: Searched) -> models.RunSet:
    """The runs of a sweep, the best first, with what it varies as columns."""
    return models.RunSet(
        title=(sweep.title or id)[:200],
        where=to_text(runs_of(id, sweep)),
        order=best_first(searched),
        columns=columns(searched),
    )


def best_first(searched: Searched) -> list[str]:
    """The order of runs by what they are compared by, else the newest first."""
    return [("-" if more else "") + f"summary.{name}" for name, more in searched.metrics.items()] or [
        "-created"
    ]


def columns(searched: Searched) -> list[str]:
    """What a table of the runs shows: the metrics, and the parameters that vary."""
    return [*searched.metrics, *(f"config.{name}" for name in searched.parameters)][: 2 * MOST_AXES]


def runs_of(id: str, sweep: models.Sweep) -> Filter:
    """The runs that a sweep made: those with its tag; where no run gets one, any sweep's that it could have.

    The id of a sweep would tell them for certain, but is the server's: nobody knows it here.
    """
    if marks_runs(sweep):
        return Membership(Key("run", "tags"), (Value(tag_of(id)),))
    each = leaves(sweep.parameters)
    found = (condition for names, _, one in each for condition in possible(names, one, sweep.method))
    return And((IsNull(Key("run", "sweep"), negated=True), *islice(found, MOST_CONDITIONS)))


def possible(names: Sequence[str], parameter: models.SweepParameter, method: str) -> Iterator[Filter]:
    """What a config holds if a sweep chose it: one of the listed values, or a number within the bounds."""
    key = Key("config", ".".join(names))
    listed = parameter.values
    if listed is None and "value" in parameter.model_fields_set:
        listed = [parameter.value]
    if listed is not None:
        if all(isinstance(value, str | int | float) for value in listed):
            yield Membership(key, tuple(Value(value) for value in listed))
        return
    known = range_of(parameter, method)
    for op, bound in ((Op.GE, known.low), (Op.LE, known.high)):
        if math.isfinite(bound):
            yield Comparison(key, op, Value(bound))


# --- which panels


def sweep_panels(searched: Searched, say: Say) -> list[Panel]:
    """The panels about a sweep, each with its place: rows of one, two or three that fill the width."""
    rows: list[list[Written]] = [
        across(searched, say),
        *([*by_parameter(name, searched, say)] for name in islice(searched.metrics, MOST_METRICS)),
        over_seeds(searched, say),
        several_goals(searched, say),
        [("runs", models.RunsPanel(runs="differences"))],
    ]
    return [panel for at, row in enumerate(filter(None, rows)) for panel in in_row(row, at)]


def in_row(row: Sequence[Written], at: int) -> Iterator[Panel]:
    """The panels of a row, side by side."""
    width = WIDTH // len(row)
    for place, (kind, options) in enumerate(row):
        placed = options.model_copy(update={"layout": [place * width, at * HEIGHT, width, HEIGHT]})
        shown = getattr(options, kind)
        names = shown if isinstance(shown, list) else [shown]
        metrics = tuple(name for name in names if isinstance(name, str)) if kind != "runs" else ()
        about = getattr(options, "x", None) or ""
        slug = "-".join(filter(None, ("sweep", kind, *metrics, about)))
        yield Panel(options.id or slug, kind, metrics, placed)


def across(searched: Searched, say: Say) -> list[Written]:
    """Parallel coordinates of the parameters and the metrics, if there is anything to be held together."""
    if not searched.settings or len(searched.parameters) + len(searched.metrics) < 2:
        return []
    axes = [
        models.Column(metric=f"config.{name}", log=True if log else None)
        for name, log in islice(searched.parameters.items(), MOST_AXES)
    ]
    # The last axis colours the lines: it is what the sweep looks for first.
    results = [models.Column(metric=name) for name in reversed([*islice(searched.metrics, MOST_METRICS)])]
    return [("parallel", models.ParallelPanel(parallel=axes + results, title=say("Parameters and result")))]


def by_parameter(name: str, searched: Searched, say: Say) -> Iterator[Written]:
    """What a metric depends on, and how it went from run to run. Luck is no setting to be weighed."""
    if searched.settings:
        yield "importance", models.ImportancePanel(importance=name)
        more = searched.metrics[name]
        yield (
            "scatter",
            models.ScatterPanel(
                scatter=name,
                x="run.created",
                y_log=logarithmic(name, searched),
                title=say("{0} of each run, and the best so far", name),
                max_line=True if more else None,
                min_line=None if more else True,
            ),
        )


def logarithmic(name: str, searched: Searched) -> bool | None:
    """Whether a metric has a logarithmic axis, on which one run that diverged leaves room for the others."""
    return True if name in searched.wide else None


def over_seeds(searched: Searched, say: Say) -> list[Written]:
    """Mean and spread of the runs that differ in nothing but the seed: at the end, and on the way there.

    Where a sweep tries nothing but seeds, each of them has a bar of its own, too.
    """
    if searched.together is None or not searched.metrics:
        return []
    name = next(iter(searched.metrics))
    grouping = models.Grouping(by=searched.together.by, aggregate="mean", spread="stddev")
    every = True if searched.together.by is None else None
    at_end = say("{0} at the end, mean and spread over seeds", name)
    on_the_way = say("{0} over the run, mean and spread over seeds", name)
    log = logarithmic(name, searched)
    bars = models.BarPanel(bar=[name], title=at_end, group=grouping, aggregate=every)
    lines = models.LinePanel(line=[name], title=on_the_way, group=grouping, aggregate=every, y_log=log)
    alone = models.BarPanel(bar=[name], id="sweep-each", title=say("{0} of each run", name))
    return [
        *([("bar", alone)] if not searched.settings else []),
        ("bar", bars),
        *([("line", lines)] if name in searched.curves else []),
    ]


def several_goals(searched: Searched, say: Say) -> list[Written]:
    """The first two of several metrics against each other: what one costs the other."""
    if len(searched.metrics) < 2:
        return []
    first, second = islice(searched.metrics, 2)
    title = say("{0} against {1}", first, second)
    return [("scatter", models.ScatterPanel(scatter=first, x=second, title=title))]
