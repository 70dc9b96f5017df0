"""Who is given what, whatever befalls agents: every order of events, with a clock of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.sweep_world import GRID, HYPERBAND, LOSS, World, world
from wbgen.server import search
from wbgen.server.scheduling import tend
from wbgen.server.sweep_config import read_config

# -- the law --

scalars = st.one_of(
    st.integers(-3, 3), st.sampled_from([0.5, 1e-5, 2.0]), st.sampled_from(["a", "b", "3e-5"]), st.booleans()
)
grids = st.dictionaries(
    st.sampled_from(["lr", "depth", "model.name"]),
    st.lists(scalars, min_size=1, max_size=3, unique_by=lambda value: (str(type(value)), value)),
    min_size=1,
    max_size=3,
)
EVENTS = (
    "come",
    "beat",
    "beat",
    "finish",
    "fail",
    "kill",
    "give way",
    "orphan",
    "orphan logs",
    "orphan ends",
    "wait",
)


@settings(max_examples=60, deadline=None)
@given(
    grids,
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 4)), max_size=40),
)
def test_each_point_of_a_grid_ends_with_one_run_whatever_befalls_agents(
    values: dict[str, list[Any]], nested: bool, events: list[tuple[str, int]]
) -> None:
    parameters: dict[str, Any] = {name: {"values": given} for name, given in values.items()}
    if nested:
        parameters = {"outer": {"parameters": parameters}}
    with world({"method": "grid", "parameters": parameters}) as sweep:
        expected = search.points(read_config(sweep.sweep.config))
        for event, which in events:
            befall(sweep, event, which)
            active = [t for t in sweep.store.agents.trials(sweep.sweep.number) if t.state == "active"]
            assert len({json.dumps(t.params, sort_keys=True) for t in active}) == len(active)
        for run in sweep.orphans:  # in the end no process is left that nobody hears of
            sweep.close(run)
        for worker in sweep.workers:
            if worker.run:
                sweep.end(worker)
        sweep.wait(1000)
        sweep.set_state("RUNNING")
        sweep.work_off()
        ends = sweep.ends()
        assert len(ends) == expected
        assert set(ends.values()) == {1}
        assert sweep.state == "FINISHED"


def befall(sweep: World, event: str, which: int) -> None:
    living = [worker for worker in sweep.workers if not worker.gone]
    worker = living[which % len(living)] if living else None
    if event == "come" and len(living) < 4:
        sweep.come()
    elif event == "wait":
        sweep.wait(50)
    elif event.startswith("orphan ") and sweep.orphans:
        run = sweep.orphans[which % len(sweep.orphans)]
        if event == "orphan logs":
            sweep.log(run)
        else:
            sweep.orphans.remove(run)
            sweep.close(run)
    elif worker is None:
        return
    elif event == "beat":
        sweep.beat(worker)
    elif event in ("finish", "fail") and worker.run:
        sweep.end(worker, "finished" if event == "finish" else "failed")
    elif event == "give way" and worker.run:
        sweep.give_way(worker)
    elif event == "kill":
        sweep.kill(worker)
    elif event == "orphan":
        sweep.kill(worker, with_run=False)


def test_agents_that_speak_at_once_are_never_given_the_same_point() -> None:
    parameters = {"a": {"values": list(range(8))}, "b": {"values": list(range(6))}}
    with world({"method": "grid", "parameters": parameters}) as sweep:

        def work(_: int) -> None:
            worker = sweep.come()
            while not worker.gone:
                if worker.run:
                    sweep.end(worker)
                sweep.beat(worker)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(work, range(6)))
        assert len(sweep.runs) == 48
        assert set(sweep.ends().values()) == {1}


# -- what is looked at --


def rows_of(sweep: World, monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> int:
    """How many rows of the store an action reads."""
    read = 0
    rows = sweep.store.rows

    def counting(sql: str, **values: Any) -> list[Any]:
        nonlocal read
        found = rows(sql, **values)
        read += len(found)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(sweep.store, "rows", counting)
        action()
    return read


@pytest.mark.parametrize(
    "more", [{"method": "random"}, {"method": "random", "run_cap": 900}, {"method": "grid"}]
)
def test_what_is_read_of_a_sweep_does_not_grow_with_its_runs(
    more: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"metric": LOSS, "parameters": {"a": {"values": list(range(500))}}} | more
    with world(config) as sweep:
        worker = sweep.come()
        for _ in range(300):
            sweep.beat(worker)
            sweep.end(worker)
        handed_out = rows_of(sweep, monkeypatch, lambda: sweep.beat(worker))
        assert worker.run
        idle = rows_of(sweep, monkeypatch, lambda: sweep.beat(worker))
        sweep.end(worker)
        tended = rows_of(sweep, monkeypatch, lambda: tend(sweep.store))
        asked = 301 if more["method"] == "grid" else 0  # a grid is told what was tried, and no more of a run
        assert handed_out < 20 + asked
        assert idle < 20
        assert tended < 20 + asked


# -- what becomes of runs --


def test_a_run_that_failed_by_itself_counts_as_tried() -> None:
    with world(GRID) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        sweep.end(worker, "failed")
        sweep.work_off()
        assert sorted(run.state for run in sweep.runs) == ["failed", "finished", "finished", "finished"]


def test_a_lost_run_is_crashed_and_its_parameters_are_the_next() -> None:
    with world(GRID) as sweep:
        lost, other = sweep.come(), sweep.come()
        (first,) = sweep.beat(lost)
        (second,) = sweep.beat(other)
        assert first["args"] != second["args"]
        sweep.kill(lost)
        sweep.wait(61)
        sweep.end(other)
        (third,) = sweep.beat(other)
        assert third["args"] == first["args"]
        assert sweep.runs[0].state == "crashed"


def test_a_run_that_outlives_its_agent_is_left_to_finish() -> None:
    with world(GRID) as sweep:
        worker = sweep.come()
        (first,) = sweep.beat(worker)
        sweep.kill(worker, with_run=False)
        sweep.wait(61)
        sweep.log(sweep.runs[0])
        other = sweep.come()
        (second,) = sweep.beat(other)
        assert second["args"] != first["args"]
        assert sweep.runs[0].state == "running"


def test_a_run_that_comes_back_after_it_was_replaced_stays_crashed_and_is_told_to_stop() -> None:
    with world(GRID) as sweep:
        lost, other = sweep.come(), sweep.come()
        sweep.beat(lost)
        sweep.wait(61)
        sweep.beat(other)
        run = sweep.runs[0]
        sweep.log(run)
        assert (sweep.runs[0].state, sweep.runs[0].stopping) == ("crashed", True)
        assert sweep.beat(lost) == [{"type": "stop", "run_id": run.name}]
        sweep.close(run)
        assert (sweep.runs[0].state, sweep.runs[0].stopping) == ("crashed", True)


def test_a_server_that_was_away_takes_no_agent_for_lost() -> None:
    with world(GRID) as sweep:
        away, other = sweep.come(), sweep.come()
        (first,) = sweep.beat(away)
        sweep.wait(1000)
        sweep.store.agents.since = sweep.clock
        (second,) = sweep.beat(other)
        assert second["args"] != first["args"]
        assert sweep.beat(away) == []


def test_nobody_is_sent_home_while_a_run_may_yet_be_lost() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        one, two = sweep.come(), sweep.come()
        sweep.beat(one)
        assert sweep.beat(two) == []
        sweep.kill(one)
        sweep.wait(61)
        assert sweep.beat(two)[0]["type"] == "run"
        sweep.end(two)
        assert sweep.beat(two) == [{"type": "exit"}]
        assert sweep.state == "FINISHED"


def test_a_command_that_was_lost_or_a_script_that_fails_at_once_is_tried_thrice() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        for _ in range(3):
            assert sweep.beat(worker, begin=False)[0]["args"] == {"a": {"value": 1}}
        assert sweep.beat(worker) == [{"type": "exit"}]
        assert [run.state for run in sweep.runs] == ["crashed"] * 3


def test_a_process_that_was_killed_under_its_agent_counts_as_tried() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        worker.run = None
        assert sweep.beat(worker) == [{"type": "exit"}]
        assert [run.state for run in sweep.runs] == ["crashed"]


def test_a_paused_sweep_hands_out_nothing_and_a_canceled_one_kills() -> None:
    with world(GRID) as sweep:
        idle, busy = sweep.come(), sweep.come()
        sweep.beat(busy)
        sweep.set_state("PAUSED")
        assert sweep.beat(idle) == []
        assert sweep.beat(busy) == []
        sweep.set_state("RUNNING")
        assert sweep.beat(idle)[0]["type"] == "run"
        sweep.set_state("CANCELED")
        assert sweep.beat(idle) == sweep.beat(busy) == [{"type": "exit"}]
        assert [run.state for run in sweep.runs] == ["killed", "killed"]


def test_a_stopped_sweep_lets_runs_finish() -> None:
    with world(GRID) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        sweep.set_state("FINISHED")
        assert sweep.beat(worker) == []
        sweep.end(worker)
        assert sweep.beat(worker) == [{"type": "exit"}]
        assert [run.state for run in sweep.runs] == ["finished"]


def test_a_cap_counts_parameters_not_attempts() -> None:
    config = {"method": "random", "parameters": {"a": {"min": 0.0, "max": 1.0}}, "run_cap": 2}
    with world(config) as sweep:
        lost = sweep.come()
        (first,) = sweep.beat(lost)
        sweep.kill(lost)
        sweep.wait(61)
        sweep.work_off()
        assert [run.state for run in sweep.runs] == ["crashed", "finished", "finished"]
        assert json.loads(sweep.runs[1].config) == first["args"]


def test_a_target_that_is_reached_ends_a_sweep() -> None:
    config = {
        "method": "random",
        "parameters": {"a": {"min": 0.0, "max": 1.0}},
        "metric": LOSS | {"target": 0.1},
    }
    with world(config) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        sweep.end(worker, loss=0.5)
        assert sweep.beat(worker)[0]["type"] == "run"
        sweep.end(worker, loss=0.05)
        assert sweep.beat(worker) == [{"type": "exit"}]


def test_early_termination_stops_a_run_until_its_agent_has_ended_it() -> None:
    config = GRID | {"metric": LOSS, "early_terminate": HYPERBAND}
    with world(config) as sweep:
        good, bad = sweep.come(), sweep.come()
        for worker, loss in ((good, 0.1), (bad, 9.0)):
            sweep.beat(worker)
            assert worker.run
            lines = [json.dumps({"loss": loss, "_step": step}) for step in range(3)]
            sweep.store.lines.write(worker.run.number, "history", 0, [*lines, '{"loss": NaN}'])
        run = bad.run
        assert run
        assert sweep.beat(good) == []
        assert sweep.beat(bad) == [{"type": "stop", "run_id": run.name}]
        bad.run = run
        assert sweep.beat(bad) == [{"type": "stop", "run_id": run.name}]
        assert sweep.beat(bad)[0]["type"] == "run"
        assert [r.state for r in sweep.runs[:2]] == ["running", "killed"]


def test_tending_closes_what_is_lost_and_leaves_its_parameters_to_the_next_agent() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        lost = sweep.come()
        sweep.beat(lost)
        sweep.wait(61)
        tend(sweep.store)
        assert (sweep.state, [run.state for run in sweep.runs]) == ("RUNNING", ["crashed"])
        sweep.work_off()
        assert [run.state for run in sweep.runs] == ["crashed", "finished"]


@pytest.mark.parametrize(
    ("more", "state"),
    [({"run_cap": 1}, "FINISHED"), ({}, "RUNNING"), ({"metric": LOSS | {"target": 1.0}}, "FINISHED")],
)
def test_tending_finishes_a_search_without_an_end_by_its_cap_or_target(more: Any, state: str) -> None:
    config = {"method": "random", "parameters": {"a": {"min": 0.0, "max": 1.0}}} | more
    with world(config) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        sweep.end(worker, loss=0.5)
        tend(sweep.store)
        assert sweep.state == state


def test_a_run_that_was_preempted_is_tried_again() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        (first,) = sweep.beat(worker)
        sweep.store.runs.put(sweep.project, first["run_id"], state="preempting")
        worker.run = None
        (second,) = sweep.beat(worker)
        assert second == first | {"type": "resume"}


def test_a_run_that_gave_way_goes_to_the_next_agent_itself() -> None:
    with world(GRID) as sweep:
        worker, other = sweep.come(), sweep.come()
        (first,) = sweep.beat(worker)
        sweep.give_way(worker)
        (second,) = sweep.beat(other)
        assert second == first | {"type": "resume"}
        sweep.end(other)
        sweep.work_off()
        assert [run.state for run in sweep.runs] == ["finished"] * 4


def test_however_often_a_run_gives_way_a_beginning_may_fail() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        for _ in range(5):
            worker = sweep.come()
            sweep.beat(worker)
            sweep.give_way(worker)
        worker = sweep.come()
        assert sweep.beat(worker, begin=False)[0]["type"] == "resume"
        assert sweep.beat(worker)[0]["type"] == "run"


def test_a_run_that_gave_way_because_it_was_told_to_end_is_not_tried_again() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        assert worker.run
        sweep.store.agents.mark(worker.run.number, stopped=True)
        sweep.store.runs.close(worker.run.number, "preempted", 143)
        worker.run = None
        assert sweep.beat(worker) == [{"type": "exit"}]


def test_a_run_that_is_resumed_and_never_begins_gives_its_parameters_to_another() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker, other = sweep.come(), sweep.come()
        (first,) = sweep.beat(worker)
        sweep.give_way(worker)
        assert sweep.beat(other, begin=False)[0]["type"] == "resume"
        (third,) = sweep.beat(other)
        assert (third["type"], third["args"]) == ("run", first["args"])
        assert third["run_id"] != first["run_id"]
        assert [run.state for run in sweep.runs] == ["crashed", "running"]


def test_a_run_that_a_client_takes_to_another_sweep_keeps_its_point() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        (command,) = sweep.beat(worker)
        sweep.store.runs.put(sweep.project, command["run_id"], sweep="another")
        sweep.end(worker)
        assert sweep.beat(worker) == [{"type": "exit"}]


def test_values_of_a_metric_are_read_as_they_come() -> None:
    with world(GRID) as sweep:
        run = sweep.store.runs.put(sweep.project, "r")[0].number
        values = sweep.store.metric_values
        lines = [
            '{"a": 1}',
            '{"a": NaN}',
            '{"a": true}',
            '{"b": {"c.d": 2}}',
            "{",
            '{"a": 1e999}',
            '{"a": "x"}',
        ]
        sweep.store.lines.write(run, "history", 0, lines)
        assert list(values.of(run, "a")) == [1.0]
        assert list(values.of(run, "b.c.d")) == [2.0]
        sweep.store.lines.write(run, "history", len(lines), ['{"a": 3}', f'{{"a": {"9" * 400}}}'])
        assert list(values.of(run, "a")) == [1.0, 3.0]


def test_a_sweep_whose_agents_left_is_finished_by_tending() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        tend(sweep.store)
        assert sweep.state == "RUNNING"
        sweep.end(worker)  # `wandb agent --count 1` leaves without another word
        tend(sweep.store)
        assert sweep.state == "FINISHED"


def test_a_run_that_has_ended_while_its_process_winds_up_may_be_the_last() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        assert worker.run
        sweep.close(worker.run)
        assert sweep.beat(worker) == []
        assert sweep.state == "FINISHED"


def test_a_deleted_run_leaves_its_point_to_others() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        sweep.work_off()
        sweep.store.runs.delete(sweep.runs[0].number)
        sweep.set_state("RUNNING")
        sweep.work_off()
        assert [run.state for run in sweep.runs] == ["finished"]


def test_runs_are_called_like_none_that_the_sweep_began_with() -> None:
    with world(GRID) as sweep:
        for name in ("sweep-2", "sweep-5", "sweep-x", "other"):
            given = {"display_name": name, "sweep": sweep.sweep.name, "config": '{"a": {"value": 9}}'}
            sweep.store.runs.put(sweep.project, name, **given)
        sweep.work_off()
        called = [
            run.display_name
            for run in sweep.runs
            if run.name not in ("sweep-2", "sweep-5", "sweep-x", "other")
        ]
    assert called == ["sweep-6", "sweep-7", "sweep-8", "sweep-9"]
