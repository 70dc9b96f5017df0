"""Runs that are drawn as one line: which belong together, and what their line is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbgen.render.colors import PALETTE, in_turn
from wbgen.render.curves.buckets import Span
from wbgen.render.curves.curve import Curve
from wbgen.render.scene import Scene, Shown
from wbgen.render.values import group_text, key_of_panel_group
from wbgen.runs.values import value_of

if TYPE_CHECKING:
    import polars as pl

#: How many times the points of the longest run there may be different x, for runs to count as aligned.
ALIGNED = 1.25

#: Buckets at least, where the runs of a group were not logged at the same x.
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that belong together. color: ``#rrggbb``, or none where the runs keep their own."""

    label: str
    color: str
    runs: tuple[Shown, ...]


def groups_of(curve: Curve, scene: Scene) -> tuple[Group, ...] | None:
    """The groups of a panel in the order of their first runs; None where its runs are not grouped.

    The panel's own grouping comes first; then that of the runs table, unless it is told not to count.
    """
    if curve.group and curve.aggregate is not False:
        key = key_of_panel_group(curve.group)
        return collected(
            scene, lambda shown: ((key.name, group_text(value_of(shown.data.run, key))),), by_scene=False
        )
    if scene.grouping and curve.by_table:
        return collected(scene, lambda shown: shown.group, by_scene=True)
    if curve.aggregate:
        return (Group("all runs", PALETTE[0], scene.runs),)
    return None


def collected(
    scene: Scene, group: Callable[[Shown], tuple[tuple[str, str], ...]], *, by_scene: bool
) -> tuple[Group, ...]:
    """The runs by their groups, with the colours that the scene has for them."""
    found: dict[tuple[tuple[str, str], ...], list[Shown]] = {}
    for shown in scene.runs:
        found.setdefault(group(shown), []).append(shown)
    colors = scene.group_colors if by_scene else {}
    return tuple(
        Group(label_of(values), colors.get(values, turn), tuple(runs))
        for (values, runs), turn in zip(found.items(), in_turn(len(found)), strict=True)
    )


def label_of(values: Iterable[tuple[str, str]]) -> str:
    """A group in words: ``lr: 0.1, seed: 1``."""
    return ", ".join(f"{name_of(key)}: {value}" for key, value in values) or "no group"


def name_of(key: str) -> str:
    """A key without W&B's section before it and envelope after it."""
    return key.partition(":")[2].removesuffix(".value") if ":" in key else key.removesuffix(".value")


def merged(frames: Sequence[pl.DataFrame], span: Span, count: int, function: str, area: str) -> pl.DataFrame:
    """One line of several runs, as ``x, y, lo, hi`` in the order of x.

    frames: the points of each run (``x``, ``y``).  function: W&B's ``groupAgg`` over the runs' values at
    one x.  area: its ``groupArea``: from ``lo`` to ``hi``. Where the runs were not logged at the same x,
    the values of a bucket stand for one x, and a run's value there is its mean.
    """
    import polars as pl

    rows = pl.concat(
        [frame.select("x", "y", run=pl.lit(index, pl.Int32)) for index, frame in enumerate(frames)]
    )
    longest = max(frame.height for frame in frames)
    different = rows.get_column("x").n_unique()
    x, y = pl.col("x"), pl.col("y")
    if different <= min(2 * count, ALIGNED * longest):
        cut = rows.with_columns(b=x, at=x)
    else:
        cut = rows.with_columns(b=span.bucket(max(FEWEST, min(count, longest // 2))).cast(pl.Float64))
        cut = cut.with_columns(at=(x.min() + x.max()).over("b") / 2)
    each = cut.group_by("b", "run").agg(x=pl.col("at").first(), y=y.mean(), lo=y.min(), hi=y.max())
    line = FUNCTIONS.get(function, FUNCTIONS["mean"])(y)
    low, high = AREAS.get(area, no_area)(y, line)
    return each.group_by("b").agg(x=x.first(), y=line, lo=low, hi=high).sort("x").select("x", "y", "lo", "hi")


def no_area(y: pl.Expr, line: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """No area: it has no height."""
    return line, line


def least_to_greatest(y: pl.Expr, line: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """From the least value of any run to the greatest, those between the line's points too."""
    import polars as pl

    return pl.col("lo").min(), pl.col("hi").max()


def deviation(y: pl.Expr, line: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The standard deviation of the runs (of a sample: one run has none) to either side of the line."""
    spread = y.std().fill_null(0.0)
    return line - spread, line + spread


def error(y: pl.Expr, line: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The standard error of the runs' mean to either side of the line."""
    spread = y.std().fill_null(0.0) / y.len().sqrt()
    return line - spread, line + spread


#: What ``groupAgg`` makes of the values of several runs.
FUNCTIONS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "mean": lambda y: y.mean(),
    "min": lambda y: y.min(),
    "max": lambda y: y.max(),
    "median": lambda y: y.median(),
    "sum": lambda y: y.sum(),
}

#: Where ``groupArea`` begins and ends, of the runs' values and the line that is made of them.
AREAS: Mapping[str, Callable[[pl.Expr, pl.Expr], tuple[pl.Expr, pl.Expr]]] = {
    "minmax": least_to_greatest,
    "stddev": deviation,
    "stderr": error,
}
