"""What it costs to give an agent a run: the embedded server's answer, and staying with the agents."""

from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from measure import FailedError, Place, Server, run, started
from results import BASELINES, SERVE, Row, client_env
from run_cases import fresh, post, stream

#: Seconds of wbgen's own per run that is handed out.
BAR = 0.02

#: Runs that a sweep has had, all from this server, when its answers are measured.
HISTORY = 100

#: Runs that were there before these, of a sweep that has had many.
MANY = 3_000

METRIC = {"name": "loss", "goal": "minimize"}
LISTED = {"a": {"values": [*range(40)]}, "b": {"values": [*range(25)]}}
RANGES = {
    "lr": {"min": 0.0001, "max": 0.1},
    "depth": {"min": 2, "max": 12},
    "optimizer": {"values": ["adam", "sgd", "lion"]},
}
SEARCHES = {"random": RANGES, "grid": LISTED, "bayes": RANGES}

#: Searches that may have had many runs: of a grid, ten thousand points.
POINTS = {"a": {"values": [*range(100)]}, "b": {"values": [*range(100)]}}
LONG = {"random": RANGES, "grid": POINTS}

#: The search of bayes draws, and takes twice as long at one time as at another: it is asked oftener.
OFTENER = 4

#: Agents that are stayed with, and runs that they make together.
AGENTS, WORKED = 2, 8
PROGRAM = "import wandb\nwith wandb.init() as run:\n    run.log({'loss': run.config.a})\n"

MAKE = """mutation ($config: String!) {
  upsertSweep(input: {config: $config, projectName: "bench", entityName: "local"}) { sweep { name } }
}"""
AGENT = """mutation ($sweep: String!) {
  createAgent(input: {host: "h", projectName: "bench", entityName: "local", sweep: $sweep}) { agent { id } }
}"""
BEAT = """mutation ($id: ID!, $working: JSONString = "{}") {
  agentHeartbeat(input: {id: $id, runState: $working}) { commands }
}"""

#: Puts runs of a sweep into the store of a server that runs, as that has them once an agent worked them off.
FILL = """
import itertools, json, sys
from pathlib import Path
from wbgen.server.store import Store
sweep, agent, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Store(Path(".wbgen/store.db"))
project = store.projects.get("local", "bench").id
sweep, agent = store.sweeps.get(project, sweep), store.agents.get(agent)
names = json.loads(sweep.config)["parameters"]
points = itertools.product(*[names[name].get("values", range(count)) for name in names])
summary = json.dumps({"loss": 0.5} | {f"metric_{number}": number / 7 for number in range(20)})
with store.writing():
    for number, point in zip(range(count), points):
        params = {name: {"value": value} for name, value in zip(names, point)}
        kept = {"config": json.dumps(params), "summary": summary, "sweep": sweep.name, "state": "finished"}
        run, _ = store.runs.put(project, f"before{number}", **kept)
        store.agents.add_trial(sweep.number, agent.number, run.number, params, 1)
        store.agents.mark(run.number, state="over")
store.close()
"""

#: ``wbgen`` as a process that tells its own processor time, without that of the agents it starts.
OWN = """
import resource, sys
from wbgen.cli.main import main
told = sys.argv.pop()
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    open(told, "w").write(f"own: {used.ru_utime + used.ru_stime}")
"""


def hand_out(title: str, runs: int, place: Place) -> list[Row]:
    """Answers of the server to an agent that wants a run, and a sweep that real agents work off."""
    rows = []
    for method in SEARCHES:
        count = runs * OFTENER if method == "bayes" else runs
        taken, past = answered(method, count, fresh(place, method))
        cpu, wall = [one.cpu for one in taken], [one.wall for one in taken]
        what = f"the server's answer, {method}"
        if method == "bayes":
            alone = searched_alone(past, count, place)
            rows.append(Row(title, f"{what}: processor time, and W&B's search alone", "s", cpu, alone))
            cpu, what = [median(cpu) - median(alone)], f"{what}, beyond W&B's search"
        rows.append(Row(title, f"{what}: processor time", "s", cpu, bar=BAR))
        rows.append(Row(title, f"the server's answer, {method}: wall time", "s", wall))
    for method in LONG:
        taken, idle = answered_late(method, runs, fresh(place, f"{method}-late"))
        what = f"the server's answer, {method}, after {MANY:,} runs"
        rows.append(Row(title, f"{what}: processor time", "s", taken, bar=BAR))
        rows.append(Row(title, f"{what}, to an agent at work: processor time", "s", idle, bar=BAR))
    return [*rows, *attended(title, fresh(place, "agents"))]


@dataclass(frozen=True)
class Answer:
    """What an answer of the server took, in seconds. cpu: of its processor time.  run: the one in it."""

    wall: float
    cpu: float
    run: dict[str, Any]


def answered(method: str, count: int, place: Place) -> tuple[list[Answer], list[dict[str, Any]]]:
    """What each of the last so many answers took, and all runs by then: parameters and loss."""
    taken, past = [], []
    with started(SERVE, place) as server:
        _, agent = begun(server, method, SEARCHES[method])
        for number in range(HISTORY + count):
            taken.append(handed_out(server, agent))
            loss = number * 7919 % 101 / 101
            past.append({"params": taken[-1].run["args"], "loss": loss})
            worked(server, taken[-1].run["run_id"], loss)
    return taken[HISTORY:], past


def answered_late(method: str, count: int, place: Place) -> tuple[list[float], list[float]]:
    """Processor time of so many answers in a sweep that has had many runs: to an agent that wants another
    one, and to the same while it works on that."""
    taken, idle = [], []
    with started(SERVE, place) as server:
        sweep, agent = begun(server, method, LONG[method])
        run((sys.executable, "-c", FILL, sweep, agent, str(MANY)), place)
        for number in range(HISTORY + count):
            answer = handed_out(server, agent)
            name, used = answer.run["run_id"], server.cpu
            asked(server, BEAT, id=agent, working=json.dumps({name: True}))
            taken.append(answer.cpu)
            idle.append(server.cpu - used)
            worked(server, name, 1 / (number + 1))
    return taken[HISTORY:], idle[HISTORY:]


def begun(server: Server, method: str, parameters: dict[str, Any]) -> tuple[str, str]:
    """A new sweep and an agent of it: its name, and the id of the agent."""
    config = {"method": method, "metric": METRIC, "parameters": parameters, "program": "train.py"}
    sweep = asked(server, MAKE, config=json.dumps(config))["upsertSweep"]["sweep"]["name"]
    return sweep, asked(server, AGENT, sweep=sweep)["createAgent"]["agent"]["id"]


def handed_out(server: Server, agent: str) -> Answer:
    """The answer to an agent that wants a run."""
    start, used = time.perf_counter(), server.cpu
    answer = asked(server, BEAT, id=agent)
    wall, cpu = time.perf_counter() - start, server.cpu - used
    (command,) = json.loads(answer["agentHeartbeat"]["commands"])
    if command["type"] != "run":
        raise FailedError(f"the agent was told to {command['type']}")
    return Answer(wall, cpu, command)


def worked(server: Server, name: str, loss: float) -> None:
    """What a run sends that ends at once."""
    summary = {"wandb-summary.json": {"offset": 0, "content": [json.dumps({"loss": loss})]}}
    post(server, stream(name), {"files": summary, "complete": True, "exitcode": 0})


def asked(server: Server, query: str, **variables: Any) -> Any:
    """The data that answer a GraphQL document."""
    answer = post(server, "/graphql", {"query": query, "variables": variables})
    if answer.get("errors"):
        raise FailedError(str(answer["errors"]))
    return answer["data"]


def searched_alone(past: list[dict[str, Any]], count: int, place: Place) -> list[float]:
    """Seconds of processor time that the package takes for the same questions, with the same runs."""
    config = {"method": "bayes", "metric": METRIC, "parameters": RANGES}
    question, answer = place.folder / "question.json", place.folder / "answer.json"
    question.write_text(json.dumps({"config": config, "past": past, "first": HISTORY, "count": count}))
    run((sys.executable, str(BASELINES / "next_runs.py"), str(question), str(answer)), place)
    taken: list[float] = json.loads(answer.read_text(encoding="utf-8"))
    return taken


@dataclass(frozen=True)
class Used:
    """What a ``wbgen`` command took. own: processor time of wbgen alone.  wall: of the whole."""

    own: float
    wall: float


def attended(title: str, place: Place) -> list[Row]:
    """wbgen's own processor time while real agents work, beyond that of a dry run; per run."""
    (place.folder / "train.py").write_text(PROGRAM, encoding="utf-8")
    config = {"method": "grid", "metric": METRIC, "program": "train.py"}
    config["parameters"] = {"a": {"values": [*range(WORKED)]}}
    (place.folder / "sweep.yaml").write_text(json.dumps(config), encoding="utf-8")
    with started(SERVE, place) as server:
        here = Place(place.folder, {**place.env, **client_env(server.url), "WANDB_CONSOLE": "off"})
        words, agents = ("sweep", "sweep.yaml", "--project", "bench"), ("--agents", str(AGENTS))
        own(words, here)
        start, before = own((*words, *agents, "--dry-run"), here), server.cpu
        whole = own((*words, *agents), here)
        cpu = server.cpu - before
    beyond = max(0.0, whole.own - start.own)
    return [
        Row(title, f"processor time of staying with {AGENTS} agents", "s", [beyond / WORKED], bar=BAR),
        Row(title, "processor time of the server, with all that a run sends", "s", [cpu / WORKED]),
        Row(title, "a run by the real agent, all of it", "s", [AGENTS * whole.wall / WORKED]),
    ]


def own(words: tuple[str, ...], place: Place) -> Used:
    """A ``wbgen`` command, run to its end."""
    told = place.folder / "own.txt"
    taken = run((sys.executable, "-c", OWN, *words, str(told)), place)
    found = re.search(r"own: ([0-9.]+)", told.read_text(encoding="utf-8"))
    if not found:
        raise FailedError("wbgen did not tell its processor time")
    return Used(float(found[1]), taken.wall)
