"""Smoothing against values computed by hand, and what every kind of it keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbgen.render.curves.smoothing import METHODS, smooth

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)
WEIGHTS = {"exponentialTimeWeighted": 0.7, "exponential": 0.7, "gaussian": 2.0, "average": 5.0}


def test_time_weighted_by_hand() -> None:
    """sqrt(0.25) = 0.5 a thousandth; over 1000 units of x, a unit. Decays: 1, 0.5, 0.25."""
    found = smooth("exponentialTimeWeighted", 0.25, [0, 1, 3], [1, 2, 4], 1000.0)
    assert found == pytest.approx([1, (0.5 + 2) / 1.5, (0.25 * 2.5 + 4) / (0.25 * 1.5 + 1)])


def test_time_weighted_counts_distance_not_points() -> None:
    """Twice the points of the same values between: the last value hardly differs; by points it would."""
    sparse = [float(x) for x in range(0, 100, 2)]
    dense = [x / 2 for x in range(200)]
    one = smooth("exponentialTimeWeighted", 0.98, sparse, [x // 50 for x in sparse], 100.0)[-1]
    two = smooth("exponentialTimeWeighted", 0.98, dense, [x // 50 for x in dense], 100.0)[-1]
    assert one == pytest.approx(two, abs=0.02)


def test_exponential_by_hand() -> None:
    """s: 0.5, 1.25, 2.625; divided by 0.5, 0.75, 0.875."""
    assert smooth("exponential", 0.5, [0, 1, 9], [1, 2, 4], 9.0) == pytest.approx([1, 1.25 / 0.75, 3])


def test_gaussian_by_hand() -> None:
    """exp(-1/2) = 0.606531 a point away, exp(-2) = 0.135335 two points away."""
    near, far = 0.6065306597, 0.1353352832
    found = smooth("gaussian", 1.0, [0, 10, 20], [1, 2, 4], 20.0)
    assert found[0] == pytest.approx((1 + 2 * near + 4 * far) / (1 + near + far))
    assert found[1] == pytest.approx((near * 1 + 2 + near * 4) / (1 + 2 * near))


def test_average_by_hand() -> None:
    assert smooth("average", 3, [0, 1, 2, 3], [1, 2, 4, 8], 3.0) == pytest.approx([1.5, 7 / 3, 14 / 3, 6])


@pytest.mark.parametrize("kind", ["none", "exponential", "average", "of a later version"])
def test_no_weight_is_no_smoothing(kind: str) -> None:
    assert smooth(kind, 0.0, [0, 1], [1, 5], 1.0) == [1, 5]


def test_an_unknown_kind_is_no_smoothing() -> None:
    assert smooth("of a later version", 0.9, [0, 1], [1, 5], 1.0) == [1, 5]


@pytest.mark.parametrize("kind", METHODS)
@given(values=NUMBERS)
def test_smoothed_values_lie_among_the_values(kind: str, values: list[float]) -> None:
    xs = [float(x) for x in range(len(values))]
    found = smooth(kind, WEIGHTS[kind], xs, values, float(len(values)))
    assert len(found) == len(values)
    room = 1e-6 * (1 + max(map(abs, values)))
    assert min(values) - room <= min(found) <= max(found) <= max(values) + room


@pytest.mark.parametrize("kind", METHODS)
def test_points_at_one_x_are_no_mistake(kind: str) -> None:
    assert all(0 <= value <= 2 for value in smooth(kind, WEIGHTS[kind], [5, 5, 5], [0, 1, 2], 0.0))
