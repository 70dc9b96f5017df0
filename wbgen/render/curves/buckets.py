"""A long history reduced to what the pixels show, its extremes kept.

W&B's ``bucketing-gorilla`` cuts the range of x into buckets and keeps each one's mean, least and greatest
value; its ``sampling`` draws points at random. Here a sample is not random: of each bucket it keeps the
rows with the least and the greatest value. The first and the last row are kept by both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Span:
    """The range of x that a chart shows. log: whether its axis is logarithmic, so that x is above 0."""

    low: float
    high: float
    log: bool = False

    @property
    def width(self) -> float:
        """From one end to the other."""
        return self.high - self.low

    def bucket(self, count: int) -> pl.Expr:
        """Which of ``count`` buckets of equal width on the screen ``x`` falls into, from 0."""
        import polars as pl

        x, low, high = pl.col("x"), pl.lit(self.low), pl.lit(self.high)
        if self.log:
            x, low, high = x.log(), low.log(), high.log()
        if self.high <= self.low:
            return pl.lit(0, pl.Int32)
        return ((x - low) / (high - low) * count).floor().clip(0, count - 1).cast(pl.Int32)


def reduced(frame: pl.DataFrame, span: Span, count: int, *, sample: bool = False) -> pl.DataFrame:
    """The points of one line as ``x, y, lo, hi``, in the order of x, at most about ``2 * count``.

    frame: columns ``x`` and ``y``, finite. So few rows that they can all be drawn are all kept, and
    ``lo`` and ``hi`` are then ``y``.
    """
    import polars as pl

    ordered = frame if frame.get_column("x").is_sorted() else frame.sort("x", maintain_order=True)
    same = (pl.col("y").alias("lo"), pl.col("y").alias("hi"))
    if ordered.height <= 2 * count:
        return ordered.select("x", "y", *same)
    row = pl.int_range(pl.len(), dtype=pl.Int32)
    ends = pl.when(row == 0).then(-1).when(row == pl.len() - 1).then(count)
    cut = ordered.with_columns(b=ends.otherwise(span.bucket(count)))
    return sampled(cut).select("x", "y", *same) if sample else averaged(cut)


def averaged(cut: pl.DataFrame) -> pl.DataFrame:
    """Each bucket as one point in its middle: the mean, the least and the greatest value."""
    import polars as pl

    x, y = pl.col("x"), pl.col("y")
    whole = cut.select((x == x.floor()).all()).item()
    middle = (x.min() + x.max()) / 2
    return (
        cut.group_by("b")
        .agg(x=middle.floor() if whole else middle, y=y.mean(), lo=y.min(), hi=y.max())
        .sort("b")
        .select("x", "y", "lo", "hi")
    )


def sampled(cut: pl.DataFrame) -> pl.DataFrame:
    """Each bucket as the rows with its least and its greatest value, in the order of x."""
    import polars as pl

    at = pl.int_range(pl.len())
    rows = cut.with_columns(at=at)
    y, at = pl.col("y"), pl.col("at")
    kept = rows.group_by("b").agg(low=at.get(y.arg_min()), high=at.get(y.arg_max()))
    chosen = pl.concat([kept.get_column("low"), kept.get_column("high")]).unique().sort()
    return cut[chosen].select("x", "y")
