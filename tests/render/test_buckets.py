"""What a long history loses where it is reduced: nothing that stands out."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.render.curves.buckets import Span, reduced

COUNT = 5
ROWS = st.lists(
    st.tuples(st.floats(0.5, 1e4), st.floats(-1e9, 1e9)),
    min_size=1,
    max_size=80,
    unique_by=lambda row: row[0],
)


def frame(rows: list[tuple[float, float]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"x": pl.Float64, "y": pl.Float64}, orient="row")


def span(rows: list[tuple[float, float]], log: bool) -> Span:
    xs = [x for x, _ in rows]
    return Span(min(xs), max(xs), log)


@given(rows=ROWS, sample=st.booleans(), log=st.booleans())
def test_extremes_and_ends_stay(rows: list[tuple[float, float]], sample: bool, log: bool) -> None:
    found = reduced(frame(rows), span(rows, log), COUNT, sample=sample)
    ordered = sorted(rows)
    assert found.height <= max(2 * COUNT, len(rows) if len(rows) <= 2 * COUNT else 2 * COUNT + 2)
    assert found["lo"].min() == min(y for _, y in rows)
    assert found["hi"].max() == max(y for _, y in rows)
    assert found.select("x", "y").row(0) == ordered[0]
    assert found.select("x", "y").row(-1) == ordered[-1]
    assert found["x"].is_sorted()


@given(rows=ROWS, log=st.booleans())
def test_every_bucket_keeps_its_extremes(rows: list[tuple[float, float]], log: bool) -> None:
    """Of each stretch of the screen, the least and the greatest value are among what is drawn of it."""
    full, whole = frame(rows), span(rows, log)
    for sample in (False, True):
        found = reduced(full, whole, COUNT, sample=sample)
        if found.height == len(rows):
            continue
        inner = full.sort("x")[1:-1].with_columns(b=whole.bucket(COUNT))
        for _, part in inner.group_by("b"):
            assert part["y"].min() in found["lo"].to_list()
            assert part["y"].max() in found["hi"].to_list()


def test_a_bucket_by_hand() -> None:
    """Of 0 to 100 in two buckets: the ends by themselves, 1 to 49 and 50 to 99 in one point each."""
    rows = [(float(x), float(x * x)) for x in range(101)]
    found = reduced(frame(rows), Span(0, 100), 2)
    squares = [x * x for x in range(101)]
    assert found.rows() == [
        (0.0, 0.0, 0.0, 0.0),
        (25.0, pytest.approx(sum(squares[1:50]) / 49), 1.0, 2401.0),
        (74.0, pytest.approx(sum(squares[50:100]) / 50), 2500.0, 9801.0),
        (100.0, 10000.0, 10000.0, 10000.0),
    ]


def test_what_can_be_drawn_is_not_reduced() -> None:
    rows = [(float(x), float(-x)) for x in range(10)]
    assert reduced(frame(rows), Span(0, 9), 5).rows() == [(x, y, y, y) for x, y in rows]


def test_rows_out_of_order_are_put_in_order() -> None:
    assert reduced(frame([(2.0, 1.0), (1.0, 5.0)]), Span(1, 2), 5)["x"].to_list() == [1.0, 2.0]
