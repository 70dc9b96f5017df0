"""The runs of a W&B server, through its public API: found, listed, and asked for what they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wbgen.backends.answers import MalformedError, Object, next_cursor, optional, required
from wbgen.backends.documents import Document
from wbgen.backends.downloads import MOST_BYTES, download
from wbgen.backends.transport import Transport, Variables
from wbgen.errors import BackendError
from wbgen.runs.api import documents as gql
from wbgen.runs.api.facts import held, run_of, whole
from wbgen.runs.api.missing import missing_project, missing_run
from wbgen.runs.api.pages import Row
from wbgen.runs.api.reading import Spec
from wbgen.runs.api.run import ApiRun, Progress
from wbgen.runs.media import is_inside
from wbgen.runs.run import Run
from wbgen.views.client_entries import read_object

NEWEST = "-created_at"

#: Names that are looked through for the one that was meant.
MOST_NAMES = 200

#: What stands in place of the MD5 of a file that is not there. Source: W&B's own server.
NO_MD5 = "0"


@dataclass(frozen=True, slots=True)
class Listed:
    """The first runs in an order, and how many there are in all."""

    runs: tuple[ApiRun, ...]
    total: int


class RunServer:
    """The runs of one server, for any number of threads. Every method may raise BackendError or AuthError."""

    def __init__(
        self,
        transport: Transport,
        entity: Callable[[], str],
        app_url: str,
        on_progress: Progress | None = None,
    ) -> None:
        """entity: whose projects are meant where none is named; asked for when needed.

        app_url: where people look at runs.  on_progress: told while a history is read.
        """
        self._transport, self._entity, self._app_url = transport, entity, app_url.rstrip("/")
        self._on_progress = on_progress

    def find(self, project: str, name: str, entity: str | None = None) -> ApiRun:
        """The run of that id, else the only one that people call so. Raises WbgenError for none."""
        entity = entity or self._entity()
        variables: Variables = {"entity": entity, "project": project, "name": name}
        found = self._project(gql.RUN, variables, project, entity)
        node = optional(found, "run") or self._called(project, name, entity)
        return self._run(node, project, entity)

    def newest(self, project: str, limit: int, entity: str | None = None, sweep: str | None = None) -> Listed:
        """At most so many runs of a project, or of one of its sweeps, the newest first.

        Raises WbgenError where there is no such project.
        """
        return self.first(NEWEST, project, limit, entity, sweep)

    def first(
        self, order: str, project: str, limit: int, entity: str | None = None, sweep: str | None = None
    ) -> Listed:
        """The same in another order: ``+`` or ``-`` and a key, as ``-summary_metrics.loss``."""
        entity = entity or self._entity()
        filters = json.dumps({"$and": [{"sweep": sweep}]} if sweep else {})
        runs: list[ApiRun] = []
        seen: set[str | None] = set()
        cursor: str | None = None
        while True:
            variables: Variables = {
                "entity": entity,
                "project": project,
                "cursor": cursor,
                "perPage": min(gql.PAGE, limit - len(runs)),
                "order": order,
                "filters": filters,
            }
            page = self._project(gql.RUNS, variables, project, entity)
            connection = required(page, "runs")
            runs += [self._run(node, project, entity) for node in nodes_of(connection)]
            seen.add(cursor)
            cursor = next_cursor(connection)
            if cursor is None or cursor in seen or len(runs) >= limit:
                return Listed(tuple(runs[:limit]), whole(page.get("runCount")) or len(runs))

    def history(self, run: Run, low: int, high: int, samples: int) -> list[Row]:
        """Whole rows with steps from ``low`` up to but without ``high``, a sample where they are more."""
        node = self._of(gql.HISTORY_PAGE, run, minStep=low, maxStep=high, samples=samples)
        return [read_object(line) for line in listed(node, "history")]

    def sampled(self, run: Run, specs: Sequence[Spec], low: int, high: int, samples: int) -> list[list[Row]]:
        """The same for each spec: rows that hold all its names, and nothing else of them."""
        # Here the last step is within, as wandb-core has it, and not without as in `history`.
        told = [
            json.dumps({"keys": list(names), "minStep": low, "maxStep": high - 1, "samples": samples})
            for names in specs
        ]
        parts = listed(self._of(gql.SAMPLED_PAGE, run, specs=told), "sampledHistory")
        if len(parts) != len(specs):
            raise BackendError(f"{self._transport.host} answered {len(parts)} of {len(specs)} samples.")
        return [
            [row for row in part if isinstance(row, dict)] if isinstance(part, list) else [] for part in parts
        ]

    def events(self, run: Run, samples: int) -> tuple[list[Row], int]:
        """Rows of machine metrics, and how many there are."""
        node = self._of(gql.EVENTS, run, samples=samples)
        return [read_object(line) for line in listed(node, "events")], whole(node.get("eventsLineCount")) or 0

    def file(self, run: Run, path: str) -> bytes | None:
        """The content of a file of the run; None where there is none, or none to be had."""
        if not is_inside(path):
            return None
        files = required(self._of(gql.FILES, run, fileNames=[path]), "files")
        for node in nodes_of(files):
            url, size = node.get("directUrl"), whole(node.get("sizeBytes")) or 0
            if node.get("name") == path and node.get("md5") != NO_MD5 and size <= MOST_BYTES:
                return download(self._transport, url) if isinstance(url, str) else None
        return None

    def _run(self, node: Object, project: str, entity: str) -> ApiRun:
        return ApiRun(self, run_of(node, entity, project, self._app_url), held(node), self._on_progress)

    def _called(self, project: str, name: str, entity: str) -> Object:
        """The run that people call so, if it is the only one among the newest."""
        variables: Variables = {"entity": entity, "project": project, "perPage": MOST_NAMES, "order": NEWEST}
        nodes = nodes_of(required(self._project(gql.RUN_NAMES, variables, project, entity), "runs"))
        called = [node.get("name") for node in nodes if node.get("displayName") == name]
        if len(called) == 1 and isinstance(called[0], str):
            variables = {"entity": entity, "project": project, "name": called[0]}
            return required(self._project(gql.RUN, variables, project, entity), "run")
        raise missing_run(self._transport.host, f"{entity}/{project}", name, nodes)

    def _of(self, document: Document, run: Run, **more: str | int | list[str]) -> Object:
        """What a document answers about a run."""
        variables: Variables = {"entity": run.entity, "project": run.project, "name": run.id, **more}

        def read(data: Object) -> Object | None:
            project = optional(data, "project")
            return optional(project, "run") if project else None

        node = self._transport.execute(document, variables, read)
        if node is None:
            raise BackendError(f"the run {run.source} is gone from {self._transport.host}")
        return node

    def _project(self, document: Document, variables: Variables, project: str, entity: str) -> Object:
        found = self._transport.execute(document, variables, lambda data: optional(data, "project"))
        if found is not None:
            return found
        models = self._transport.execute(
            gql.PROJECT_NAMES,
            {"entity": entity, "perPage": MOST_NAMES},
            lambda data: optional(data, "models"),
        )
        raise missing_project(self._transport.host, entity, project, nodes_of(models) if models else [])


def nodes_of(connection: Object) -> list[Object]:
    """The nodes of a list."""
    edges = connection.get("edges")
    if not isinstance(edges, list):
        raise MalformedError("edges")
    return [node for edge in edges if isinstance(edge, dict) and (node := optional(edge, "node"))]


def listed(node: Object, key: str) -> list[object]:
    """The list under a key; empty where the server says there is none."""
    value = node.get(key)
    if value is not None and not isinstance(value, list):
        raise MalformedError(key)
    return list(value or ())
