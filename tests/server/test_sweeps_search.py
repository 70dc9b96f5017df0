"""What a sweep tries next: W&B's search, and who is given what under any order of events."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.sweep_world import World
from wbgen.server import search
from wbgen.server.search import Past, SearchError
from wbgen.server.sweep_config import SweepConfigError, read_config

GRID = {"method": "grid", "parameters": {"a": {"values": [1, 2]}, "b": {"values": ["x", "y"]}}}
LOSS = {"name": "loss", "goal": "minimize"}
HYPERBAND = {"type": "hyperband", "min_iter": 2, "eta": 3, "strict": True}


@contextmanager
def world(config: dict[str, Any]) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        made = World(Path(folder), yaml.safe_dump(config))
        try:
            yield made
        finally:
            made.store.close()


def ask(config: dict[str, Any], *past: Past) -> Any:
    return search.suggest(read_config(yaml.safe_dump(config)), past)


def refused(config: dict[str, Any]) -> str:
    with pytest.raises((SearchError, SweepConfigError)) as caught:
        search.violations(read_config(yaml.safe_dump(config)))
    return str(caught.value)


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
EVENTS = ("come", "beat", "beat", "finish", "fail", "kill", "orphan", "orphan logs", "orphan ends", "wait")


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
    elif event == "kill":
        sweep.kill(worker)
    elif event == "orphan":
        sweep.kill(worker, with_run=False)


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


def test_a_sweep_whose_agents_left_is_finished_by_tending() -> None:
    from wbgen.server.scheduling import tend

    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        worker = sweep.come()
        sweep.beat(worker)
        tend(sweep.store)
        assert sweep.state == "RUNNING"
        sweep.end(worker)  # `wandb agent --count 1` leaves without another word
        tend(sweep.store)
        assert sweep.state == "FINISHED"


def test_a_deleted_run_leaves_its_point_to_others() -> None:
    with world({"method": "grid", "parameters": {"a": {"values": [1]}}}) as sweep:
        sweep.work_off()
        sweep.store.runs.delete(sweep.runs[0].number)
        sweep.set_state("RUNNING")
        sweep.work_off()
        assert [run.state for run in sweep.runs] == ["finished"]


# -- the search --

DISTRIBUTIONS: dict[str, dict[str, Any]] = {
    "categorical": {"values": [1, "x", None, True, [1, 2], {"k": 1}]},
    "weighed": {"values": ["a", "b"], "probabilities": [0.3, 0.7]},
    "constant": {"value": 3},
    "int_uniform": {"distribution": "int_uniform", "min": 1, "max": 9},
    "uniform": {"distribution": "uniform", "min": 0.0, "max": 1.0},
    "q_uniform": {"distribution": "q_uniform", "min": 0, "max": 10, "q": 2},
    "log_uniform": {"distribution": "log_uniform", "min": -3, "max": 0},
    "log_uniform_values": {"distribution": "log_uniform_values", "min": 1e-5, "max": 0.1},
    "inv_log_uniform": {"distribution": "inv_log_uniform", "min": 0, "max": 3},
    "inv_log_uniform_values": {"distribution": "inv_log_uniform_values", "min": 1e-3, "max": 0.1},
    "q_log_uniform": {"distribution": "q_log_uniform", "min": 0, "max": 3, "q": 1},
    "q_log_uniform_values": {"distribution": "q_log_uniform_values", "min": 16, "max": 256, "q": 8},
    "normal": {"distribution": "normal", "mu": 0.0, "sigma": 1.0},
    "q_normal": {"distribution": "q_normal", "mu": 0.0, "sigma": 1.0, "q": 1},
    "log_normal": {"distribution": "log_normal", "mu": 0.0, "sigma": 1.0},
    "q_log_normal": {"distribution": "q_log_normal", "mu": 0.0, "sigma": 1.0, "q": 0.5},
    "beta": {"distribution": "beta", "a": 2, "b": 5},
    "q_beta": {"distribution": "q_beta", "a": 2, "b": 5, "q": 0.1},
}


def is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return type(value) in (int, str, bool, type(None)) or (type(value) is float and math.isfinite(value))


# Probabilities are known to the random search only.
@pytest.mark.parametrize(
    ("method", "name"),
    [(m, name) for m in ("random", "bayes") for name in DISTRIBUTIONS if (m, name) != ("bayes", "weighed")],
)
def test_values_of_every_distribution_are_plain_numbers(name: str, method: str) -> None:
    parameters = {"p": DISTRIBUTIONS[name], "x": {"min": 0.0, "max": 1.0}}
    config = {"method": method, "metric": LOSS, "parameters": parameters}
    found = ask(config)
    assert is_plain(found), found
    assert set(found) == {"p", "x"}
    search.violations(read_config(yaml.safe_dump(config)))


def test_bayes_looks_where_the_metric_was_low() -> None:
    config = {"method": "bayes", "metric": LOSS, "parameters": {"x": {"min": 0.0, "max": 1.0}}}
    past = [Past(str(n), {"x": {"value": n / 20}}, "finished", (n / 20 - 0.3) ** 2) for n in range(21)]
    found = [ask(config, *past)["x"]["value"] for _ in range(5)]
    assert sum(abs(x - 0.3) < 0.2 for x in found) >= 3, found


def test_bayes_goes_on_beside_runs_it_could_not_have_chosen() -> None:
    parameters = {"x": {"min": 0.0, "max": 1.0}, "c": {"values": ["a", "b"]}}
    config = {"method": "bayes", "metric": LOSS, "parameters": parameters}
    strange = Past("s", {"x": {"value": "high"}, "c": {"value": "z"}}, "finished", 1.0)
    usual = Past("u", {"x": {"value": 0.5}, "c": {"value": "a"}}, "finished", 1.0)
    assert is_plain(ask(config, strange, usual))


def test_nested_parameters_come_nested() -> None:
    inner = {"lr": {"values": [0.1]}, "nadam": {"parameters": {"beta": {"value": 0.9}}}}
    config = {"method": "grid", "parameters": {"optimizer": {"parameters": inner}}}
    found = ask(config)
    assert found == {"optimizer": {"value": {"lr": 0.1, "nadam": {"beta": 0.9}}}}
    assert ask(config, Past("a", found, "finished")) is None


def test_numbers_that_yaml_1_1_takes_for_text_are_numbers() -> None:
    config = read_config("method: random\nparameters:\n  lr: {min: 1e-5, max: 3e-3}\n")
    assert search.violations(config) == []
    found = search.suggest(config, [])
    assert found
    assert 1e-5 <= found["lr"]["value"] <= 3e-3


def test_oddities_are_told_and_what_cannot_be_searched_is_refused() -> None:
    def violations(**more: Any) -> list[str]:
        return search.violations(read_config(yaml.safe_dump(GRID | more)))

    assert violations(name="n", run_cap=3, command=["${env}"], description="d", settings={}) == []
    assert "not one of" in violations(metric={"name": "loss", "goal": "down"})[0]
    assert "unexpected" in violations(colour="red")[0]
    assert "method" in refused({"parameters": {"a": {"value": 1}}})
    assert refused({"method": "grid"})
    assert refused({"method": "custom", "parameters": {"a": {"value": 1}}})
    assert "metric" in refused({"method": "bayes", "parameters": {"a": {"min": 0.0, "max": 1.0}}})
    assert "grid" in refused({"method": "grid", "parameters": {"a": {"distribution": "normal"}}}).lower()
    assert refused(GRID | {"metric": LOSS, "early_terminate": {"type": "median"}})
    assert "local controller" in refused(GRID | {"controller": {"type": "local"}})
    assert "scheduler" in refused(GRID | {"scheduler": {"engine": "optuna"}})


@pytest.mark.parametrize(
    "parameter",
    [{"min": 0, "max": 10**12}, {"distribution": "q_uniform", "min": 0, "max": 1, "q": 1e-15}],
)
def test_a_grid_too_large_is_refused_before_it_is_laid_out(parameter: dict[str, Any]) -> None:
    assert "points" in refused({"method": "grid", "parameters": {"a": parameter}})
    many = {f"p{n}": {"values": [1, 2, 3]} for n in range(40)}
    assert "points" in refused({"method": "grid", "parameters": many})


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    "text",
    [
        *("", "- a", "a: [", "a: 1\na: 2", "[" * 5000, "x" * 300_000, BOMB, "method: grid\nq: .nan"),
        *("q: 1e999", "q: 99999999999999999999", "q: !!python/object:os.system x"),
    ],
    ids=range(11),
)
def test_what_is_no_config_is_refused(text: str) -> None:
    with pytest.raises(SweepConfigError):
        read_config(text)


def test_without_the_search_a_sweep_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sweeps", None)
    assert "pip install 'wbgen[sweeps]'" in refused(GRID)


@pytest.mark.parametrize("read", [search.points, lambda config: search.suggest(config, [])])
def test_the_search_leaves_a_config_as_it_is(read: Callable[[Any], Any]) -> None:
    config = read_config(yaml.safe_dump(GRID))
    read(config)
    assert config.entries == GRID
