"""Runs: what ``wandb.init`` writes and the public API reads, but for their lines, files and sweeps.

``upsertBucket`` comes in four shapes under one name: a run tells its project and its own name, the public API
tells the id alone. Only the former means that a process works on the run now.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wbgen.server.automations.evaluation import on_state
from wbgen.server.filters import in_order, matching, parse
from wbgen.server.ids import encode, new_name
from wbgen.server.resources import projects
from wbgen.server.resources.identity import USER
from wbgen.server.resources.terms import (
    LOCAL,
    Node,
    Refusal,
    Resolvers,
    connection,
    page_start,
    path_name,
)
from wbgen.server.store.artifacts import OUTPUT
from wbgen.server.store.runs import RUNNING
from wbgen.server.strict import strict_object

if TYPE_CHECKING:
    from wbgen.server.store import Project, Run, Store

#: The project of runs that name none, as W&B calls it.
UNCATEGORIZED = "uncategorized"

#: Characters of a run's config and summary, and of its notes.
MOST_TEXT = 16 * 1024 * 1024
MOST_TAGS = 1000

#: Orders by the time of creation, which the store knows without reading every run.
OLDEST = (None, "", "created_at", "+created_at", "createdAt", "+createdAt")
NEWEST = ("-created_at", "-createdAt")

#: To which states the public API may move a run, and from which.
MOVES = {
    "pending": ("running", "failed", "crashed", "preempted"),
    "failed": ("pending", "running"),
}

STATES = frozenset(
    {"running", "pending", "finished", "failed", "crashed", "killed", "preempting", "preempted"}
)


def node(run: Run) -> Node:
    """The fields of a run under their names in the schema; ``number`` is for resolvers."""
    return {
        "number": run.number,
        "id": run.id,
        "name": run.name,
        "displayName": run.display_name,
        "description": run.description,
        "notes": run.notes,
        "tags": list(run.tags),
        "state": run.state,
        "group": run.group,
        "groupName": run.group,
        "jobType": run.job_type,
        "commit": run.commit or None,
        "host": run.host,
        "program": run.program,
        "readOnly": False,
        "createdAt": run.created_at,
        "heartbeatAt": run.heartbeat_at,
        "sweepName": run.sweep,
        "config": run.config,
        "summaryMetrics": run.summary,
        "exitcode": run.exit_code,
        "stopped": run.state not in (RUNNING, "pending"),
        "running": run.state == RUNNING,
        "failed": run.state in ("failed", "crashed", "killed"),
        "shouldStop": run.stopping,
        "user": USER,
        "parent": run.project_id,
    }


def run_of_project(project: Node, store: Store, name: str | None = None, **_: Any) -> Node | None:
    found = store.runs.get(project["id"], name or "")
    return node(found) if found else None


def runs_of_project(
    project: Node,
    store: Store,
    filters: str | None = None,
    order: str | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Node:
    size, start = page_start(first, after)
    query, newest = parse(filters), order in NEWEST
    sweep = query["sweep"] if query.keys() == {"sweep"} and isinstance(query["sweep"], str) else ""
    if (sweep or not query) and (newest or order in OLDEST):
        # A sweep may have thousands of runs, which are read page by page before another takes its place.
        count = store.sweeps.count_runs(project["id"], sweep) if sweep else store.runs.count(project["id"])
        shown = store.runs.page(project["id"], size + 1, start, newest_first=newest, sweep=sweep)
    else:
        found = in_order(matching(store.runs.all(project["id"]), filters), order)
        count, shown = len(found), found[start : start + size + 1]
    page = [(number, node(run)) for number, run in enumerate(shown, start + 1)]
    return connection(page, size) | {"totalCount": count}


def count_of_project(project: Node, store: Store, filters: str | None = None) -> int:
    if not parse(filters):
        return store.runs.count(project["id"])
    return len(matching(store.runs.all(project["id"]), filters))


def project_of_run(run: Node, store: Store) -> Node | None:
    found = store.projects.by_id(run["parent"])
    return projects.node(found) if found else None


def project_number(run: Node, store: Store) -> int | None:
    found = store.projects.by_id(run["parent"])
    return int(found.internal_id) if found else None


def entity_of_project(project: Node, _store: Store) -> Node:
    return {"id": encode("Entity", 1), "name": project["entityName"], "organization": None}


def wandb_config(run: Node, _store: Store, keys: list[str] | None = None) -> str:
    """Chosen entries of what the client keeps for itself in the config; ``t`` marks a run that has begun."""
    own = json.loads(run["config"]).get("_wandb")
    value = own.get("value") if isinstance(own, dict) else None
    entries = value if isinstance(value, dict) else {}
    return json.dumps({key: entries[key] for key in entries if keys is None or key in keys})


def upsert_bucket(_root: None, store: Store, input: dict[str, Any]) -> Node:
    fields = _fields(input)
    if input.get("id"):
        existing = store.runs.by_id(input["id"])
        if existing is None:
            raise Refusal("run not found")
        saved, inserted = store.runs.put(existing.project_id, existing.name, **fields)
        on_state(store, saved, existing.state)
    else:
        name = path_name("a run", input.get("name") or new_name())
        project = _project(store, input)
        before = store.runs.get(project.id, name)
        saved, inserted = store.runs.put(project.id, name, **{"state": RUNNING} | fields)
        on_state(store, saved, before.state if before else None)
    # A client that was told of lines would go on behind them; one that resumes has asked already. What is
    # begun or synced again without resuming takes the place of what was there.
    return {"bucket": node(saved) | {"begins": True}, "inserted": inserted}


def delete_run(_root: None, store: Store, input: dict[str, Any]) -> Node:
    run = _run(store, input["id"])
    logged = store.artifacts.of_run(run.number, OUTPUT) if input.get("delete_artifacts") else []
    with store.writing():
        for artifact in logged:
            store.artifacts.delete(artifact.number)
        store.runs.delete(run.number)
    store.columns.drop(run.number)
    store.files.sweep()
    return {"clientMutationId": None}


def stop_run(_root: None, store: Store, input: dict[str, Any]) -> Node:
    return {"success": store.runs.ask_to_stop(_run(store, input["id"]).number)}


def update_run_state(_root: None, store: Store, input: dict[str, Any]) -> Node:
    run, state = _run(store, input["id"]), input["state"]
    if run.sweep:
        raise Refusal("the state of a sweep's run is the sweep's business")
    if run.state not in MOVES.get(state, ()):
        raise Refusal(f"a run that is {run.state} cannot become {state}")
    store.runs.close(run.number, state)
    on_state(store, _run(store, run.id), run.state)
    return {"success": True}


def _run(store: Store, id: str) -> Run:
    found = store.runs.by_id(id)
    if found is None:
        raise Refusal("run not found")
    return found


def _project(store: Store, input: dict[str, Any]) -> Project:
    entity = path_name("an entity", input.get("entity_name") or LOCAL)
    name = path_name("a project", input.get("model_name") or UNCATEGORIZED)
    return store.projects.get(entity, name) or store.projects.put(entity, name, None)[0]


def _fields(input: dict[str, Any]) -> dict[str, Any]:
    """What an input says of a run, by the names of the store; what it leaves out is None."""
    fields = {
        "display_name": input.get("display_name"),
        "description": input.get("description"),
        "notes": input.get("notes"),
        "group": input.get("group_name"),
        "job_type": input.get("job_type"),
        "tags": input.get("tags"),
        "sweep": input.get("sweep") or None,
        "host": input.get("host"),
        "program": input.get("job_program"),
        "repo": input.get("job_repo"),
        "commit": input.get("commit"),
        "state": input.get("state"),
        "config": _object("the config", input.get("config")),
        "summary": _object("the summary", input.get("summary_metrics")),
    }
    if fields["state"] not in (None, *STATES):
        raise Refusal(f"“{fields['state']}” is no state of a run")
    if len(fields["tags"] or ()) > MOST_TAGS:
        raise Refusal(f"a run has at most {MOST_TAGS} tags")
    return {name: value for name, value in fields.items() if value is not None}


def _object(what: str, text: str | None) -> str | None:
    if text is None:
        return None
    if len(text) > MOST_TEXT:
        raise Refusal(f"{what} of a run is longer than {MOST_TEXT} characters", status=413)
    try:
        return strict_object(text)
    except ValueError as error:
        raise Refusal(f"{what} of a run must be a JSON object") from error


RESOLVERS: Resolvers = {
    "Query": {"model": projects.project},
    "Mutation": {
        "upsertBucket": upsert_bucket,
        "deleteRun": delete_run,
        "stopRun": stop_run,
        "updateRunState": update_run_state,
    },
    "Project": {
        "entity": entity_of_project,
        "runs": runs_of_project,
        "runCount": count_of_project,
        "run": run_of_project,
        "bucket": run_of_project,
    },
    "Run": {"project": project_of_run, "projectId": project_number, "wandbConfig": wandb_config},
}
