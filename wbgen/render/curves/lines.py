"""The lines of a panel: read from its runs, reduced to what is seen, grouped and smoothed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wbgen.render.curves.axes import Axis
from wbgen.render.curves.buckets import Span, reduced
from wbgen.render.curves.columns import Columns
from wbgen.render.curves.curve import Curve
from wbgen.render.curves.grouping import Group, merged
from wbgen.render.curves.quantities import Quantity
from wbgen.render.curves.smoothing import METHODS, smooth
from wbgen.render.missing import quoted
from wbgen.render.scene import Shown

if TYPE_CHECKING:
    import polars as pl

#: Lines of a panel: more cannot be told apart, nor quickly drawn.
MOST_LINES = 100

#: Points of a panel, which bound those of each line where there are many.
MOST_POINTS = 20_000

#: Pixels that a point of a reduced line stands for, and the fewest buckets of any line.
PIXELS, FEWEST = 2, 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line. run: whose it is, the first of its group.  frame: ``x, y, lo, hi``, and ``raw`` where the
    values before smoothing are shown too."""

    quantity: Quantity
    run: Shown
    frame: pl.DataFrame
    group: Group | None = None

    @property
    def owner(self) -> str:
        """What tells the run or group apart from the others."""
        return self.group.label if self.group else self.run.data.run.id


@dataclass(slots=True)
class Losses:
    """What was logged and cannot be drawn, by the quantity's name."""

    not_finite: Counter[str] = field(default_factory=Counter)
    below: Counter[str] = field(default_factory=Counter)
    below_x: Counter[str] = field(default_factory=Counter)
    apart: dict[str, None] = field(default_factory=dict)

    def sentences(self, x: str) -> Iterator[str]:
        """Each loss in a sentence."""
        for counted, why in (
            (self.not_finite, "NaN or infinite"),
            (self.below, "not above 0 on a logarithmic y axis"),
            (self.below_x, "not above 0 on a logarithmic x axis"),
        ):
            for name, count in counted.items():
                if count:
                    values = "value" if count == 1 else "values"
                    are = "is" if count == 1 else "are"
                    yield f"{count:,} {values} of {quoted(name)} {are} not drawn: {why}."
        for name in self.apart:
            yield f"{quoted(name)} was never logged in the same row as {quoted(x)}."


@dataclass(frozen=True, slots=True)
class Raw:
    """The points of one quantity of one run, before anything is done to them."""

    quantity: Quantity
    run: Shown
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Drawable:
    """Lines, the span of their axis, and the axis in the unit that suits it."""

    lines: tuple[Line, ...]
    span: Span
    axis: Axis


def read(
    columns: Sequence[tuple[Shown, Columns]],
    quantities: Sequence[Quantity],
    axis: Axis,
    curve: Curve,
    losses: Losses,
) -> list[Raw]:
    """The points of every quantity of every run that has it, within the ranges that the panel shows."""
    found = []
    for shown, own in columns:
        for quantity in quantities:
            if own.has(quantity.node):
                points = own.points(quantity.node, axis.node)
                losses.not_finite[quantity.name] += points.lost
                if points.apart:
                    losses.apart[quantity.name] = None
                frame = within(points.frame, quantity.name, curve, losses)
                if not frame.is_empty():
                    found.append(Raw(quantity, shown, frame))
    return found


def within(frame: pl.DataFrame, name: str, curve: Curve, losses: Losses) -> pl.DataFrame:
    """The points that the axes can show: above 0 on logarithmic ones, and between the bounds of x."""
    import polars as pl

    for column, log, count in (("x", curve.x_log, losses.below_x), ("y", curve.y_log, losses.below)):
        if log:
            above = frame.filter(pl.col(column) > 0)
            count[name] += frame.height - above.height
            frame = above
    low, high = curve.x_range
    if low is not None:
        frame = frame.filter(pl.col("x") >= low)
    return frame if high is None else frame.filter(pl.col("x") <= high)


def span_of(found: Sequence[Raw], curve: Curve) -> Span:
    """The range of x that all the points take up."""
    bounds = [(raw.frame["x"].min(), raw.frame["x"].max()) for raw in found]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)  # type: ignore[type-var]
    return Span(float(low), float(high), curve.x_log)  # type: ignore[arg-type]


def separate(found: Sequence[Raw], span: Span, count: int, sample: bool) -> list[Line]:
    """A line for each quantity of each run."""
    return [Line(raw.quantity, raw.run, reduced(raw.frame, span, count, sample=sample)) for raw in found]


def together(
    found: Sequence[Raw], groups: Sequence[Group], span: Span, count: int, curve: Curve
) -> list[Line]:
    """A line for each quantity of each group.

    Where samples are asked for, the runs' own lines in the colour of their group.
    """
    lines: list[Line] = []
    quantities = dict.fromkeys(raw.quantity for raw in found)
    for group, quantity in ((group, quantity) for group in groups for quantity in quantities):
        own = [raw for raw in found if raw.quantity == quantity and any(raw.run is run for run in group.runs)]
        if own and "samples" not in (curve.function, curve.area):
            frame = merged([raw.frame for raw in own], span, count, curve.function, curve.area)
            lines.append(Line(quantity, own[0].run, frame, group))
        else:
            lines += (replace(line, group=group) for line in separate(own, span, count, curve.sample))
    return lines


def smoothed(line: Line, curve: Curve, span: Span) -> Line:
    """The line smoothed: its area with it where that is of a group, else hidden with the original values."""
    import polars as pl

    if curve.smoothing not in METHODS or line.frame.height < 2:
        return line
    xs = line.frame["x"].to_list()

    def of(column: str) -> pl.Series:
        values = line.frame[column].to_list()
        return pl.Series(column, smooth(curve.smoothing, curve.weight, xs, values, span.width))

    y = of("y")
    if line.group:
        frame = line.frame.with_columns(y, of("lo"), of("hi"))
    elif curve.original:
        frame = line.frame.with_columns(y, raw=pl.col("y"))
    else:
        frame = line.frame.with_columns(y, lo=y, hi=y)
    return replace(line, frame=frame)


def buckets(width: int, lines: int) -> int:
    """How many buckets the lines of a panel of some pixels have."""
    return max(FEWEST, min(width // PIXELS, MOST_POINTS // max(1, 2 * lines)))
