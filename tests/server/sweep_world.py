"""A sweep and agents as plain objects over a store, with a clock of their own: every order of events in
milliseconds."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from wbgen.server import scheduling
from wbgen.server.store import Agent, Run, Store
from wbgen.server.store.database import stamp

GRID = {"method": "grid", "parameters": {"a": {"values": [1, 2]}, "b": {"values": ["x", "y"]}}}
LOSS = {"name": "loss", "goal": "minimize"}
HYPERBAND = {"type": "hyperband", "min_iter": 2, "eta": 3, "strict": True}


@dataclass
class Worker:
    """An agent and what its process works on."""

    agent: Agent
    run: Run | None = None
    gone: bool = False


class World:
    """One sweep of project p. ``clock`` is the time in seconds since 1970."""

    def __init__(self, home: Path, config: str) -> None:
        self.store = Store(home / "store.db")
        self.clock = time.time()
        self.store.agents.clock = self.store.agents.wall = lambda: self.clock
        self.store.agents.since = self.clock
        self.project = self.store.projects.put("local", "p", None)[0].id
        self.sweep = self.store.sweeps.create(
            self.project, config=config, display_name=None, description=None
        )
        self.workers: list[Worker] = []
        self.orphans: list[Run] = []

    @property
    def state(self) -> str:
        sweep = self.store.sweeps.by_number(self.sweep.number)
        assert sweep is not None
        return sweep.state

    @property
    def runs(self) -> list[Run]:
        return self.store.runs.of_sweep(self.project, self.sweep.name)

    def set_state(self, state: str) -> None:
        self.store.sweeps.update(self.sweep.number, state=state)

    def wait(self, seconds: float) -> None:
        """Let time pass in which nobody says a word."""
        self.clock += seconds

    def come(self) -> Worker:
        """A new agent."""
        sweep = self.store.sweeps.by_number(self.sweep.number)
        assert sweep is not None
        self.workers.append(Worker(scheduling.welcome(self.store, sweep, "host")))
        return self.workers[-1]

    def beat(self, worker: Worker, *, begin: bool = True) -> list[dict[str, Any]]:
        """A heartbeat; the agent does as it is told. begin: the run it is given calls wandb.init."""
        reported = [worker.run.name] if worker.run else []
        commands = scheduling.heartbeat(self.store, worker.agent, reported)
        json.dumps(commands, allow_nan=False)
        for command in commands:
            if command["type"] in ("run", "resume"):
                run = self.store.runs.get(self.project, command["run_id"])
                assert run is not None
                assert run.state == "pending"
                worker.run = run if begin else None
                if begin:
                    self.log(run)
            else:
                worker.run = None
                worker.gone = worker.gone or command["type"] == "exit"
        return commands

    def log(self, run: Run) -> None:
        """A run says something, as its process does every thirty seconds."""
        self.store.runs.beat(run.number)
        heard = stamp(datetime.fromtimestamp(self.clock, UTC))
        self.store.write("UPDATE runs SET heartbeat_at = :t WHERE number = :n", t=heard, n=run.number)

    def give_way(self, worker: Worker) -> None:
        """The run of an agent marks itself as preempting and ends with a code that is not 0."""
        assert worker.run is not None
        self.store.runs.close(worker.run.number, "preempted", 143)
        worker.run, worker.gone = None, True

    def end(self, worker: Worker, state: str = "finished", **summary: float) -> None:
        """The run of an agent ends by itself."""
        assert worker.run is not None
        self.close(worker.run, state, **summary)
        worker.run = None

    def close(self, run: Run, state: str = "finished", **summary: float) -> None:
        """A run says that it has ended."""
        self.store.runs.put(self.project, run.name, summary=json.dumps(summary))
        self.store.runs.close(run.number, state, 0 if state == "finished" else 1)

    def kill(self, worker: Worker, *, with_run: bool = True) -> None:
        """kill -9. with_run: else the process of the run goes on without its agent."""
        if worker.run and not with_run:
            self.orphans.append(worker.run)
        worker.run, worker.gone = None, True

    def work_off(self, *, most: int = 1000) -> None:
        """One reliable agent works until it is sent home."""
        worker = self.come()
        for _ in range(most):
            self.wait(5)
            if worker.run:
                self.end(worker)
            self.beat(worker)
            if worker.gone:
                return
        raise AssertionError("the agent is never sent home")

    def ends(self) -> Counter[str]:
        """How many runs have ended by themselves at each point that was handed out."""
        trials = self.store.agents.trials(self.sweep.number)
        counts = Counter({point(trial.params): 0 for trial in trials})
        for trial in trials:
            run = self.store.runs.by_number(trial.run)
            assert run is not None
            counts[point(trial.params)] += run.state in ("finished", "failed")
        return counts


def point(params: dict[str, Any]) -> str:
    """Parameters as a text that equal ones share."""
    return json.dumps(params, sort_keys=True)


@contextmanager
def world(config: dict[str, Any]) -> Iterator[World]:
    """A world of its own with a sweep of this configuration."""
    with tempfile.TemporaryDirectory() as folder:
        made = World(Path(folder), yaml.safe_dump(config))
        try:
            yield made
        finally:
            made.store.close()
