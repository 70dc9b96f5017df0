"""What criteria take of a run's columns."""

from __future__ import annotations

import math

import pytest

from tests.ranking.made import HEAD, guide, run, taken
from wbgen.ranking.criteria import criteria_of, criteria_of_metric
from wbgen.ranking.measure import measure
from wbgen.ranking.values import Taken, of_summary
from wbgen.runs.run import Run

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("priority", "values", "expected"),
    [
        ("{metric: loss}", [3, 1, 2], 2),
        ("{metric: loss, take: last}", [3, 1, None], 1),
        ("{metric: loss, take: best}", [3, 1, 2], 1),
        ("{metric: acc, take: best}", [3, 1, 2], 3),
        ("{metric: loss, take: best, goal: maximize}", [3, 1, 2], 3),
        ("{metric: flag, take: best}", [3, 1, 2], 2),
        ("{metric: flag, take: best, want: above 0}", [3, 1, 2], 3),
        ("{metric: flag, take: best, want: below 9}", [3, 1, 2], 1),
        ("{metric: loss, take: mean}", [3, 1, 2], 2),
        ("{metric: loss, take: spread}", [1, 3], math.sqrt(2)),
        ("{metric: loss, take: spread}", [1], None),
        ("{metric: loss, take: slope}", [4, 2, 0], -2),
        ("{metric: loss, take: slope}", [4], None),
        ("{metric: loss, take: first, want: below 2.5}", [3, 1, 2], 1),
        ("{metric: loss, take: first, want: below 0.5}", [3, 1, 2], None),
        # What is no number is left out, but for a run that ends so: it has diverged.
        ("{metric: loss, take: best}", [3, 1, NAN], 1),
        ("{metric: loss, take: mean}", [3, NAN, 1], 2),
        ("{metric: loss, take: mean}", [3, 1, NAN], None),
        ("{metric: loss}", [3, 1, INF], None),
        ("{metric: loss, take: slope}", [3, 1, NAN], None),
        ("{metric: loss, take: best}", [NAN, NAN], None),
        ("{metric: loss, take: mean}", [1e308, 1e308], None),
    ],
)
def test_what_is_taken(priority: str, values: list[float], expected: float | None) -> None:
    name = priority.partition("metric: ")[2].partition(",")[0].rstrip("}")
    (found,) = taken(f"[{priority}]", run("r", {name: values}))
    assert found.value == pytest.approx(expected)


def test_the_slope_is_that_of_numpy() -> None:
    import numpy as np

    steps, values = [0, 10, 11, 50], [3.0, 2.5, 2.75, 1.0]
    (found,) = taken("[{metric: loss, take: slope}]", run("r", {"loss": values}, steps))
    assert found.value == pytest.approx(float(np.polyfit(steps, values, 1)[0]))


def test_the_first_time_is_on_the_guides_axis() -> None:
    head = HEAD.replace("project: p\n", "project: p\nx: epoch\n").replace("flag:", "epoch: {}\n      flag:")
    by = guide("[{metric: loss, take: first, want: below 2}]", head)
    columns = {"loss": [3.0, 1.0], "epoch": [0.5, 1.5]}
    assert measure(criteria_of(by), run("r", columns, [10, 20]), by) == (Taken(1.5, wanted=True),)
    assert measure(criteria_of(by), run("r", {"loss": [3.0, 1.0]}, [10, 20]), by) == (Taken(20, wanted=True),)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"flag": [0, 1]}, Taken(1, wanted=True)),
        ({"flag": [1, 0]}, Taken(0, wanted=False)),
        ({"flag": [1, NAN]}, Taken()),
        ({"loss": [1]}, Taken()),
        ({"flag": ["yes"]}, Taken()),
    ],
)
def test_what_is_wanted(columns: dict[str, list[float]], expected: Taken) -> None:
    assert taken("[{metric: flag, want: is 1}]", run("r", columns)) == (expected,)


def test_a_condition_that_was_never_fulfilled_is_known() -> None:
    (found,) = taken("[{metric: loss, take: first, want: below 1}]", run("r", {"loss": [3, 2]}))
    assert found == Taken(None, wanted=False)
    (missing,) = taken("[{metric: loss, take: first, want: below 1}]", run("r", {"acc": [3, 2]}))
    assert missing == Taken()


@pytest.mark.parametrize("written", ["loss/<layer>", "loss/*"])
def test_of_a_family_the_worst_counts(written: str) -> None:
    data = run("r", {"loss/a": [1, 2], "loss/b": [3, 1], "loss/c/d": [9, 9]})
    (found,) = taken(f'[{{metric: "{written}", want: below 1.5}}]', data)
    assert found == Taken(2, wanted=False)
    (best,) = taken(f'[{{metric: "{written}", take: best, goal: maximize}}]', data)
    assert best.value == 2
    (unknown,) = taken(f'[{{metric: "{written}"}}]', run("r", {"loss/a": [1], "loss/b": [NAN]}))
    assert unknown == Taken()


def test_several_metrics_are_several_criteria() -> None:
    by = guide("[{title: Both, metric: [loss, acc]}]")
    assert [(one.label, one.goal) for one in criteria_of(by)] == [
        ("Both (loss)", "minimize"),
        ("Both (acc)", "maximize"),
    ]


def test_a_value_of_the_summary_alone_counts() -> None:
    data = run("r", {"acc": [1]}, summary={"loss": 0.25})
    priorities = "[{metric: loss}, {metric: loss, take: slope}, {metric: loss, take: spread}]"
    assert [one.value for one in taken(priorities, data)] == [0.25, None, None]


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ({"loss": 1}, 1),
        ({"loss": True}, 1),
        ({"loss": "NaN"}, None),
        ({"loss": 10**400}, None),
        ({}, None),
        ({"loss": {"min": 1}}, None),
    ],
)
def test_a_sweeps_metric_is_the_summarys(summary: dict[str, object], expected: float | None) -> None:
    (criterion,) = criteria_of_metric("loss", maximizes=False)
    assert of_summary(criterion, Run("r", summary=summary)) == Taken(expected)  # type: ignore[arg-type]


def test_only_what_is_needed_is_read() -> None:
    data = run("r", {"loss": [1.0], "acc": [1.0]})
    asked: list[str] = []

    class Noted:
        run = data.run

        def keys(self) -> object:
            return data.keys()

        def history(self, names: list[str]) -> object:
            asked.extend(names)
            return data.history(names)

    by = guide("[{metric: loss}]")
    measure(criteria_of(by), Noted(), by)  # type: ignore[arg-type]
    assert asked == ["loss"]
