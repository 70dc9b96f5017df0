"""The sweeps of a W&B server: cloud, on premise, or the embedded one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from wbgen.backends import sweep_documents as gql
from wbgen.backends.answers import Object, next_cursor, nodes, optional, required
from wbgen.backends.documents import Document
from wbgen.backends.settle import settle
from wbgen.backends.sweep_answers import agents_at_work, sweep_record, sweep_run
from wbgen.backends.transport import RefusedError, Transport, Variables
from wbgen.errors import BackendError
from wbgen.views.sweep_records import SweepActivity, SweepInput, SweepRecord, SweepRun, SweepState

T = TypeVar("T")

#: Sweeps of a project, and runs of a sweep, that are read at most.
MOST_LISTED = 1_000_000

#: Characters of the names of prior runs: what the embedded server takes, a million names of the client's own.
MOST_FILTER = 16 * 1024 * 1024


class WandbSweeps:
    """The SweepStore protocol over GraphQL."""

    def __init__(self, transport: Transport, entity: Callable[[], str]) -> None:
        self._transport = transport
        self._entity = entity  # asked for when it is needed: it may cost a request

    def list_sweeps(self, project: str) -> tuple[SweepRecord, ...]:
        """All sweeps of a project; empty where it does not exist."""
        found = chain.from_iterable(self._pages(gql.SWEEPS, project, {}, "sweeps", sweep_record))
        return tuple({sweep.name: sweep for sweep in found}.values())

    def read_activity(self, project: str, sweep: str) -> SweepActivity:
        """The runs of a sweep, and the agents at work; none of these where the server does not tell."""
        variables = {"filters": json.dumps({"sweep": sweep})}
        found = chain.from_iterable(self._pages(gql.SWEEP_RUNS, project, variables, "runs", sweep_run))
        return SweepActivity(tuple({run.name: run for run in found}.values()), self._agents(project, sweep))

    def past_runs(self, project: str) -> tuple[SweepRun, ...]:
        """The last runs of a project that came to their own end, the newest first: a page of them."""
        variables = {"filters": json.dumps({"state": "finished"}), "order": "-created_at"}
        return tuple(next(self._pages(gql.SWEEP_RUNS, project, variables, "runs", sweep_run)))

    def put_sweep(self, project: str, sweep: SweepInput) -> SweepRecord:
        """Create or change; the answer is what the server says it now holds.

        A write whose outcome is unknown is looked up by its description, which ends with wbgen's marker,
        and sent once more only if it did not happen.
        """
        variables: Variables = {
            **self._of(project),
            "id": sweep.id,
            "config": sweep.config,
            "description": sweep.description,
            "displayName": sweep.display_name,
            "state": None,
            "priorRunsFilters": _by_name(sweep.prior_runs),
        }

        def written() -> SweepRecord | None:
            held = self.list_sweeps(project)
            return next((one for one in held if _is_written(one, sweep)), None)

        return settle(lambda: self._upsert(variables), written)

    def set_sweep_state(self, project: str, sweep: SweepRecord, state: SweepState) -> SweepRecord:
        """Have a sweep run on, pause or end."""
        empty = dict.fromkeys(("config", "description", "displayName", "priorRunsFilters"))
        variables: Variables = {**self._of(project), **empty, "id": sweep.id, "state": state.value}
        return settle(lambda: self._upsert(variables), lambda: None)  # doing it twice does no harm

    def _upsert(self, variables: Variables) -> SweepRecord:
        return self._transport.execute(
            gql.UPSERT_SWEEP,
            variables,
            lambda data: sweep_record(required(required(data, "upsertSweep"), "sweep")),
        )

    def _of(self, project: str) -> dict[str, str]:
        return {"entityName": self._entity(), "projectName": project}

    def _agents(self, project: str, sweep: str) -> tuple[str, ...]:
        """Where agents work; a server that does not know agents shows only what they run."""

        def read(data: Object) -> tuple[str, ...]:
            node = optional(data, "project")
            found = optional(node, "sweep") if node else None
            agents = optional(found, "agents") if found else None
            return agents_at_work(agents) if agents else ()

        variables = {"name": project, "entityName": self._entity(), "sweep": sweep}
        try:
            return self._transport.execute(gql.SWEEP_AGENTS, variables, read)
        except RefusedError:
            return ()

    def _pages(
        self,
        document: Document,
        project: str,
        variables: Variables,
        key: str,
        record: Callable[[Object], T],
    ) -> Iterator[Sequence[T]]:
        """The pages of a list of a project, until the server says that there is no other."""

        def read(data: Object) -> tuple[list[T], str | None]:
            node = optional(data, "project")
            if node is None:
                return [], None
            connection = required(node, key)
            return [record(one) for one in nodes(connection)], next_cursor(connection)

        of = {**variables, "name": project, "entityName": self._entity(), "first": gql.PAGE}
        after: str | None = None
        seen: set[str] = set()
        listed = 0
        while True:
            records, after = self._transport.execute(document, {**of, "after": after}, read)
            yield records
            listed += len(records)
            if after is None:
                return
            if after in seen or not records:
                raise self._fault(f"lists the {key} of {project} without an end ({listed} of them read)")
            if listed >= MOST_LISTED:
                raise self._fault(f"lists more than {MOST_LISTED} {key} of {project}")
            seen.add(after)

    def _fault(self, what: str) -> BackendError:
        cure = "Try again; if it stays so, the server is at fault."
        return BackendError(f"{self._transport.host} {what}.", cure=cure)


def _by_name(runs: tuple[str, ...]) -> str | None:
    """The filter that asks for runs by name. The client's own has an `$or` of each, which servers go through
    for every run they have."""
    if not runs:
        return None
    filters = json.dumps({"name": {"$in": runs}}, separators=(",", ":"))
    if len(filters) > MOST_FILTER:
        raise BackendError(
            f"the names of the {len(runs)} runs that the new sweep is to begin with are {len(filters)} "
            f"characters, and a server takes {MOST_FILTER}",
            cure="give the new sweep an id of its own: it begins without runs, and the old one stays",
        )
    return filters


def _is_written(held: SweepRecord, sweep: SweepInput) -> bool:
    """Whether a sweep is the one that was to be written. Its marker tells; a server may rewrite a config."""
    if sweep.id not in (None, held.id):
        return False
    same = (held.description.strip(), held.display_name) == (sweep.description.strip(), sweep.display_name)
    return same and (sweep.id is None or sweep.config in (None, held.config))
