"""Agents of servers that commands opened: they end with their server, and not because another one begins."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.live import graphql, served
from tests.server.test_sweeps import AGENTS, CONFIG, CREATE_AGENT, HEARTBEAT, UPSERT
from wbgen.server import discovery, neighbours
from wbgen.server.lifecycle import embedded
from wbgen.server.neighbours import Neighbours

RUNS = """query ($sweep: String!) { project(name: "p", entityName: "local") {
  sweep(sweepName: $sweep) { runs { edges { node { state } } } }
} }"""


def data(url: str, query: str, **variables: Any) -> Any:
    answer = graphql(url, query, variables)
    assert "errors" not in answer, answer
    return answer["data"]


def new_agent(url: str, sweep: str) -> str:
    given = {"host": "h", "projectName": "p", "entityName": "local", "sweep": sweep}
    id: str = data(url, CREATE_AGENT, **given)["createAgent"]["agent"]["id"]
    return id


def handed_out(url: str, agent: str) -> Any:
    """The parameters that a free agent is given."""
    told = data(url, HEARTBEAT, id=agent, metrics="{}", runState="{}")["agentHeartbeat"]["commands"]
    (command,) = json.loads(told)
    return command["args"]


def at_work(url: str) -> tuple[str, str]:
    """A sweep of two points with an agent that was given the first of them."""
    sweep = data(url, UPSERT, config=CONFIG, entityName="local", projectName="p")["upsertSweep"]["sweep"]
    agent = new_agent(url, sweep["name"])
    assert handed_out(url, agent)["a"] == {"value": 1}
    return sweep["name"], agent


def state(url: str, sweep: str, agent: str) -> str:
    (edge,) = data(url, AGENTS, sweep=sweep, agentID=agent)["project"]["sweep"]["agents"]["edges"]
    found: str = edge["node"]["state"]
    return found


def test_agents_of_a_server_that_has_ended_are_gone_at_once(tmp_path: Path) -> None:
    with embedded(tmp_path) as url:
        sweep, agent = at_work(url)
        assert state(url, sweep, agent) == "running"
    with embedded(tmp_path) as url:
        assert state(url, sweep, agent) == "crashed"
        assert handed_out(url, new_agent(url, sweep))["a"] == {"value": 1}, "its point is free again"
    with served(tmp_path) as lasting:
        found = data(lasting.url, RUNS, sweep=sweep)["project"]["sweep"]["runs"]["edges"]
        assert [edge["node"]["state"] for edge in found] == ["crashed", "crashed"]


def test_agents_of_a_server_that_still_answers_work_on(tmp_path: Path) -> None:
    with embedded(tmp_path) as first, embedded(tmp_path) as second, served(tmp_path) as lasting:
        sweep, agent = at_work(first)
        assert [state(url, sweep, agent) for url in (first, second, lasting.url)] == ["running"] * 3
        assert handed_out(second, new_agent(second, sweep))["a"] == {"value": 2}


def test_a_server_that_does_not_answer_may_be_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    answers = [None, None, True, False]

    def serves(port: int, home: Path) -> bool | None:
        asked.append(port)
        return answers[len(asked) - 1]

    monkeypatch.setattr(neighbours, "serves", serves)
    monkeypatch.setattr(neighbours, "AGAIN_AFTER", 1000.0)
    known = Neighbours(tmp_path, 1)
    assert [known.has_ended(2) for _ in range(3)] == [False] * 3
    assert asked == [2], "it is not asked at once again"
    monkeypatch.setattr(neighbours, "AGAIN_AFTER", 0.0)
    known = Neighbours(tmp_path, 1)
    assert [known.has_ended(2) for _ in range(5)] == [False, False, True, True, True]
    assert (known.has_ended(1), len(asked)) == (False, 4)


def test_a_port_that_is_silent_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert discovery.serves(port, tmp_path) is None
    assert discovery.serves(port, tmp_path) is False


def test_agents_of_serve_may_come_back(tmp_path: Path) -> None:
    with served(tmp_path) as lasting:
        sweep, agent = at_work(lasting.url)
    with embedded(tmp_path) as url:
        assert state(url, sweep, agent) == "running", "it may only be away for a while"


def test_another_folders_server_on_the_same_port_is_none_of_ours(tmp_path: Path) -> None:
    with embedded(tmp_path / "one") as url:
        sweep, agent = at_work(url)
        port = int(url.rpartition(":")[2])
    with served(tmp_path / "two", port), embedded(tmp_path / "one") as url:
        assert state(url, sweep, agent) == "crashed"
