"""The pages of sweeps: what they say, how much, and that no sweep can hurt a reader."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.conftest import Client
from tests.server.test_run_pages import EVIL, World
from wbgen.server.pages.sweeps import MOST_CONFIG, RUNS_PER_PAGE
from wbgen.server.store import Run, Sweep
from wbgen.views.marker import Marker, write_marker

CONFIG = """
method: bayes
metric: {name: eval/loss, goal: minimize}
parameters: {lr: {min: 0.1, max: 1.0}, model: {parameters: {depth: {values: [1, 2]}}}}
run_cap: 40
early_terminate: {type: hyperband, min_iter: 3}
"""


@pytest.fixture
def world(client: Client) -> World:
    return World(client)


def new_sweep(world: World, config: str = CONFIG, **fields: str) -> Sweep:
    given = {"display_name": "rates", "description": "Which rate?"} | fields
    return world.store.sweeps.create(world.project, config=config, **given)


def new_trial(world: World, sweep: Sweep, name: str, params: dict[str, Any], **fields: Any) -> Run:
    agent = world.store.agents.add(sweep.number, "host")
    run = world.run(name, sweep=sweep.name, display_name=name, **fields)
    chosen = {key: {"value": value} for key, value in params.items()}
    world.store.agents.add_trial(sweep.number, agent.number, run.number, chosen, 1)
    return run


def test_the_list_of_sweeps(world: World) -> None:
    sweep = new_sweep(world)
    plain = new_sweep(world, "method: grid\nparameters: {a: {values: [1]}}", display_name="")
    new_trial(world, sweep, "one", {"lr": 0.5})
    page = world.page("/sweeps")
    assert "2 sweeps, the newest first" in page.text
    assert f"rates PENDING {sweep.name} · bayes · minimize eval/loss · 1 run " in page.text
    assert f"{plain.name} PENDING {plain.name} · grid · 0 runs" in page.text
    assert f"/local/p/sweeps/{sweep.name}" in page.links


def test_no_sweeps_yet(world: World) -> None:
    assert "No sweeps yet" in world.page("/sweeps").text


@pytest.mark.parametrize("rest", ["", "/", "/overview"])
def test_a_sweep_with_its_runs(world: World, rest: str) -> None:
    sweep = new_sweep(world)
    new_trial(world, sweep, "one", {"lr": 0.5, "model": {"depth": 1}}, summary={"eval/loss": 0.25})
    new_trial(world, sweep, "two", {"lr": 0.75, "model": {"depth": 2}}, summary={"eval": {"loss": 9}})
    new_trial(world, sweep, "three", {"lr": 0.9, "model": {"depth": 1}}, summary={"eval/loss": "NaN"})
    world.store.sweeps.update(sweep.number, note="The search failed.")
    page = world.page(f"/sweeps/{sweep.name}{rest}")
    for text in (
        "rates PENDING",
        "3 runs · 3 agents",
        "method: bayes",
        "goal: minimize eval/loss",
        "at most: 40 runs",
        "stops runs early",
        "Which rate?",
        "The search failed.",
        "Best run one running lr: 0.5model.depth: 1 eval/loss 0.25",
        "two running lr: 0.75model.depth: 2",
        "run_cap: 40",
    ):
        assert text in page.text, text
    assert "/local/p/runs/three" in page.links


def test_runs_that_a_sweep_began_with_are_beside_its_cap(world: World) -> None:
    sweep = new_sweep(world)
    world.run("before", sweep=sweep.name)
    new_trial(world, sweep, "one", {"lr": 0.5})
    page = world.page(f"/sweeps/{sweep.name}")
    assert "2 runs" in page.text
    assert "at most: 40 runs beside the 1 it did not start" in page.text


def test_a_sweep_without_runs_or_metric(world: World) -> None:
    sweep = new_sweep(world, "method: grid\nparameters: {a: {values: [1]}}")
    page = world.page(f"/sweeps/{sweep.name}")
    assert f"wandb agent local/p/{sweep.name}" in page.text
    assert "Best run" not in page.text
    new_trial(world, sweep, "one", {"a": 1}, summary={"loss": 1})
    assert "Best run" not in world.page(f"/sweeps/{sweep.name}").text


def test_the_marker_of_a_sweep_is_not_for_people(world: World) -> None:
    marker = Marker("main/g/sweep/rates", 1, "0123456789abcdef")
    page = world.page(f"/sweeps/{new_sweep(world, description=write_marker('Which rate?', marker)).name}")
    assert "Which rate?" in page.text
    assert "managed by" not in page.text


def test_runs_that_a_sweep_began_with_show_what_it_searches(world: World) -> None:
    sweep = new_sweep(world)
    config = {"lr": {"value": 0.25}, "host": {"value": "other"}}
    world.run("old", sweep=sweep.name, config=config, summary={"eval/loss": 0.5})
    page = world.page(f"/sweeps/{sweep.name}")
    assert "lr: 0.25" in page.text
    assert "host" not in page.text


@pytest.mark.parametrize("config", ["", "{", "[1]", "method: magic", "a: &a [*a]"])
def test_a_config_that_is_none_is_shown_as_it_is(world: World, config: str) -> None:
    sweep = new_sweep(world, config)
    world.page("/sweeps")
    assert config in world.page(f"/sweeps/{sweep.name}").text


def test_sweep_pages_are_bounded(world: World) -> None:
    long = "long " * 20_000
    config = f"{CONFIG}\ndescription: {long}"
    sweep = new_sweep(world, config, display_name=long, description=long)
    for number in range(RUNS_PER_PAGE + 3):
        params = {f"p{n:03d}" + "p" * 500: "v" * 500 for n in range(60)}
        new_trial(world, sweep, f"r{number:03d}", params)
    path = f"/sweeps/{sweep.name}"
    page = world.page(path)
    assert "page 1 of 2" in page.text
    assert "The rest is not shown." in page.text
    assert "/local/p/runs/r000" not in page.links
    assert "/local/p/runs/r000" in world.page(f"{path}?page=2").links
    assert "long" * MOST_CONFIG not in page.text
    for each in (path, "/sweeps"):
        assert len(world.client.get(f"/local/p{each}").body) < 2_000_000


def test_nothing_a_sweep_says_becomes_markup(world: World) -> None:
    config = json.dumps(
        {
            "method": "grid",
            "metric": {"name": EVIL, "goal": "maximize"},
            "parameters": {EVIL: {"values": [EVIL]}},
        }
    )
    sweep = new_sweep(world, config, display_name=EVIL, description=EVIL)
    world.store.sweeps.update(sweep.number, note=EVIL)
    new_trial(world, sweep, "r", {EVIL: EVIL}, summary={EVIL: 1})
    for path in ("/sweeps", f"/sweeps/{sweep.name}", "/runs/r", "/table"):
        page = world.page(path)
        assert "36084049" not in page.text
        assert page.tags.count("img") == 1  # the one of the header
    assert "Best run" in world.page(f"/sweeps/{sweep.name}").text
