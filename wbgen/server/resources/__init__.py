"""The resources of the server: each a file of ``schema/`` and its resolvers."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.server.resources import (
    agents,
    alerts,
    automations,
    charts,
    history,
    identity,
    projects,
    runs,
    sweeps,
    views,
)
from wbgen.server.resources.terms import Resolvers


@dataclass(frozen=True, slots=True)
class Resource:
    """``name`` is that of its file in ``schema/``."""

    name: str
    resolvers: Resolvers


RESOURCES = (
    Resource("identity", identity.RESOLVERS),
    Resource("projects", projects.RESOLVERS),
    Resource("views", views.RESOLVERS),
    Resource("charts", charts.RESOLVERS),
    Resource("runs", runs.RESOLVERS),
    Resource("history", history.RESOLVERS),
    Resource("sweeps", sweeps.RESOLVERS),
    Resource("agents", agents.RESOLVERS),
    Resource("automations", automations.RESOLVERS),
    Resource("alerts", alerts.RESOLVERS),
)
