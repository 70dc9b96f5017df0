"""What a sweep spans: counted without listing it, gone through once, and nothing else within."""

from __future__ import annotations

import json
from typing import Any

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
