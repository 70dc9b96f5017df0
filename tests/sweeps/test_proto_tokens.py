"""The sweeps of the proto-tokens guide from the spec to the best run: generated script, real agents."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import COMMAND, environment, wbgen
from tests.guides.demos import SPECS, write_script
from tests.live import Served, graphql, served
from tests.server.agents import QUICK

# Eight trainings: a minute where nothing else runs, many where much does.
pytestmark = [pytest.mark.client, pytest.mark.long, pytest.mark.timeout(1200)]

#: The guide's sweep as it is, but for how long its runs are: 2000 steps at 512 pixels take a core a minute.
SHORT = """wbgen: 1
extends: proto_tokens.yaml
sweeps: {settings: {tags: [search], parameters: {num_steps: [10, 20, 40]}}}
"""

#: Seconds after which agents that should have ended are taken to hang.
PATIENCE = 1100

READ = """query ($sweep: String!) { project(name: "simplear-proto-tokens", entityName: "local") {
  sweep(sweepName: $sweep) { state bestLoss optimalRun { name } runs { edges { node {
    name displayName state tags group jobType config summaryMetrics sweepName
  } } } }
} }"""


@dataclass(frozen=True)
class Desk:
    """A folder with the guide's spec and its script, and the server of the folder."""

    home: Path
    server: Served

    def sweep(self, spec: str, name: str, *options: str) -> subprocess.CompletedProcess[str]:
        """``wbgen sweep`` with agents, run to its end."""
        done = subprocess.run(
            [*COMMAND, "sweep", spec, name, *options],
            cwd=self.home,
            env=environment(self.home, OMP_NUM_THREADS="1", **QUICK),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        logs = "\n".join(log.read_text() for log in self.home.glob(".wbgen/agents/*/*/*.log"))
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{logs}"
        return done

    def read(self, spec: str, name: str) -> dict[str, Any]:
        """The sweep as the server tells it; ``runs`` is a list, with configs and summaries read."""
        planned = wbgen(self.home, "sweep", spec, name, "--dry-run", "--format", "json").json
        answer = graphql(self.server.url, READ, {"sweep": planned["sweeps"][0]["sweep"]})
        found: dict[str, Any] = answer["data"]["project"]["sweep"]
        found["runs"] = [edge["node"] for edge in found["runs"]["edges"]]
        for run in found["runs"]:
            run["summary"] = json.loads(run["summaryMetrics"])
            config = json.loads(run["config"])
            run["config"] = {key: entry["value"] for key, entry in config.items() if key != "_wandb"}
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    (tmp_path / "specs").mkdir()
    shutil.copy(SPECS / "proto_tokens.yaml", tmp_path / "specs")
    (tmp_path / "specs" / "short.yaml").write_text(SHORT, encoding="utf-8")
    write_script("proto_tokens", tmp_path)
    with served(tmp_path / ".wbgen") as server:
        yield Desk(tmp_path, server)


def in_name(rate: float) -> str:
    """A learning rate between 0.001 and 0.1 as names have it: 0.01 is 001, 0.0123 is 00123."""
    return f"{rate:g}".replace("0.", "0", 1)


def test_two_agents_search_the_settings_and_the_best_run_is_found(desk: Desk) -> None:
    done = desk.sweep("specs/short.yaml", "settings", "--agents", "2", "--count", "4")
    seen = desk.read("specs/short.yaml", "settings")
    runs = seen["runs"]
    assert [run["state"] for run in runs] == ["finished"] * 8
    for run in runs:
        values = run["config"]
        assert values["num_steps"] in (10, 20, 40)
        assert values["image_size"] in (256, 512)
        assert 0.001 <= values["learning_rate"] <= 0.1
        rate = in_name(values["learning_rate"])
        group = f"proto_{values['image_size']}px_steps{values['num_steps']}_lr{rate}"
        assert (run["displayName"], run["group"]) == (f"{group}_seed42", group)
        assert (run["jobType"], {"proto-tokens", "search"} <= {*run["tags"]}) == ("train", True)
    assert len({run["displayName"] for run in runs}) > 1, "the agents tried one point only"
    checkpoints = {file.parent.name for file in desk.home.glob("outputs/*/checkpoint.pt")}
    assert checkpoints == {run["name"] for run in runs}, "agents write over each other's checkpoints"
    best = max(runs, key=lambda run: run["summary"]["best_accuracy"])
    most = best["summary"]["best_accuracy"]
    assert 0 < most <= 1
    (optimal,) = [run for run in runs if run["name"] == seen["optimalRun"]["name"]]
    assert optimal["summary"]["best_accuracy"] == most
    assert abs(seen["bestLoss"]) == most
    assert f"best best_accuracy {most:.6g}" in done.stdout


def test_the_loop_over_seeds_is_a_grid_of_one_group(desk: Desk) -> None:
    """At full length, from the guide's spec as it is."""
    desk.sweep("specs/proto_tokens.yaml", "seeds", "--agents", "2")
    seen = desk.read("specs/proto_tokens.yaml", "seeds")
    group = "proto_256px_steps1000_lr001"
    assert seen["state"] == "FINISHED"
    assert {run["group"] for run in seen["runs"]} == {group}
    assert sorted(run["displayName"] for run in seen["runs"]) == [
        f"{group}_seed{seed}" for seed in (123, 42, 456)
    ]
    assert all(run["state"] == "finished" for run in seen["runs"])
    assert len({run["summary"]["final_loss"] for run in seen["runs"]}) == 3, "seeds make a difference"
    # Again, it is the same sweep with nothing left to do.
    again = wbgen(desk.home, "sweep", "specs/proto_tokens.yaml", "seeds", "--format", "json").json
    assert [outcome["status"] for outcome in again["outcomes"]] == ["unchanged"]
