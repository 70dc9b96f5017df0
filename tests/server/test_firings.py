"""Watching runs: what fires, how often, and that nothing is lost, doubled, or broken by an automation."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbgen.server.automations.evaluation import on_history, on_state
from wbgen.server.store import Automation, Firing, Run, Store
from wbgen.server.store.keys import value_at
from wbgen.server.store.lines import HISTORY, Lines

Line = float | str


def threshold(**changed: Any) -> str:
    members = {"name": "loss", "agg_op": None, "window_size": 1, "cmp_op": "$gt", "threshold": 3} | changed
    return json.dumps({"run_filter": '{"$and":[]}', "run_metric_filter": {"threshold_filter": members}})


def average(window: int, above: float) -> str:
    return threshold(agg_op="AVERAGE", window_size=window, threshold=above)


def states(*names: str, run_filter: Any = None) -> str:
    return json.dumps({"run_filter": json.dumps(run_filter or {}), "run_state_filter": {"states": names}})


@dataclass
class World:
    """A store with one project and one run."""

    path: Path
    store: Store
    project: str
    run: Run

    def automation(
        self, event_filter: str, event_type: str = "RUN_METRIC", name: str = "a", **fields: Any
    ) -> Automation:
        given: dict[str, Any] = {"description": None, "enabled": True, "action_type": "NO_OP", "action": "{}"}
        return self.store.automations.create(
            self.project, name=name, event_type=event_type, event_filter=event_filter, **(given | fields)
        )

    def new_run(self, name: str, **fields: Any) -> Run:
        return self.store.runs.put(self.project, name, **fields)[0]

    def keep(self, *values: Line, run: Run | None = None) -> list[str]:
        """Store lines as the server does before it looks at them; the lines."""
        number = (run or self.run).number
        first = self.store.lines.count(number, HISTORY)
        lines = [
            value if isinstance(value, str) else json.dumps({"loss": value, "_step": first + n})
            for n, value in enumerate(values)
        ]
        self.store.lines.write(number, HISTORY, first, lines)
        return lines

    def log(self, *values: Line, run: Run | None = None) -> None:
        on_history(self.store, run or self.run, self.keep(*values, run=run))

    def move(self, state: str) -> None:
        """Give the run another state."""
        before = self.run.state
        self.store.runs.close(self.run.number, state)
        self.run = self.again(self.run)
        on_state(self.store, self.run, before)

    def again(self, run: Run) -> Run:
        found = self.store.runs.by_number(run.number)
        assert found
        return found

    def fired(self) -> list[Firing]:
        """Every firing in the run, the oldest first."""
        return self.store.firings.of_run(self.run.number, 100)[::-1]

    def values(self) -> list[float | None]:
        return [firing.value for firing in self.fired()]

    def restart(self) -> None:
        self.store.close()
        self.store = Store(self.path)

    def a_day_passes(self) -> None:
        self.store.write("UPDATE firings SET created_at = '2020' || substr(created_at, 5)")
        self.store.write("UPDATE automations SET watching_since = '2020' || substr(watching_since, 5)")


def new_world(path: Path) -> World:
    store = Store(path)
    project = store.projects.put("local", "p", None)[0].id
    run, _ = store.runs.put(project, "r", display_name="first", config='{"lr": {"value": 0.1}}')
    return World(path, store, project, run)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = new_world(tmp_path / "store.db")
    yield world
    world.store.close()


def test_a_threshold_fires_once_with_what_did_it(world: World) -> None:
    automation = world.automation(threshold())
    world.log(1, 2, 5, 9)
    (firing,) = world.fired()
    assert firing.automation == automation.number
    assert (firing.value, firing.step) == (5, 2)
    assert (firing.event, firing.action) == ("loss > 3", "nothing")


def test_an_automation_rests_for_a_day_after_it_fired_for_a_run(world: World) -> None:
    """W&B: "In a 24-hour period, a particular automation can fire at most once per run"."""
    world.automation(threshold())
    world.log(4)
    world.log(1, 5)
    assert world.values() == [4]
    world.a_day_passes()
    world.log(6)
    assert world.values() == [4, 6]


def test_each_run_has_windows_of_its_own(world: World) -> None:
    world.automation(average(2, 3))
    other = world.new_run("other")
    world.log(4)
    world.log(4, run=other)
    assert world.fired() == []
    world.log(4)
    world.log(0, run=other)
    assert world.values() == [4]
    assert world.store.firings.of_run(other.number, 9) == []


def test_a_window_goes_on_after_a_restart(world: World) -> None:
    world.automation(average(3, 3))
    world.log(5, 5)
    world.restart()
    assert world.fired() == []
    world.log(0.5)
    assert world.values() == [3.5]


def test_lines_that_a_killed_server_left_unread_count(world: World) -> None:
    world.automation(average(3, 3))
    world.log(5)
    world.keep(6)  # stored, and then the server was killed
    world.restart()
    world.log(7)
    assert world.values() == [6]


def test_lines_left_unread_count_when_the_run_ends(world: World) -> None:
    world.automation(threshold())
    world.keep(5)
    world.restart()
    world.move("finished")
    assert world.values() == [5]


def test_the_same_lines_twice_count_once(world: World) -> None:
    world.automation(average(2, 3))
    lines = world.keep(4)
    for _ in range(3):
        on_history(world.store, world.run, lines)
    assert world.fired() == []


def test_two_who_read_the_same_lines_fire_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds, as it writes, that the first was quicker."""
    world.automation(threshold())
    lines = world.keep(5)
    count, entered = Lines.count, []

    def interrupted(self: Lines, run: int, stream: str) -> int:
        if not entered:
            entered.append(True)
            on_history(world.store, world.run, lines)
        return count(self, run, stream)

    monkeypatch.setattr(Lines, "count", interrupted)
    on_history(world.store, world.run, lines)
    assert world.values() == [5]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.lists(st.integers(0, 9).map(float), min_size=1, max_size=25), st.integers(1, 6))
def test_how_lines_are_cut_into_requests_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, values: list[float], window: int
) -> None:
    """Restarts, lost calls and repeated ones included: what fires is what a reading in one go says."""
    world = new_world(tmp_path_factory.mktemp("store") / "store.db")
    world.automation(average(window, 4))
    rest = values
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        lines = world.keep(*rest[:size])
        for _ in range(data.draw(st.integers(0, 2))):
            on_history(world.store, world.run, lines)
        if data.draw(st.booleans()):
            world.restart()
        rest = rest[size:]
    on_history(world.store, world.run, ())
    averages = [sum(values[n - window : n]) / window for n in range(window, len(values) + 1)]
    assert world.values() == [value for value in averages if value > 4][:1]
    world.store.close()


def test_lines_from_before_an_automation_do_not_count(world: World) -> None:
    world.log(5)
    world.automation(average(2, 3))
    world.log(5)
    assert world.fired() == []
    world.log(5)
    assert world.values() == [5]


def test_another_event_begins_anew(world: World) -> None:
    automation = world.automation(threshold())
    world.log(5)
    world.store.automations.update(automation.id, description="still the same event")
    world.log(6)
    assert world.values() == [5]
    world.store.automations.update(automation.id, event_filter=average(2, 3))
    world.log(6)
    assert world.values() == [5]
    world.log(7)
    assert world.values() == [5, 6.5]


def test_what_happens_while_it_is_off_does_not_count(world: World) -> None:
    automation = world.automation(threshold(), enabled=False)
    world.log(5)
    world.store.automations.update(automation.id, enabled=True)
    assert world.fired() == []
    world.log(6)
    assert world.values() == [6]


def test_a_change_fires(world: World) -> None:
    members = {"name": "loss", "agg_op": "MAX", "current_window_size": 1, "prior_window_size": 2}
    members |= {"change_type": "RELATIVE", "change_dir": "DECREASE", "change_amount": 0.5}
    text = json.dumps({"run_filter": "{}", "run_metric_filter": {"change_filter": members}})
    world.automation(text, "RUN_METRIC_CHANGE")
    world.log(1, 4, 3, 2)
    assert world.values() == [-0.5]


def test_a_z_score_fires(world: World) -> None:
    members = {"name": "loss", "window_size": 4, "threshold": 3, "change_dir": "ANY"}
    text = json.dumps({"run_filter": "{}", "run_metric_filter": {"zscore_filter": members}})
    world.automation(text, "RUN_METRIC_ZSCORE")
    world.log(1, -1, 1, -1, 0, 9)
    (value,) = world.values()
    assert value == pytest.approx(9.25 / 0.82915619)


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ('{"loss": 5}', True),
        ('{"loss": Infinity}', True),
        ('{"loss": 1e999}', True),
        ('{"loss": 5, "_step": "x"}', True),
        ('{"loss": 5, "_step": 99999999999999999999999}', True),
        ('{"loss": 5, "other": NaN}', True),
        ('{"loss": NaN}', False),
        ('{"loss": true}', False),
        ('{"loss": "5"}', False),
        ('{"loss": null}', False),
        (f'{{"loss": {"9" * 400}}}', False),
        (f'{{"loss": {"9" * 5000}}}', False),
        ('{"train/loss": 5}', False),
        ("[5]", False),
        ("loss", False),
        ("[" * 5000, False),
    ],
)
def test_odd_lines(world: World, line: str, fires: bool) -> None:
    automation = world.automation(threshold())
    world.log(line)
    assert bool(world.fired()) == fires
    saved = world.store.automations.by_id(automation.id)
    assert saved is not None
    assert saved.problem is None


@pytest.mark.parametrize(
    ("row", "metric", "value"),
    [
        ({"a.b": 1}, "a.b", 1),
        ({"a": {"b": 2}}, "a.b", 2),
        ({"a": {"b.c": 3}}, "a.b.c", 3),
        ({"a": 1}, "a.b", None),
        ({"a": {"b": 2}}, "a.c", None),
        ({}, "a", None),
    ],
)
def test_names_with_dots(row: dict[str, Any], metric: str, value: object) -> None:
    assert value_at(row, metric) == value


@pytest.mark.parametrize(
    ("moves", "fires"),
    [
        (["finished"], True),
        (["failed"], True),
        (["crashed"], True),
        (["killed"], False),
        (["preempted"], False),
        (["running"], False),
        (["killed", "finished"], True),
    ],
)
def test_states(world: World, moves: Sequence[str], fires: bool) -> None:
    world.automation(states("FINISHED", "FAILED"), "RUN_STATE")
    for state in moves:
        world.move(state)
    assert [firing.event for firing in world.fired()] == [f"the state became {moves[-1]}"] * fires


def test_a_new_run_is_running(world: World) -> None:
    world.automation(states("RUNNING"), "RUN_STATE")
    on_state(world.store, world.run, None)
    on_state(world.store, world.run, "running")
    assert len(world.fired()) == 1


def test_a_crash_that_was_a_failure_is_no_change(world: World) -> None:
    world.automation(states("FAILED"), "RUN_STATE")
    world.move("failed")
    world.a_day_passes()
    world.move("crashed")
    assert len(world.fired()) == 1


@pytest.mark.parametrize(
    ("run_filter", "fires"),
    [
        ({"display_name": "first"}, True),
        ({"display_name": "second"}, False),
        ({"$and": [{"config.lr": {"$gt": 0.05}}]}, True),
        ({"$and": [{"display_name": {"$regex": "^f"}}]}, True),
        ({"$not": {"display_name": "first"}}, False),
    ],
)
def test_runs_that_a_filter_lets_through(world: World, run_filter: Any, fires: bool) -> None:
    world.automation(states("FINISHED", run_filter=run_filter), "RUN_STATE", name="states")
    text = json.loads(threshold()) | {"run_filter": json.dumps(run_filter)}
    world.automation(json.dumps(text), name="values")
    world.log(5)
    world.move("finished")
    assert len(world.fired()) == 2 * fires


def test_an_automation_that_cannot_be_evaluated_says_so_and_hurts_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    broken = world.automation(states("FINISHED", run_filter={"$where": "1"}), "RUN_STATE", name="broken")
    world.automation(states("FINISHED"), "RUN_STATE", name="sound")
    unreadable = world.automation("{", name="unreadable")
    with caplog.at_level(logging.WARNING):
        world.log(1)
        world.log(2)
        world.move("finished")
    assert len(world.fired()) == 1
    assert sum("unreadable" in record.getMessage() for record in caplog.records) == 1
    for automation, said in ((broken, "$where"), (unreadable, "not JSON")):
        noted = world.store.automations.by_id(automation.id)
        assert noted is not None
        assert said in (noted.problem or "")
    mended = world.store.automations.update(broken.id, event_filter=states("FINISHED"))
    assert mended is not None
    assert mended.problem is None


def test_a_store_that_fails_is_logged_and_no_more(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.automation(threshold())
    lines = world.keep(5)
    world.store.close()
    on_history(world.store, world.run, lines)
    on_state(world.store, world.run, None)
    assert "an automation failed" in caplog.text


def test_lines_nobody_watches_are_not_even_looked_at(world: World) -> None:
    world.automation(threshold(), enabled=False)
    world.automation(states("FINISHED"), "RUN_STATE", name="states")

    class Untouchable(Sequence[str]):
        def __getitem__(self, index: Any) -> Any:
            raise AssertionError("looked at")

        def __len__(self) -> int:
            raise AssertionError("counted")

    on_history(world.store, world.run, Untouchable())


def test_what_is_deleted_takes_its_firings_along(world: World) -> None:
    first = world.automation(threshold())
    second = world.automation(threshold(), name="b")
    world.log(5)
    assert world.store.automations.delete(first.id)
    assert [firing.automation for firing in world.fired()] == [second.number]
    assert world.store.runs.delete(world.run.number)
    assert world.store.firings.of_automation(second.number, 9) == []
