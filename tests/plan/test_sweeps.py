"""What is to be done with a sweep, and how it is carried out, on a server in memory."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.plan.sweeping import ADDRESS, apply, held, plan, run, wanted
from wbgen.apply import Status, same_moment
from wbgen.apply.sweeps import apply_sweeps
from wbgen.backends.memory import MemoryBackend
from wbgen.cli.sweep_text import change_lines
from wbgen.errors import BackendError
from wbgen.plan.sweeps import SweepAction, WantedSweep, estimate_of
from wbgen.plan.sweeps.wanted import name_of_file
from wbgen.spec.sweeps.commands import DEFAULT
from wbgen.views.marker import Marker, read_marker, write_marker
from wbgen.views.sweep_records import SweepInput, SweepRecord, SweepState


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    monkeypatch.setattr(same_moment, "PAUSE", 0)
    return MemoryBackend("e")


def test_a_sweep_is_made_once_with_its_marker_at_the_end(backend: MemoryBackend) -> None:
    assert plan(backend, wanted()).action is SweepAction.CREATE
    assert apply(backend, wanted()) is Status.CREATED
    assert apply(backend, wanted()) is Status.UNCHANGED
    (sweep,) = held(backend)
    visible, marker = read_marker(sweep.description)
    assert (visible, sweep.display_name) == ("About it.", "T")
    assert marker is not None
    assert (marker.address, marker.digest) == (ADDRESS, wanted().digest)


def test_it_is_found_by_its_marker_and_not_by_its_place_or_title(backend: MemoryBackend) -> None:
    backend.create_project("p")
    other = SweepInput("T", "About it.", wanted().text)
    backend.sweeps.put_sweep("p", other)
    assert apply(backend, wanted()) is Status.CREATED
    backend.sweeps.put_sweep("p", other)
    assert plan(backend, wanted()).existing == held(backend)[1]


def test_another_search_is_sent_in_place_while_nothing_has_run(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    change = plan(backend, wanted([1, 2, 3]))
    assert change.action is SweepAction.UPDATE
    assert [(d.sign, d.place, d.after) for d in change.differences] == [
        ("~", ("parameters", "lr", "values"), [1, 2, 3])
    ]
    assert apply(backend, wanted([1, 2, 3])) is Status.UPDATED
    (sweep,) = held(backend)
    assert sweep.config == wanted([1, 2, 3]).text
    assert plan(backend, wanted([1, 2, 3])).action is SweepAction.NO_OP


def test_one_with_runs_is_replaced_and_the_runs_that_fit_go_along(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    backend.sweeps.runs["s1"] = [run("a", lr=1), run("b", lr=2), run("c", "failed", lr=2), run("d", lr=9)]
    change = plan(backend, wanted([2, 3, 9]))
    assert (change.action, change.carried, change.unfit) == (SweepAction.REPLACE, ("b", "d"), 2)
    assert apply(backend, wanted([2, 3, 9])) is Status.REPLACED
    old, new = held(backend)
    assert (old.state, new.state) == ("FINISHED", "PENDING")
    assert [one.name for one in backend.sweeps.runs["s2"]] == ["b", "d"]
    assert apply(backend, wanted([2, 3, 9])) is Status.UNCHANGED
    assert len(held(backend)) == 2
    # Back again, the first one does not come to life, since the second took its place.
    assert apply(backend, wanted()) is Status.REPLACED
    assert [sweep.state for sweep in held(backend)] == ["FINISHED", "FINISHED", "PENDING"]


def test_runs_of_another_program_do_not_go_along(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    backend.sweeps.runs["s1"] = [run("a", lr=1)]
    assert plan(backend, wanted(program="other.py")).carried == ()


DEMO = ["${env}", "${interpreter}", "${program}", "--demo", "${args}"]


@pytest.mark.parametrize(
    ("before", "after", "carried"),
    [
        ({"command": DEMO}, {}, ()),
        ({"command": DEMO}, {"command": DEMO}, ("a",)),
        ({}, {"command": DEMO}, ()),
        ({}, {"command": list(DEFAULT)}, ("a",)),
        ({"command": [*DEFAULT, "--wandb_tags", "x", "sweep:lr"]}, {"command": list(DEFAULT)}, ("a",)),
        (
            {"command": [*DEFAULT, "--wandb_tags", "x", "--demo"]},
            {"command": [*DEFAULT, "--wandb_tags", "y"]},
            (),
        ),
        ({"command": [*DEMO, "--wandb_tags=x"]}, {"command": [*DEMO, "--wandb-tags=y"]}, ("a",)),
    ],
)
def test_runs_of_another_command_do_not_go_along_but_other_tags_do_not_matter(
    backend: MemoryBackend, before: dict[str, Any], after: dict[str, Any], carried: tuple[str, ...]
) -> None:
    apply(backend, wanted(**before))
    backend.sweeps.runs["s1"] = [run("a", lr=1, wbgen={"scale": 0.1})]
    change = plan(backend, wanted([1, 2, 3], **after))
    assert (change.action, change.carried) == (SweepAction.REPLACE, carried)


@pytest.mark.parametrize("state", ["running", "pending", "preempting", "Running"])
def test_runs_at_work_stop_a_change_and_others_do_not(backend: MemoryBackend, state: str) -> None:
    apply(backend, wanted())
    backend.sweeps.runs["s1"] = [run("a", state, lr=1)]
    assert plan(backend, wanted([5])).action is SweepAction.CONFLICT
    backend.sweeps.runs["s1"] = [run("a", "preempted", lr=1)]
    assert plan(backend, wanted([5])).action is SweepAction.REPLACE


@pytest.mark.parametrize("working", ["agent", "run"])
def test_nothing_is_changed_while_agents_are_at_work(backend: MemoryBackend, working: str) -> None:
    apply(backend, wanted())
    if working == "agent":
        backend.sweeps.agents["s1"] = ["node7"]
    else:
        backend.sweeps.runs["s1"] = [run("r1", "running", lr=1)]
    before = list(backend.mutations)
    change = plan(backend, wanted([5]))
    assert change.action is SweepAction.CONFLICT
    assert ("node7" if working == "agent" else "r1") in change.reason
    assert "stop the agents" in change.cure
    assert apply(backend, wanted([5])) is Status.CONFLICT
    assert backend.mutations == before
    assert apply(backend, wanted()) is Status.UNCHANGED


def test_agents_that_came_after_the_plan_stop_the_write(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    change = plan(backend, wanted([5]))
    backend.sweeps.agents["s1"] = ["node7"]
    before = list(backend.mutations)
    (outcome,) = apply_sweeps([change], backend, "p")
    assert outcome.status is Status.CONFLICT
    assert "plan again" in outcome.message
    assert backend.mutations == before


def test_a_title_can_change_at_any_time_and_the_search_stays(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    backend.sweeps.runs["s1"] = [run("r", "running", lr=1)]
    assert plan(backend, wanted(title="U")).words_only
    assert apply(backend, wanted(title="U")) is Status.UPDATED
    (sweep,) = held(backend)
    assert (sweep.display_name, sweep.config) == ("U", wanted().text)
    assert plan(backend, wanted(title="U")).action is SweepAction.NO_OP


def test_what_was_cut_off_between_the_new_one_and_the_end_of_the_old_is_ended_next_time(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(backend, wanted())
    backend.sweeps.runs["s1"] = [run("a", lr=1)]

    def cut(project: str, sweep: SweepRecord, state: SweepState) -> SweepRecord:
        raise BackendError("the cable was pulled")

    with monkeypatch.context() as patched:
        patched.setattr(backend.sweeps, "set_sweep_state", cut)
        assert apply(backend, wanted([1, 3])) is Status.FAILED
    assert [sweep.state for sweep in held(backend)] == ["PENDING", "PENDING"]
    assert plan(backend, wanted([1, 3])).action is SweepAction.STOP
    assert apply(backend, wanted([1, 3])) is Status.UPDATED
    assert [sweep.state for sweep in held(backend)] == ["FINISHED", "PENDING"]
    assert plan(backend, wanted([1, 3])).action is SweepAction.NO_OP


def meanwhile(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch, *, before: bool, by: WantedSweep
) -> None:
    """Another command makes its sweep right before or after the next write of one."""
    put = backend.sweeps.put_sweep

    def putting(project: str, sweep: SweepInput) -> SweepRecord:
        monkeypatch.setattr(backend.sweeps, "put_sweep", put)
        marker = Marker(ADDRESS, 1, by.digest)
        others = SweepInput("T", write_marker("About it.", marker), by.text)
        if before:
            put(project, others)
        made = put(project, sweep)
        if not before:
            put(project, others)
        return made

    monkeypatch.setattr(backend.sweeps, "put_sweep", putting)


def test_of_two_made_at_the_same_moment_the_first_stays(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(backend, monkeypatch, before=True, by=wanted())
    (outcome,) = apply_sweeps([plan(backend, wanted())], backend, "p")
    assert (outcome.status, outcome.sweep and outcome.sweep.name) == (Status.UNCHANGED, "s1")
    assert "at the same moment" in outcome.message
    first, second = held(backend)
    assert (first.state, second.state) == ("PENDING", "FINISHED")
    assert second.description == "About it.\n\nTaken back: s1 was made at the same moment, and stays."
    assert plan(backend, wanted()).action is SweepAction.NO_OP


def test_who_was_first_leaves_it_to_the_other_to_take_its_sweep_back(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(backend, monkeypatch, before=False, by=wanted())
    (outcome,) = apply_sweeps([plan(backend, wanted())], backend, "p")
    assert (outcome.status, outcome.sweep and outcome.sweep.name) == (Status.CREATED, "s1")
    assert [sweep.state for sweep in held(backend)] == ["PENDING", "PENDING"]


def test_one_of_another_search_made_at_the_same_moment_is_a_failure(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(backend, monkeypatch, before=True, by=wanted([7]))
    assert apply(backend, wanted()) is Status.FAILED
    assert len(held(backend)) == 2


def test_while_others_take_theirs_back_a_plan_waits(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(backend, wanted())
    (sweep,) = held(backend)
    second = backend.sweeps.put_sweep("p", SweepInput("T", sweep.description, sweep.config))

    def ends(seconds: float) -> None:
        same_moment.take_back(backend.sweeps, "p", wanted(), second, sweep)

    monkeypatch.setattr("wbgen.apply.same_moment.time.sleep", ends)
    assert plan(backend, wanted()).existing == sweep


def test_where_a_server_tells_whole_seconds_the_second_is_waited_out_and_ids_decide(
    backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = backend.sweeps.list_sweeps
    waited: list[float] = []

    def whole(project: str) -> tuple[SweepRecord, ...]:
        return tuple(replace(one, created_at="2026-01-01T00:00:00") for one in reversed(listing(project)))

    backend.create_project("p")
    made = replace(backend.sweeps.put_sweep("p", SweepInput("T", "", "")), created_at="2026-01-01T00:00:00")
    marker = write_marker("", Marker(ADDRESS, 1, wanted().digest))
    for id in (made.id, None):
        backend.sweeps.put_sweep("p", SweepInput("T", marker, wanted().text, id))
    monkeypatch.setattr(backend.sweeps, "list_sweeps", whole)
    monkeypatch.setattr("wbgen.apply.same_moment.time.sleep", waited.append)
    second = whole("p")[0]
    assert same_moment.first_of(backend.sweeps, "p", wanted(), second).name == made.name == "s1"
    assert waited == [same_moment.NEXT_SECOND]


def test_two_of_one_address_are_a_conflict(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    (sweep,) = held(backend)
    backend.sweeps.put_sweep("p", SweepInput("T", sweep.description, sweep.config))
    change = plan(backend, wanted())
    assert change.action is SweepAction.CONFLICT
    assert "s1" in change.reason
    assert "s2" in change.reason


def test_a_search_that_somebody_changed_on_the_server_is_told_and_stays(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    (sweep,) = held(backend)
    backend.sweeps.put_sweep("p", SweepInput("T", sweep.description, "method: random\n", sweep.id))
    change = plan(backend, wanted())
    assert change.action is SweepAction.NO_OP
    assert "another search than was sent" in change.reason


def test_a_config_that_cannot_be_read_is_no_hindrance(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    (sweep,) = held(backend)
    backend.sweeps.put_sweep("p", SweepInput("T", sweep.description, "a: [1, ", sweep.id))
    backend.sweeps.runs["s1"] = [run("a", lr=1)]
    assert plan(backend, wanted([7])).action is SweepAction.REPLACE


def test_what_it_takes(backend: MemoryBackend) -> None:
    huge = {f"p{n}": {"values": list(range(100))} for n in range(10)}
    counted = estimate_of(WantedSweep(ADDRESS, "T", "", {"method": "grid", "parameters": huge}))
    assert counted.grid == counted.runs == 100**10
    assert counted.minutes is None
    capped = plan(backend, wanted([1, 2, 3], run_cap=2), minutes=30).estimate
    assert (capped.runs, capped.minutes, capped.gpu_hours) == (2, 60, 1)
    endless = plan(backend, wanted(method="random"), minutes=30).estimate
    assert (endless.runs, endless.minutes) == (None, None)


def test_what_is_covered_takes_nothing(backend: MemoryBackend) -> None:
    apply(backend, wanted())
    backend.sweeps.runs["s1"] = [run("a", lr=1), run("b", lr=2), run("c", lr=2.0), run("d", "failed", lr=3)]
    both = plan(backend, wanted([2, 1, 3]), minutes=60)
    assert both.carried == ("a", "b", "c")
    assert (both.estimate.covered, both.estimate.runs, both.estimate.minutes) == (2, 1, 60)
    lines = list(change_lines(both))
    assert any("a grid of 3 points, 2 of them there already" in line for line in lines)
    capped = plan(backend, wanted([2, 1, 3, 4, 5, 6], run_cap=3)).estimate
    assert capped.runs == 3  # whether a cap counts them nobody says
    nothing = plan(backend, wanted([1, 2], program="train.py", metric={"name": "loss"}), minutes=60)
    assert (nothing.action, nothing.estimate.minutes) == (SweepAction.REPLACE, 0)
    assert any("nothing is left to run" in line for line in change_lines(nothing))
    drawn = plan(backend, wanted([1, 2], method="random", run_cap=5)).estimate
    assert (drawn.covered, drawn.runs) == (0, 5)


def test_past_runs_of_the_script_tell_how_long_one_takes(backend: MemoryBackend) -> None:
    note = {"script": "train.py", "scale": 1}
    backend.sweeps.past["p"] = [
        run("a", minutes=10, wbgen=note),
        run("b", minutes=12, wbgen=note),
        run("c", minutes=90, wbgen=note),
        run("demo", minutes=1, wbgen={**note, "scale": 0.1}),
        run("other", minutes=1, wbgen={**note, "script": "x.py"}),
        run("unnoted", minutes=1),
    ]
    pace = plan(backend, wanted()).estimate.pace
    assert pace is not None
    assert (pace.minutes, pace.runs) == (12, 3)


FILES = [
    "a/sweep.yaml",
    "b/sweep.yaml",
    "sweep.yaml",
    "sweep.yml",
    "a-sweep.yaml",
    "a sweep.yaml",
    "å.yaml",
    "ä.yaml",
]


def test_no_two_files_share_a_name(tmp_path: Path) -> None:
    names = [
        name_of_file(tmp_path / file, tmp_path)
        for file in [*FILES, "../sweep.yaml", "x" * 99, "y" + "x" * 98]
    ]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name) for name in names)
    assert names[2] == "sweep"
    assert names[4] == "a-sweep"
    assert re.fullmatch("a-sweep-[0-9a-f]{6}", names[0])
    assert re.fullmatch("sweep-[0-9a-f]{6}", names[6])


def test_a_file_is_called_the_same_from_wherever_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    named = name_of_file(tmp_path / "a" / "s.yaml", tmp_path)
    monkeypatch.chdir(tmp_path / "a")
    assert name_of_file(Path("s.yaml"), tmp_path) == named
    assert name_of_file(Path("../a/s.yaml"), tmp_path) == named


def test_the_prior_runs_of_a_spec_begin_a_new_sweep(backend: MemoryBackend) -> None:
    sweep = replace(wanted(), prior_runs=("x", "y"))
    backend.sweeps.runs["old"] = [run("x", lr=1), run("y", lr=2), run("z", lr=2)]
    assert plan(backend, sweep).carried == ("x", "y")
    assert apply(backend, sweep) is Status.CREATED
    assert [one.name for one in backend.sweeps.runs["s1"]] == ["x", "y"]
    again = plan(backend, sweep)
    assert (again.action, again.reason) == (SweepAction.NO_OP, "")


def test_other_prior_runs_than_a_sweep_has_are_told_and_nothing_is_done(backend: MemoryBackend) -> None:
    backend.sweeps.runs["old"] = [run("x", lr=1)]
    apply(backend, replace(wanted(), prior_runs=("x",)))
    before = list(backend.mutations)
    more = replace(wanted(), prior_runs=("x", "z"))
    change = plan(backend, more)
    assert change.action is SweepAction.NO_OP
    assert change.reason == "prior runs can only begin a new sweep, and this one lacks z"
    assert apply(backend, more) is Status.UNCHANGED
    assert backend.mutations == before
