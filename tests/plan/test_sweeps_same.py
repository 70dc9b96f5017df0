"""Which searches are the same, and what numbers that are none do to a plan."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.plan.sweeping import ADDRESS, GRID, apply, held, plan, run, wanted
from wbgen.apply import Status
from wbgen.backends.memory import MemoryBackend
from wbgen.cli.sweep_text import change_lines
from wbgen.plan.sweeps import SweepAction, SweepChange, WantedSweep
from wbgen.plan.sweeps.wanted import MOST_TITLE, wanted_of_file
from wbgen.server.resources.terms import NAME_LENGTH
from wbgen.spec import models
from wbgen.views.sweep_records import SweepInput, SweepRun


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend("e")


@pytest.mark.parametrize(("before", "after"), [([0, 1], [False, True]), ([1, 2], [1.0, 2.0]), ([1], ["1"])])
def test_true_is_not_1_and_1_is_not_one_point_zero(
    backend: MemoryBackend, before: list[Any], after: list[Any]
) -> None:
    apply(backend, wanted(before))
    change = plan(backend, wanted(after))
    assert change.action is SweepAction.UPDATE
    assert [(d.place[-1], repr(d.before), repr(d.after)) for d in change.differences] == [
        ("values", repr(before), repr(after))
    ]
    assert apply(backend, wanted(after)) is Status.UPDATED
    assert apply(backend, wanted(after)) is Status.UNCHANGED


def on_the_server(backend: MemoryBackend, search: str) -> SweepChange:
    """What is planned for a sweep of [1.0, 2.0] once the server shows its search in this way."""
    apply(backend, wanted([1.0, 2.0]))
    (sweep,) = held(backend)
    backend.sweeps.put_sweep("p", SweepInput("T", sweep.description, search, sweep.id))
    return plan(backend, wanted([1.0, 2.0]))


def test_a_server_that_normalises_numbers_never_looks_changed(backend: MemoryBackend) -> None:
    change = on_the_server(backend, wanted([1, 2]).text)
    assert (change.action, change.reason) == (SweepAction.NO_OP, "")
    assert apply(backend, wanted([1.0, 2.0])) is Status.UNCHANGED


def test_what_was_sent_is_told_from_what_somebody_made_of_it(backend: MemoryBackend) -> None:
    change = on_the_server(backend, wanted([True, 2]).text)
    assert change.action is SweepAction.NO_OP
    assert "another search than was sent" in change.reason


@pytest.mark.parametrize("runs", [[], [run("a", lr=1)]])
def test_one_that_somebody_else_sent_with_what_is_not_finite_is_another_search(
    backend: MemoryBackend, runs: list[SweepRun]
) -> None:
    apply(backend, wanted())
    (sweep,) = held(backend)
    text = "method: grid\ncommand: [.nan]\nparameters: {lr: {values: [.inf, .nan]}, clip: .inf}\n"
    backend.sweeps.put_sweep("p", SweepInput("T", sweep.description, text, sweep.id))
    backend.sweeps.runs["s1"] = runs
    change = plan(backend, wanted([7]))
    assert change.action is (SweepAction.REPLACE if runs else SweepAction.UPDATE)
    assert "Infinity" in "\n".join(change_lines(change))
    assert apply(backend, wanted([7])) in (Status.REPLACED, Status.UPDATED)


def test_what_runs_say_that_is_no_number_is_no_hindrance(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    odd = [math.nan, math.inf, 10**400, [math.nan], {"a": -math.inf}]
    backend.sweeps.runs["s1"] = [run(f"r{at}", lr=value) for at, value in enumerate(odd)]
    backend.sweeps.runs["s1"] += [run("good", lr=2.0)]
    for parameter in (
        {"values": [2]},
        {"min": 1, "max": 5},
        {"distribution": "q_uniform", "min": 1, "max": 5},
    ):
        change = plan(backend, replace(wanted(), config={**GRID, "parameters": {"lr": parameter}}))
        assert (change.action, change.carried) == (SweepAction.REPLACE, ("good",))
        assert [*change_lines(change)]


@pytest.mark.parametrize("minutes", [math.inf, math.nan, 1e300])
def test_how_long_it_takes_is_not_known_where_no_number_tells(backend: MemoryBackend, minutes: float) -> None:
    huge = {f"p{n}": {"values": list(range(100))} for n in range(200)}
    sweep = WantedSweep(ADDRESS, "T", "", {"method": "grid", "program": "a.py", "parameters": huge})
    backend.sweeps.past["p"] = [run("a", minutes=minutes, wbgen={"script": "a.py", "scale": 1})]
    change = plan(backend, sweep)
    assert (change.estimate.minutes, change.estimate.gpu_hours) == (None, None)
    assert [*change_lines(change)]


def test_a_title_is_cut_to_what_servers_keep(tmp_path: Path) -> None:
    assert MOST_TITLE == NAME_LENGTH
    sweep = models.SweepFile(method="grid", name="x" * 200, parameters={"lr": models.SweepParameter(value=1)})
    made = wanted_of_file(sweep, tmp_path / "s.yaml", tmp_path)
    assert made.title == "x" * 128
    nameless = wanted_of_file(
        sweep.model_copy(update={"name": None}), tmp_path / f"{'y' * 200}.yaml", tmp_path
    )
    assert nameless.title == "y" * 128
