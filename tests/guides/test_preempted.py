"""A generated script under an agent that has to go: its run is handed out again, and goes on where it was."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.guides.demos import write_script
from tests.live import PATIENCE, graphql, served
from tests.server.agents import Desk, done
from tests.server.test_agents import config_of

pytestmark = [pytest.mark.long, pytest.mark.client]

STEPS = 120
HISTORY = """query ($run: String!) { project(name: "p", entityName: "local") { run(name: $run) {
  history(samples: 100000)
} } }"""

#: A place in each step of the script, and what has the last third of them take their time for a while.
RATE = "        rate = self.learning_rate(step)\n"
SLOW = f"        if step > {STEPS} * 2 // 3 and not Path('go').exists():\n            time.sleep(1)\n"

#: Two runs of the script, each short, but for what the machine takes to begin.
SWEEP = {
    "program": "train_npt.py",
    "method": "grid",
    "metric": {"name": "eval_loss/total", "goal": "minimize"},
    "parameters": {"seed": {"values": [1, 2]}, "max_steps": {"value": STEPS}},
    "command": ["${env}", "${interpreter}", "${program}", "--demo", "${args}"],
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    pytest.importorskip("torch", reason="the scripts need torch: pip install 'wbgen[train]'")
    with served(tmp_path / "wbgen") as server:
        made = Desk(server.url, tmp_path / "desk")
        write_script("npt", made.home, RATE, f"{SLOW}{RATE}")
        yield made


def under_way(seen: dict[str, Any]) -> bool:
    """Whether a run is in the midst of its training."""
    return any(run["state"] == "running" and run["historyLineCount"] > 5 for run in seen["runs"])


def test_on_sigterm_a_run_gives_way_and_the_next_agent_goes_on_with_it(desk: Desk) -> None:
    id = desk.create(SWEEP)
    with desk.agent(id, "--forward-signals", "--count", "1") as agent:
        desk.await_(id, under_way)
        for _ in range(2):  # a cluster may say it twice
            os.kill(agent.pid, signal.SIGTERM)
        agent.communicate(timeout=PATIENCE)
    desk.open_gate()
    (given,) = desk.look(id)["runs"]
    assert (given["state"], given["exitcode"]) == ("preempted", 128 + signal.SIGTERM)
    assert (desk.home / "outputs" / given["name"] / "checkpoint.pt").is_file()

    with desk.agent(id) as agent:
        said = done(agent)
    assert "Agent received command: resume" in said
    seen = desk.look(id)
    assert [(run["state"], config_of(run)["seed"]) for run in seen["runs"]] == [
        ("finished", 1),
        ("finished", 2),
    ]
    assert seen["runs"][0]["name"] == given["name"]
    first = re.search(rf"step (\d+) of {STEPS}", said)
    assert first
    assert int(first[1]) > 1  # it went on from the checkpoint, and not from the beginning
    broken, whole = (logged(desk, run["name"]) for run in seen["runs"])
    assert broken == whole


def logged(desk: Desk, run: str) -> list[int]:
    """The steps of a run's history."""
    rows = graphql(desk.url, HISTORY, {"run": run})["data"]["project"]["run"]["history"]
    return [json.loads(row)["_step"] for row in rows]
