"""What speaks against carrying plans out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plan.acting import applied, planned, planned_with, resources
from wbgen.backends.memory import MemoryBackend
from wbgen.plan import Plan
from wbgen.plan.guards import Limits, asks, refusals
from wbgen.views.table import Impact


def spec(count: int, changed: int = 0, guide: str = "g") -> dict[str, Any]:
    """Some workspaces, a few of them with another title than usual."""
    return {
        "wbgen": 1,
        "guide": guide,
        "title": "G",
        "project": "p",
        "metrics": [],
        "workspaces": {
            f"w{n}": {"title": f"{'New' if n < changed else 'W'} {n}", "sections": []} for n in range(count)
        },
    }


def after(count: int, changed: int, *, deleted: int = 0) -> Plan:
    """The plan where of some views a few changed and a few are gone."""
    backend = MemoryBackend()
    applied(planned(resources(spec(count)), backend), backend)
    return planned_with(resources(spec(count - deleted, changed)), backend, prune=bool(deleted))


@pytest.mark.parametrize(
    ("count", "changed", "deleted", "refused"),
    [
        (10, 3, 0, False),
        (10, 4, 0, True),
        (10, 2, 2, True),
        (10, 0, 4, True),
        (9, 9, 0, False),
        (20, 6, 0, False),
        (20, 7, 0, True),
    ],
)
def test_a_large_share_of_what_exists(count: int, changed: int, deleted: int, refused: bool) -> None:
    plans = [after(count, changed, deleted=deleted)]
    found = refusals(plans, Limits())
    assert bool(found) == refused
    if refused:
        assert found[0].message.startswith(f"too much at once: {changed + deleted} of {count} existing views")
        assert "--force" in found[0].cure
    assert refusals(plans, Limits(force=True)) == ()


def test_views_that_are_gone_from_the_spec_exist_too() -> None:
    backend = MemoryBackend()
    applied(planned(resources(spec(20)), backend), backend)
    assert refusals([planned(resources(spec(10, 5)), backend)], Limits()) == ()


def test_all_plans_are_counted_together() -> None:
    one = after(6, 2)
    assert refusals([one], Limits()) == ()
    assert refusals([one, one], Limits()) != ()


def test_new_views_are_no_danger() -> None:
    assert refusals([planned(resources(spec(30)), MemoryBackend())], Limits()) == ()


def test_other_limits() -> None:
    plans = [after(10, 4)]
    assert refusals(plans, Limits(most_changed=0.4)) == ()
    assert refusals(plans, Limits(at_least=11)) == ()
    assert refusals([after(2, 1)], Limits(most_changed=0, at_least=1)) != ()


@pytest.mark.parametrize(
    ("plan", "fail_on", "refused"),
    [
        (after(3, 1), Impact.MEANING, False),
        (after(3, 0, deleted=1), Impact.DESTRUCTIVE, True),
        (after(3, 0, deleted=1), Impact.MEANING, True),
        (planned(resources(spec(1)), MemoryBackend()), Impact.MEANING, True),
        (planned(resources(spec(1)), MemoryBackend()), Impact.DESTRUCTIVE, False),
    ],
)
def test_an_impact_that_is_refused(plan: Plan, fail_on: Impact, refused: bool) -> None:
    found = refusals([plan], Limits(fail_on))
    assert bool(found) == refused
    assert refusals([plan], Limits(fail_on, force=True)) == found, "force is for the number alone"


def test_who_is_asked() -> None:
    nothing, update, delete = after(1, 0), after(2, 1), after(2, 0, deleted=1)
    assert [asks([plan], embedded=False) for plan in (nothing, update, delete)] == [False, True, True]
    assert [asks([plan], embedded=True) for plan in (nothing, update, delete)] == [False, False, True]
