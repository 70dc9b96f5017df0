"""What the embedded server remembers: one SQLite file, ``<home>/store.db``."""

from __future__ import annotations

from pathlib import Path

from wbgen.server.store.agents import Agent, Agents
from wbgen.server.store.alerts import Alert, Alerts
from wbgen.server.store.artifacts import Artifact, Artifacts
from wbgen.server.store.automations import Automation, Automations
from wbgen.server.store.charts import Chart, Charts
from wbgen.server.store.collections import Collection, Collections
from wbgen.server.store.columns import Columns
from wbgen.server.store.database import Database, NameTakenError
from wbgen.server.store.files import File, Files
from wbgen.server.store.firings import Firing, Firings
from wbgen.server.store.keys import Keys
from wbgen.server.store.lines import Lines
from wbgen.server.store.manifests import Manifest, Manifests
from wbgen.server.store.metric_values import MetricValues
from wbgen.server.store.projects import Project, Projects
from wbgen.server.store.runs import Run, Runs
from wbgen.server.store.sweeps import Sweep, Sweeps
from wbgen.server.store.tags import Tags
from wbgen.server.store.tried import Tried
from wbgen.server.store.views import View, Views

__all__ = [
    "Agent",
    "Alert",
    "Artifact",
    "Automation",
    "Chart",
    "Collection",
    "File",
    "Firing",
    "Manifest",
    "NameTakenError",
    "Project",
    "Run",
    "Store",
    "Sweep",
    "View",
]


class Store(Database):
    """The tables of one file, each a part of its own; safe to use from any thread.

    ``Store(path)`` opens the file and creates it where it is missing; with ``reading``, a file that
    cannot be written to will do. Raises ``FolderError`` where it cannot be opened, is no wbgen store, or
    was written by a newer wbgen.
    """

    # Step n takes a store from version n to n + 1. Steps are only ever added at the end.
    steps = (
        Projects.tables + Views.tables + Charts.tables,
        Views.locks_and_drafts,
        Runs.tables
        + Lines.tables
        + Keys.tables
        + Files.tables
        + Collections.tables
        + Artifacts.tables
        + Manifests.tables
        + Tags.tables
        + Sweeps.tables
        + Agents.tables
        + Automations.tables
        + Firings.tables
        + Alerts.tables,
        Agents.by_state + Agents.servers_of_commands,
    )

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        super().__init__(path, reading=reading)
        self.projects = Projects(self)
        self.views = Views(self)
        self.charts = Charts(self)
        self.runs = Runs(self)
        self.lines = Lines(self)
        self.files = Files(self)
        self.collections = Collections(self)
        self.artifacts = Artifacts(self, self.collections)
        self.manifests = Manifests(self)
        self.tags = Tags(self)
        self.keys = Keys(self, self.lines)
        self.sweeps = Sweeps(self)
        self.agents = Agents(self)
        self.tried = Tried(self)
        self.metric_values = MetricValues(self.lines)
        self.columns = Columns(path.parent, self.lines, self.keys)
        self.automations = Automations(self)
        self.firings = Firings(self)
        self.alerts = Alerts(self)

    def close(self) -> None:
        """Let go of the file. Nothing may be asked of the store afterwards."""
        self.columns.close()
        super().close()
