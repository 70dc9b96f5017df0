"""The resources of the server: each a section of ``schema.graphql``, its resolvers, and its table."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.server.resources import charts, identity, projects, views
from wbgen.server.resources.terms import Resolvers
from wbgen.server.store.charts import Charts
from wbgen.server.store.database import Database
from wbgen.server.store.projects import Projects
from wbgen.server.store.views import Views


@dataclass(frozen=True, slots=True)
class Resource:
    """``section`` is the heading in ``schema.graphql``; ``table`` the part of the store, if it has one."""

    section: str
    resolvers: Resolvers
    table: type[Database] | None


RESOURCES = (
    Resource("identity", identity.RESOLVERS, None),
    Resource("projects", projects.RESOLVERS, Projects),
    Resource("views", views.RESOLVERS, Views),
    Resource("charts", charts.RESOLVERS, Charts),
)
