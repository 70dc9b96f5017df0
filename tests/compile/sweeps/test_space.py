"""What a sweep spans: counted without listing it, gone through once, and nothing else within."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from wbgen.compile.sweeps import space_of


def space(method: str = "grid", **parameters: Any) -> Any:
    return space_of({"method": method, "parameters": parameters})


def test_a_grid_is_counted_and_never_listed() -> None:
    assert space(**{f"p{i}": {"min": 1, "max": 10} for i in range(6)}).size == 1_000_000
    assert space(a={"min": 0, "max": 10**30}, b={"values": [1, 2]}).size == 2 * (10**30 + 1)
    huge = space(a={"distribution": "q_uniform", "min": -1e308, "max": 1e308, "q": 1e-300})
    assert huge.size > 10**600
    assert space(a={"min": 0, "max": 10**12}).point(10**12) == {"a": 10**12}


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ({"values": [1, 1.0, True, "1", 2, None, [1], {"k": 1}]}, [1.0, True, "1", 2, None, [1], {"k": 1}]),
        ({"value": None}, [None]),
        ({"min": -1, "max": 2}, [-1, 0, 1, 2]),
        ({"distribution": "q_uniform", "min": 0, "max": 10, "q": 4}, [0, 4, 8]),
        ({"distribution": "q_uniform", "min": 1, "max": 4}, [1.0, 2.0, 3.0]),
        ({"distribution": "q_uniform", "min": 0.5, "max": 2.5, "q": 0.5}, [0.5, 1.0, 1.5, 2.0]),
    ],
)  # fmt: skip
def test_the_points_of_a_parameter(parameter: Any, values: list[Any]) -> None:
    found = [point["a"] for point in space(a=parameter).points()]
    assert json.dumps(found) == json.dumps(values)


def test_nested_parameters_are_points_within_points() -> None:
    nested = space(a={"values": [1, 2]}, o={"parameters": {"b": {"values": ["x", "y"]}, "c": {"value": 0}}})
    assert nested.size == 4
    assert list(nested.points()) == [{"a": a, "o": {"b": b, "c": 0}} for a in (1, 2) for b in ("x", "y")]


@pytest.mark.parametrize(
    ("parameter", "inside", "outside"),
    [
        ({"min": 0.0, "max": 1.0}, [0, 0.5, 1.0], [-0.1, 1.1, "0.5", True, None]),
        ({"distribution": "log_uniform_values", "min": 1e-5, "max": 0.1}, [1e-5, 0.1], [1e-6, 0.2]),
        ({"distribution": "log_uniform", "min": -2, "max": 0}, [0.2, 1.0], [0.1, 1.1]),
        ({"distribution": "inv_log_uniform", "min": 0, "max": 2}, [0.2, 1.0], [0.1, 1.1]),
        ({"distribution": "q_log_uniform_values", "min": 16, "max": 256, "q": 10}, [20, 260], [10, 270]),
        ({"distribution": "normal"}, [-9, 9.5], ["a", None]),
        ({"distribution": "log_normal"}, [0.1, 99], [-0.1]),
        ({"distribution": "beta"}, [0, 1], [-0.1, 1.1]),
        ({"distribution": "q_beta", "q": 0.4}, [0.8], [1.3]),
        ({"values": [1, "a"]}, [1, 1.0, "a"], ["1", True, 2]),
    ],
)
def test_what_lies_within(parameter: Any, inside: list[Any], outside: list[Any]) -> None:
    random = space("random", a=parameter)
    assert random.size is None
    assert list(random.points()) == []
    assert [value for value in inside if not random.holds({"a": value})] == []
    assert [value for value in outside if random.holds({"a": value})] == []
    assert not random.holds({})
    assert not random.holds({"b": inside[0]})


@pytest.mark.parametrize(
    ("method", "parameter", "inside", "outside"),
    [
        ("grid", {"min": 1, "max": 3}, [1, 2.0, 3], [1.5, 2.000000001, 0, 4, True]),
        ("random", {"min": 1, "max": 3}, [1, 2.0, 3], [1.5, 2.999, 0, 4]),
        ("random", {"min": 1, "max": 2 * 10**9}, [10**9], [10**9 + 0.5, 2 * 10**9 + 1]),
        ("grid", {"min": 0, "max": 10**30}, [10**20 + 1, 1e25], [-1, 2e30]),
        ("random", {"distribution": "q_log_normal", "q": 3.0}, [3.0 * (2**53 + 1)], [4]),
        ("grid", {"distribution": "q_uniform", "min": 0.5, "max": 2.5}, [0.5, 1.5], [1, 2, 2.5, 1.6, 0]),
        ("random", {"distribution": "q_uniform", "min": 0.5, "max": 2.6}, [0, 1, 2, 3.0], [0.5, 1.5, 4]),
        ("grid", {"distribution": "q_uniform", "min": 0, "max": 1, "q": 0.1}, [3 * 0.1, 0.9], [1.0, 0.35]),
        ("random", {"distribution": "q_uniform", "min": 0, "max": 1, "q": 0.1}, [0.3, 3 * 0.1, 1], [0.35]),
        ("random", {"distribution": "q_normal", "q": 4}, [-8, 0, 12.0], [1, 2.0, 4.1]),
        ("random", {"distribution": "q_log_normal", "q": 0.25}, [0, 0.75], [0.3]),
        ("random", {"distribution": "q_beta", "q": 0.25}, [0.75], [0.3]),
        ("bayes", {"distribution": "q_log_uniform_values", "min": 16, "max": 96, "q": 8}, [16, 24], [17]),
        ("random", {"distribution": "log_uniform_values", "min": 1e-12, "max": 1e-10}, [1e-11], [1e-13, 1]),
    ],
)  # fmt: skip
def test_what_a_run_has_is_a_value_that_the_search_makes(
    method: str, parameter: Any, inside: list[Any], outside: list[Any]
) -> None:
    found = space(method, a=parameter)
    assert [value for value in inside if not found.holds({"a": value})] == []
    assert [value for value in outside if found.holds({"a": value})] == []


def test_a_point_of_a_grid_is_one_however_its_number_was_rounded() -> None:
    grid = space(a={"distribution": "q_uniform", "min": 0, "max": 1, "q": 0.1})
    assert grid.place({"a": 0.3}) == grid.place({"a": 3 * 0.1}) != grid.place({"a": 0.4})
    assert space(a={"min": 1, "max": 3}).place({"a": 2}) == space(a={"min": 1, "max": 3}).place({"a": 2.0})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400, "x", None, [1]])
@pytest.mark.parametrize(
    "parameter",
    [
        {"min": 1, "max": 3},
        {"min": 1.0, "max": 3.0},
        {"distribution": "normal"},
        {"distribution": "q_normal", "q": 1e-300},
        {"distribution": "q_uniform", "min": -1e308, "max": 1e308, "q": 1e-300},
        {"values": [1, 2]},
    ],
)
def test_what_is_no_number_is_in_no_range(parameter: Any, value: Any) -> None:
    assert not space("random", a=parameter).holds({"a": value})


@pytest.mark.parametrize(
    ("low", "high", "q"),
    [(-1, 0.05, 0.1), (-1000, 0.005, 0.01), (-0.3, 0.61, 0.1), (0.7, 900.0, 0.9), (-7, 50, 3), (0.1, 9, 2)],
)
def test_every_point_that_the_search_lays_out_is_held(low: float, high: float, q: float) -> None:
    """As the package does it: numpy adds a step that it rounded once (``sweeps/grid_search.py``)."""
    grid = space(a={"distribution": "q_uniform", "min": low, "max": high, "q": q})
    points = np.arange(low, high, q).tolist()
    assert [value for value in points if not grid.holds({"a": value})] == []
    assert {grid.place({"a": value}) for value in points} == {grid.place(point) for point in grid.points()}
    assert not grid.holds({"a": low - q})
    assert not grid.holds({"a": low + grid.size * q})


def test_a_quantum_that_is_nothing_beside_the_bounds_is_no_hindrance() -> None:
    grid = space(a={"distribution": "q_uniform", "min": -1e308, "max": 1e308, "q": 1e-300})
    assert grid.holds({"a": 5.5e307})
    assert grid.place({"a": 5.5e307}) != grid.place({"a": 5.6e307})
