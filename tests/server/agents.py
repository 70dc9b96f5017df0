"""Real agents as processes: ``wandb sweep`` and ``wandb agent`` of the command line, and ``wandb.agent``.

Agents speak to the server every five seconds; the two constants that say so are classes' attributes (the one
of agents with a function is documented to be for tests), and are lowered here unless a test wants them as
they are.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.live import PATIENCE, client_env, graphql

BEAT = 0.5

CLI = "from wandb.cli.cli import cli; cli()"
QUICK_CLI = f"""
import wandb.wandb_agent
wandb.wandb_agent.Agent.POLL_INTERVAL = {BEAT}
{CLI}
"""

FUNCTION = f"""
import sys, time, wandb
from wandb.agents.pyagent import Agent
Agent.HEARTBEAT_SLEEP_SECONDS = {BEAT}
def work():
    with wandb.init() as run:
        body(run)
"""

#: Settings that make a run quick.
QUICK = {
    "WANDB_X_FILE_STREAM_TRANSMIT_INTERVAL": "1",
    "WANDB_CONSOLE": "off",
    "WANDB_X_DISABLE_STATS": "true",
    "WANDB_X_DISABLE_META": "true",
    "WANDB_X_SAVE_REQUIREMENTS": "false",
    "WANDB_DISABLE_GIT": "true",
    "WANDB_DISABLE_CODE": "true",
    "WANDB_SILENT": "false",
}

SWEEP = """query ($name: String!) { project(name: "p", entityName: "local") { sweep(sweepName: $name) {
  state bestLoss runCount runCountExpected optimalRun { name }
  runs { edges { node { name state exitcode config summaryMetrics historyLineCount } } }
  agents { edges { node { name state totalRuns } } }
} } }"""


class Client(subprocess.Popen[str]):
    """A process that a test that fails does not wait for."""

    def __exit__(self, *raised: Any) -> None:
        if raised[0] is not None:
            self.kill()
        super().__exit__(*raised)


@dataclass
class Desk:
    """A folder with a training script, and the server its clients speak to."""

    url: str
    home: Path

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)

    def script(self, body: str, name: str = "train.py") -> None:
        """The script that agents run: ``body`` has ``run``, ``time``, ``sys`` and ``wandb``."""
        lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
        text = f"import sys, time, wandb\nwith wandb.init() as run:\n{lines}\n"
        (self.home / name).write_text(text, encoding="utf-8")

    def gated(self, body: str) -> None:
        """A script whose runs wait for `open_gate`: which of them are at work is no matter of timing."""
        gate = f"for _ in range({PATIENCE * 10}):\n    if Path('go').exists(): break\n    time.sleep(0.1)"
        self.script(f"from pathlib import Path\n{gate}\n{body}")

    def open_gate(self) -> None:
        """Let the runs of a gated script go on, and those to come."""
        (self.home / "go").touch()

    def close_gate(self) -> None:
        """Let runs to come wait again."""
        (self.home / "go").unlink()

    def start(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        """Python as a client, in the folder."""
        return Client(
            [sys.executable, "-c", code, *arguments],
            cwd=self.home,
            env=client_env(self.url, self.home, **QUICK, WANDB_ENTITY="local", WANDB_PROJECT="p"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, code: str, *arguments: str) -> str:
        """What a client that succeeds prints."""
        with self.start(code, *arguments) as process:
            return done(process)

    def wandb(self, *arguments: str) -> str:
        """What a ``wandb`` command that succeeds prints."""
        return self.run(CLI, *arguments)

    def create(self, config: dict[str, Any], *arguments: str) -> str:
        """``wandb sweep``: the name of the sweep it creates."""
        (self.home / "sweep.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        printed = self.wandb("sweep", *arguments, "sweep.yaml")
        found = re.search(r"sweep with ID: (\w+)", printed)
        assert found, printed
        return found[1]

    def agent(self, sweep: str, *arguments: str, code: str = QUICK_CLI) -> subprocess.Popen[str]:
        """``wandb agent``, at work."""
        return self.start(code, "agent", *arguments, f"local/p/{sweep}")

    def function_agent(self, sweep: str, body: str, count: int | None = None) -> subprocess.Popen[str]:
        """``wandb.agent`` with a function, at work; ``body`` is the function ``body(run)``."""
        call = f"wandb.agent({f'local/p/{sweep}'!r}, function=work, count={count})"
        return self.start(f"{FUNCTION}\n{body}\n{call}")

    def look(self, sweep: str) -> dict[str, Any]:
        """The sweep as the server shows it; ``runs`` and ``agents`` are lists."""
        answer = graphql(self.url, SWEEP, {"name": sweep})
        found: dict[str, Any] = answer["data"]["project"]["sweep"]
        for name in ("runs", "agents"):
            found[name] = [edge["node"] for edge in found[name]["edges"]]
        return found

    def states(self, sweep: str) -> list[str]:
        """The states of its runs, in the order they were handed out."""
        return states(self.look(sweep))

    def await_(self, sweep: str, condition: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The sweep, as soon as it is as the condition wants it."""
        deadline = time.monotonic() + PATIENCE
        while not condition(seen := self.look(sweep)):
            assert time.monotonic() < deadline, seen
            time.sleep(0.1)
        return seen


def states(sweep: dict[str, Any]) -> list[str]:
    """The states of a sweep's runs, in the order they were handed out."""
    return [run["state"] for run in sweep["runs"]]


def done(process: subprocess.Popen[str]) -> str:
    """What a process that succeeds has printed, once it has ended."""
    printed, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, printed
    return printed
