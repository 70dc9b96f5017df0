"""Agents: how they come, what they tell and are told, what the public API reads of them.

``agentHeartbeat`` answers 404 for an agent whose sweep is gone, which makes it exit; any other error it takes
for a disturbance and goes on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wbgen.server import scheduling
from wbgen.server.filters import in_order
from wbgen.server.resources.sweeps import object_of, page_of_runs
from wbgen.server.resources.terms import LOCAL, NAME_LENGTH, Node, Refusal, Resolvers, connection

if TYPE_CHECKING:
    from wbgen.server.store import Agent, Run, Store


def agent_node(agent: Agent, store: Store) -> Node:
    """The fields of an agent under their names in the schema."""
    return {
        "number": agent.number,
        "sweep": agent.sweep,
        "id": agent.id,
        "name": agent.name,
        "host": agent.host,
        "state": _state(agent, store),
        "createdAt": agent.created_at,
        "heartbeatAt": agent.heartbeat_at,
    }


def _state(agent: Agent, store: Store) -> str:
    if agent.done:
        return "finished"
    found = store.agents
    return "crashed" if found.is_gone(agent.number) or found.is_silent(agent.number) else "running"


def agents(sweep: Node, store: Store) -> Node:
    found = store.agents.of_sweep(sweep["number"])
    return connection([(agent.number, agent_node(agent, store)) for agent in found], len(found))


def agent(sweep: Node, store: Store, agent_name: str) -> Node | None:
    found = store.agents.get(agent_name)
    return agent_node(found, store) if found and found.sweep == sweep["number"] else None


def runs_of_agent(
    agent: Node,
    store: Store,
    first: int | None = None,
    after: str | None = None,
    order: str | None = None,
    **_: Any,
) -> Node:
    return page_of_runs(in_order(_runs_of_agent(agent, store), order), first, after)


def total_runs(agent: Node, store: Store) -> int:
    return len(_runs_of_agent(agent, store))


def create_agent(_root: None, store: Store, input: dict[str, Any]) -> Node:
    project = store.projects.get(input.get("entity_name") or LOCAL, input.get("project_name") or "")
    sweep = store.sweeps.get(project.id, input["sweep"]) if project else None
    if sweep is None:
        raise Refusal("sweep not found", status=404)
    found = scheduling.welcome(store, sweep, input["host"][:NAME_LENGTH])
    return {"agent": agent_node(found, store)}


def agent_heartbeat(_root: None, store: Store, input: dict[str, Any]) -> Node:
    found = store.agents.get(input["id"])
    if found is None:
        raise Refusal("there is no such agent, or its sweep was deleted", status=404)
    told = object_of("runState", input.get("run_state") or "{}")
    commands = scheduling.heartbeat(store, found, [name for name, runs_on in told.items() if runs_on])
    return {"agent": agent_node(found, store), "commands": json.dumps(commands, allow_nan=False)}


def _runs_of_agent(agent: Node, store: Store) -> list[Run]:
    numbers = [t.run for t in store.agents.trials(agent["sweep"]) if t.agent == agent["number"]]
    return [run for run in map(store.runs.by_number, numbers) if run is not None]


RESOLVERS: Resolvers = {
    "Mutation": {"createAgent": create_agent, "agentHeartbeat": agent_heartbeat},
    "Sweep": {"agents": agents, "agent": agent},
    "Agent": {"runs": runs_of_agent, "totalRuns": total_runs},
}
