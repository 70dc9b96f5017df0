"""The resources of the server: each a file of ``schema/`` and its resolvers."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.server.resources import (
    agents,
    alerts,
    artifact_changes,
    artifact_logging,
    artifacts,
    automations,
    charts,
    collections,
    files,
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
    Resource("files", files.RESOLVERS),
    Resource("collections", collections.RESOLVERS),
    Resource("artifacts", artifacts.RESOLVERS),
    Resource("artifact_changes", artifact_changes.RESOLVERS),
    Resource("artifact_logging", artifact_logging.RESOLVERS),
    Resource("sweeps", sweeps.RESOLVERS),
    Resource("agents", agents.RESOLVERS),
    Resource("automations", automations.RESOLVERS),
    Resource("alerts", alerts.RESOLVERS),
)
