"""Executes a plan, and reads what a plan is made from.

Nothing is decided here. Before each write the view is read again and compared with what the plan saw;
after it, what the server holds is compared with what was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wbgen.backends.base import Backend
from wbgen.compile.resources import Resources
from wbgen.errors import BackendError, WbgenError
from wbgen.plan import (
    TYPES,
    Action,
    Change,
    Existing,
    Plan,
    fingerprint,
    read_form,
    sent_marker,
    view_url,
)
from wbgen.views.json import canonical
from wbgen.views.marker import read_marker, write_marker
from wbgen.views.normal import digest
from wbgen.views.records import ProjectRecord, ViewInput, ViewRecord
from wbgen.views.target import fill


class Status(StrEnum):
    """How it went with one change."""

    UNCHANGED = "unchanged"
    CREATED = "created"
    UPDATED = "updated"
    CONFLICT = "conflict"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change. url: where to look, where it is known."""

    change: Change
    status: Status
    url: str | None = None
    message: str = ""
    backup: Path | None = None


def read_existing(backend: Backend, resources: Resources) -> Existing:
    """What the server holds of the project that the resources go to. Reads only."""
    project = backend.find_project(resources.project)
    if project is None:
        return Existing()
    kinds = dict.fromkeys(TYPES[view.kind] for view in resources.views)
    return Existing(project, {type: backend.list_views(project.name, type) for type in kinds})


def apply_plan(
    plan: Plan,
    backend: Backend,
    *,
    backups: Path,
    progress: Callable[[Outcome], None] | None = None,
) -> tuple[Outcome, ...]:
    """Do what the plan says, one view after the other; a failure stops only the views it concerns.

    backups: the folder into which a body is put before it is overwritten.
    Raises AuthError where the key is refused, and WbgenError where a backup cannot be kept.
    """
    project, broken = prepare(plan, backend)
    outcomes = []
    for change in plan.changes:
        reasons = [broken[name] for name in (plan.project, *change.view.charts) if name in broken]
        if change.writes and reasons:
            outcome = Outcome(change, Status.FAILED, view_url(plan, change), reasons[0])
        else:
            outcome = execute(plan, change, backend, project, backups)
        if progress:
            progress(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


def prepare(plan: Plan, backend: Backend) -> tuple[ProjectRecord | None, dict[str, str]]:
    """The project, made where it is missing, and why prerequisites could not be had, by their names.

    Charts are made that views to be written use; one that is there already is as good.
    """
    if not plan.writes:
        return None, {}
    try:
        project = backend.find_project(plan.project) or backend.create_project(plan.project)
    except BackendError as error:
        return None, {plan.project: f"its project {plan.project} cannot be had: {error.message}"}
    broken: dict[str, str] = {}
    needed = {name for change in plan.changes if change.writes for name in change.view.charts}
    for chart in plan.charts:
        if chart.name not in needed:
            continue
        try:
            backend.create_chart(chart.name, chart.title, chart.spec)
        except BackendError as error:
            broken[chart.name] = f"its chart {chart.name} could not be made: {error.message}"
    return project, broken


def execute(
    plan: Plan, change: Change, backend: Backend, project: ProjectRecord | None, backups: Path
) -> Outcome:
    """Do one change."""
    known_url = view_url(plan, change)
    if not change.writes or project is None:
        status = Status.CONFLICT if change.action is Action.CONFLICT else Status.UNCHANGED
        return Outcome(change, status, known_url, change.reason)
    try:
        current = backend.get_view(project.name, TYPES[change.view.kind], change.existing_name)
        if (fingerprint(current) if current else None) != change.seen:
            message = "it was changed between the plan and the write; plan again"
            return Outcome(change, Status.CONFLICT, known_url, message)
        backup = keep(backups, change, current) if current and change.overwrites else None
        sent = backend.put_view(project.name, body(change, backend.entity, project))
        held = backend.get_view(project.name, TYPES[change.view.kind], sent.name)
    except BackendError as error:
        return Outcome(change, Status.FAILED, known_url, error.message)
    url = view_url(plan, change, sent.id)
    if problem := check_held(change, held, backend.entity):
        return Outcome(change, Status.FAILED, url, problem, backup)
    status = Status.CREATED if change.action is Action.CREATE else Status.UPDATED
    return Outcome(change, status, url, backup=backup)


def body(change: Change, entity: str, project: ProjectRecord) -> ViewInput:
    """The view as it is sent: made for the target, with the marker in its description."""
    view = change.view
    return ViewInput(
        type=TYPES[view.kind],
        name=view.name,
        display_name=view.title,
        description=write_marker(view.description, sent_marker(change)),
        spec=canonical(fill(view.spec, entity, project.internal_id)),
        id=change.existing.id if change.existing else None,
    )


def check_held(change: Change, held: ViewRecord | None, entity: str) -> str:
    """In words, how what the server holds after a write differs from what was sent; empty if not."""
    if held is None:
        return "the server took the view, but does not show it"
    description = change.view.description
    form, unreadable = read_form(held, description, entity)
    if form is None:
        return unreadable
    if digest(form) != change.digest:
        return (
            "the server holds something else than was sent: another write came between, or it rewrites views"
        )
    if read_marker(held.description) != (description, sent_marker(change)):
        return "the server did not keep the description, where wbgen notes what it applied"
    return ""


def keep(folder: Path, change: Change, record: ViewRecord) -> Path:
    """Write a view's body to the backups before it is overwritten; the same body is kept once.

    Raises WbgenError where that fails: what cannot be kept is not overwritten.
    """
    path = folder / f"{change.view.address.replace('/', '.')}.{fingerprint(record)}.json"
    content = {
        "address": change.view.address,
        "id": record.id,
        "name": record.name,
        "type": record.type.value,
        "display_name": record.display_name,
        "description": record.description,
        "updated_at": record.updated_at,
        "updated_by": record.updated_by,
        "spec": record.spec,
    }
    temporary = path.with_suffix(".tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = canonical(content, indent=2) + "\n"
        temporary.write_text(text, encoding="utf-8", errors="surrogatepass")
        temporary.replace(path)
    except OSError as error:
        message = f"the backup {path} cannot be written ({error.strerror}), so nothing was overwritten"
        raise WbgenError(message, cure="make the folder writable") from error
    return path
