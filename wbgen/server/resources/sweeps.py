"""Sweeps, but for their agents.

``upsertSweep`` creates and updates where it has a config, and else changes the state. On any error the client
sends four older forms of the document, so a refusal is told five times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wbgen.errors import WbgenError
from wbgen.server import scheduling, search
from wbgen.server.filters import in_order, matching
from wbgen.server.ids import decode
from wbgen.server.prior_runs import prior_runs
from wbgen.server.resources import projects, runs
from wbgen.server.resources.identity import USER
from wbgen.server.resources.terms import (
    LOCAL,
    NAME_LENGTH,
    Node,
    Refusal,
    Resolvers,
    connection,
    page_start,
    path_name,
)
from wbgen.server.store.sweeps import CANCELED, FAILED, FINISHED, PAUSED, PENDING, RUNNING
from wbgen.server.strict import strict_json
from wbgen.server.sweep_config import SweepConfig, SweepConfigError, read_config

if TYPE_CHECKING:
    from wbgen.server.store import Run, Store, Sweep

#: States that a client may ask for, and those from which each is reached.
MOVES = {
    RUNNING: frozenset({PENDING, PAUSED, RUNNING, FINISHED, FAILED}),
    PAUSED: frozenset({PENDING, PAUSED, RUNNING}),
    FINISHED: frozenset({PENDING, PAUSED, RUNNING, FINISHED}),
    CANCELED: frozenset({PENDING, PAUSED, RUNNING, CANCELED}),
}

#: Characters of a description, and of what an agent says of its runs.
MOST_TEXT = 64 * 1024


def node(sweep: Sweep) -> Node:
    """The fields of a sweep under their names in the schema; what its runs tell has resolvers of its own."""
    return {
        "number": sweep.number,
        "id": sweep.id,
        "name": sweep.name,
        "displayName": sweep.display_name or None,
        "state": sweep.state,
        "description": sweep.note or sweep.description or None,
        "config": sweep.config,
        "createdAt": sweep.created_at,
        "updatedAt": sweep.updated_at,
        "heartbeatAt": sweep.heartbeat_at or sweep.created_at,
        "earlyStopJobRunning": False,
        "user": USER,
        "parent": sweep.project_id,
    }


# -- reading --


def sweep_of_project(project: Node, store: Store, sweep_name: str | None = None) -> Node | None:
    found = store.sweeps.get(project["id"], sweep_name or "")
    return node(found) if found else None


def sweeps_of_project(
    project: Node,
    store: Store,
    first: int | None = None,
    after: str | None = None,
    filters: str | None = None,
) -> Node:
    if filters and object_of("filters", filters):
        raise Refusal("this server does not filter sweeps")
    size, start = page_start(first, after)
    page = store.sweeps.page(project["id"], size + 1, start)
    return connection([(number, node(sweep)) for number, sweep in page], size)


def count_of_project(project: Node, store: Store) -> int:
    return store.sweeps.count(project["id"])


def sweep_of_run(run: Node, store: Store) -> Node | None:
    found = store.sweeps.get(run["parent"], run["sweepName"]) if run["sweepName"] else None
    return node(found) if found else None


def project_of_sweep(sweep: Node, store: Store) -> Node | None:
    found = store.projects.by_id(sweep["parent"])
    return projects.node(found) if found else None


def method(sweep: Node, _store: Store) -> str:
    return read_config(sweep["config"]).method


def runs_of_sweep(
    sweep: Node,
    store: Store,
    first: int | None = None,
    after: str | None = None,
    order: str | None = None,
    filters: str | None = None,
) -> Node:
    found = in_order(matching(_runs(sweep, store), filters), order)
    return page_of_runs(found, first, after)


def run_count(sweep: Node, store: Store) -> int:
    return store.sweeps.count_runs(sweep["parent"], sweep["name"])


def run_count_expected(sweep: Node, store: Store) -> int | None:
    """How many runs a sweep will have; None where it goes on until somebody stops it.

    Its cap does not count the runs that it began with, which are among its runs. The points of a grid are
    as many, whoever tried them.
    """
    config = read_config(sweep["config"])
    cap = None if config.run_cap is None else config.run_cap + _added(sweep, store)
    try:
        bounds = [bound for bound in (cap, search.points(config)) if bound is not None]
    except WbgenError:
        return cap
    return min(bounds, default=None)


def _added(sweep: Node, store: Store) -> int:
    """How many runs of a sweep none of its agents was given."""
    found = store.sweeps.by_number(sweep["number"])
    return store.tried.added(found) if found else 0


def best_loss(sweep: Node, store: Store) -> float | None:
    found = _optimal(sweep, store)
    return found[0] if found else None


def optimal_run(sweep: Node, store: Store) -> Node | None:
    found = _optimal(sweep, store)
    return runs.node(found[1]) if found else None


def _runs(sweep: Node, store: Store) -> list[Run]:
    return store.runs.of_sweep(sweep["parent"], sweep["name"])


def _optimal(sweep: Node, store: Store) -> tuple[float, Run] | None:
    config = read_config(sweep["config"])
    told = [(scheduling.summary_metric(run.summary, config), run) for run in _runs(sweep, store)]
    known = [(value, run) for value, run in told if value is not None]
    found = scheduling.best([value for value, _ in known], config)
    return next(((value, run) for value, run in known if value == found), None)


# -- writing --


def upsert_sweep(_root: None, store: Store, input: dict[str, Any]) -> Node:
    """All that an input says is looked at before anything is written: a refusal leaves nothing behind."""
    with store.sweeps.turn:
        existing = _existing(store, input)
        if input.get("config") is None:
            if existing is None:
                raise Refusal("a new sweep needs a config")
            return {"sweep": node(_changed(store, existing, None, input)), "configValidationWarnings": []}
        config, warnings = _checked(input)
        saved = _changed(store, existing, config, input) if existing else _created(store, config, input)
    return {"sweep": node(saved), "configValidationWarnings": warnings}


def _existing(store: Store, input: dict[str, Any]) -> Sweep | None:
    """The sweep that an input means: by its id, as the store has it, or by its name."""
    key = input.get("id")
    if not key:
        return None
    if decode("Sweep", key) is not None:
        found = store.sweeps.by_id(key)
    else:
        project = store.projects.get(input.get("entity_name") or LOCAL, input.get("project_name") or "")
        found = store.sweeps.get(project.id, key) if project else None
    if found is None:
        raise Refusal("sweep not found")
    return found


def _checked(input: dict[str, Any]) -> tuple[SweepConfig, list[str]]:
    """The config of an input and what is odd in it, or a Refusal where there is no searching by it."""
    for key in ("launch_scheduler", "scheduler", "controller"):
        if input.get(key) and json_of(key, input[key]):
            raise Refusal(f"this server runs no sweep whose search is elsewhere (`{key}`)")
    try:
        config = read_config(input["config"])
        return config, search.violations(config)
    except (SweepConfigError, search.SearchError) as error:
        raise Refusal(str(error)) from error


def _created(store: Store, config: SweepConfig, input: dict[str, Any]) -> Sweep:
    """A new sweep, with the runs it is to begin with: these become its own, and the search knows them."""
    words, move = _words(input, config.description), _move(PENDING, input)
    entity = path_name("an entity", input.get("entity_name") or LOCAL)
    name = path_name("a project", input.get("project_name") or runs.UNCATEGORIZED)
    project = store.projects.get(entity, name)
    prior = prior_runs(store, project.id if project else None, input.get("prior_runs_filters"))
    with store.writing():
        project = project or store.projects.put(entity, name, None)[0]
        made = store.sweeps.create(project.id, config=config.text, **words)
        store.sweeps.take(made, prior)
        return store.sweeps.update(made.number, **move) if move else made


def _changed(store: Store, sweep: Sweep, config: SweepConfig | None, input: dict[str, Any]) -> Sweep:
    """The sweep with the config, the words and in the state that an input asks for, if it does."""
    words = _words(input, config.description if config else None)
    changes = {**words, **_move(sweep.state, input), "config": config.text if config else None}
    return store.sweeps.update(sweep.number, **changes) if any(changes.values()) else sweep


def _words(input: dict[str, Any], description: str | None) -> dict[str, str | None]:
    """The words of an input, or a Refusal. description: where the input has none."""
    told = input.get("description") or description
    if len(told or "") > MOST_TEXT:
        raise Refusal(f"the description of a sweep is longer than {MOST_TEXT} characters")
    return {"display_name": (input.get("display_name") or "")[:NAME_LENGTH] or None, "description": told}


def _move(before: str, input: dict[str, Any]) -> dict[str, str]:
    """What the state that an input asks for changes, or a Refusal; nothing where it asks for none."""
    state = (input.get("state") or "").upper()
    if state and before not in MOVES.get(state, ()):
        raise Refusal(f"a sweep that is {before} cannot become {state}")
    return {"state": state, "note": ""} if state else {}


def page_of_runs(found: list[Run], first: int | None, after: str | None) -> Node:
    """A page of runs; all of them where the client does not say how many."""
    size, start = page_start(first, after)
    if first is None:
        size = len(found)
    page = found[start : start + size + 1]
    items = [(number, runs.node(run)) for number, run in enumerate(page, start + 1)]
    return connection(items, size) | {"totalCount": len(found)}


def object_of(what: str, text: str) -> dict[str, Any]:
    value = json_of(what, text)
    if not isinstance(value, dict):
        raise Refusal(f"`{what}` must be a JSON object")
    return value


def json_of(what: str, text: str) -> Any:
    if len(text) > MOST_TEXT:
        raise Refusal(f"`{what}` is longer than {MOST_TEXT} characters")
    try:
        return strict_json(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"`{what}` must be JSON") from error


RESOLVERS: Resolvers = {
    "Mutation": {
        "upsertSweep": upsert_sweep,
    },
    "Project": {"sweep": sweep_of_project, "sweeps": sweeps_of_project, "totalSweeps": count_of_project},
    "Run": {"sweep": sweep_of_run},
    "Sweep": {
        "project": project_of_sweep,
        "method": method,
        "runs": runs_of_sweep,
        "runCount": run_count,
        "runCountExpected": run_count_expected,
        "bestLoss": best_loss,
        "optimalRun": optimal_run,
    },
}
