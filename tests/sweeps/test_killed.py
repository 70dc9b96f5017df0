"""``wbgen sweep`` killed in the midst of its writes: the next one ends what was begun, and makes no twin."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import COMMAND, Done, environment, wbgen
from tests.fronts import CLOSED, HALF_OPEN, Fault, Front, front
from tests.live import API_KEY, PATIENCE, graphql, run_client, served
from tests.waiting import until

SPEC = """wbgen: 1
guide: g
title: G
project: p
metrics: [{group: Loss, of: {loss: {goal: minimize}}}]
config: {lr: {default: 1}}
sweeps: {rates: {program: t.py, method: grid, metric: loss, parameters: {lr: [1, 2]}}}
"""

SWEEPS = """query { project(name: "p", entityName: "local") {
  sweeps { edges { node { name state config runCount } } }
} }"""

#: A run of a sweep, begun and ended by the real client.
RUN = """
import json, wandb
with wandb.init(config={"lr": 2}) as run:
    run.log({"loss": 1.0})
print(json.dumps(run.sweep_id))
"""


class Place:
    """A folder with a spec whose target is a server behind a front."""

    def __init__(self, folder: Path, url: str, before: Front) -> None:
        self.folder, self.url, self.front = folder, url, before
        config = f"default: t\ntargets: {{t: {{entity: local, base_url: '{before.url}'}}}}\n"
        (folder / "wbgen.yaml").write_text(config, encoding="utf-8")
        self.write("[1, 2]")

    def write(self, values: str) -> None:
        """The spec with such learning rates."""
        (self.folder / "g.yaml").write_text(SPEC.replace("[1, 2]", values), encoding="utf-8")

    def sweep(self) -> Done:
        """``wbgen sweep``, to its end."""
        return wbgen(self.folder, *self.words, WANDB_API_KEY=API_KEY)

    @property
    def words(self) -> tuple[str, ...]:
        return ("sweep", "g.yaml", "rates", "--yes", "--format", "json")

    def killed_at(self, number: int, fault: Fault) -> None:
        """``wbgen sweep``, killed as its write of that number is under way and stays without an answer."""
        self.front.reset()
        self.front.faults["UpsertSweep", number] = fault
        before = len(self.held())
        with subprocess.Popen(
            [*COMMAND, *self.words],
            cwd=self.folder,
            env=environment(self.folder, WANDB_API_KEY=API_KEY),
            stdout=subprocess.DEVNULL,
        ) as process:
            if not fault.forwarded:
                self.front.hooks["UpsertSweep", number] = lambda: (process.kill(), process.wait(PATIENCE))
            else:
                until(lambda: len(self.held()) > before)
                process.kill()
            assert process.wait(PATIENCE) == -signal.SIGKILL
        assert self.front.mutations["UpsertSweep"] == number

    def held(self) -> list[dict[str, Any]]:
        """The sweeps of the project, in the order they were made."""
        project = graphql(self.url, SWEEPS)["data"]["project"]
        return [edge["node"] for edge in project["sweeps"]["edges"]] if project else []


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path / "server") as server, front(server.url) as before:
        yield Place(tmp_path, server.url, before)


def statuses(done: Done) -> list[str]:
    """What became of each sweep."""
    assert done.code == 0, done.err
    return [outcome["status"] for outcome in done.json["outcomes"]]


@pytest.mark.client
@pytest.mark.long
def test_killed_between_the_new_sweep_and_the_end_of_the_old(place: Place) -> None:
    assert statuses(place.sweep()) == ["created"]
    (old,) = place.held()
    env = {"WANDB_SWEEP_ID": old["name"], "WANDB_ENTITY": "local", "WANDB_PROJECT": "p"}
    assert run_client(RUN, place.url, place.folder / "client", **env) == old["name"]
    place.write("[2, 3]")
    place.killed_at(2, CLOSED)
    still, new = place.held()
    assert (still["name"], still["state"] == "FINISHED", new["runCount"]) == (old["name"], False, 1)

    assert statuses(place.sweep()) == ["updated"]
    ended, kept = place.held()
    assert (ended["name"], ended["state"]) == (old["name"], "FINISHED")
    assert (kept["name"], kept["state"], kept["runCount"]) == (new["name"], new["state"], 1)
    assert statuses(place.sweep()) == ["unchanged"]


@pytest.mark.long
def test_killed_before_the_answer_to_a_new_sweep_came(place: Place) -> None:
    place.killed_at(1, HALF_OPEN)
    (made,) = place.held()
    assert statuses(place.sweep()) == ["unchanged"]
    assert place.held() == [made]


@pytest.mark.client
@pytest.mark.long
def test_killed_before_the_answer_to_a_replacement_came(place: Place) -> None:
    assert statuses(place.sweep()) == ["created"]
    (old,) = place.held()
    env = {"WANDB_SWEEP_ID": old["name"], "WANDB_ENTITY": "local", "WANDB_PROJECT": "p"}
    run_client(RUN, place.url, place.folder / "client", **env)
    place.write("[2, 3]")
    place.killed_at(1, HALF_OPEN)
    assert statuses(place.sweep()) == ["updated"]
    states = [(one["name"] == old["name"], one["state"], one["runCount"]) for one in place.held()]
    assert states == [(True, "FINISHED", 0), (False, "PENDING", 1)]
    assert "values: [2, 3]" in place.held()[1]["config"]
