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
from wbgen.errors import AuthError, BackendError, WbgenError
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
    """What became of one change. url: where to look, where it is known.

    refused: whether it failed since the server refused the key.
    """

    change: Change
    status: Status
    url: str | None = None
    message: str = ""
    backup: Path | None = None
    refused: bool = False


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

    backups: the folder into which a body is put before it is overwritten.  progress: told each outcome
    as soon as it is known. What fails is an outcome, whatever it is; a refused key fails all that is left.
    """
    project, broken = prepare(plan, backend)
    outcomes = []
    for change in plan.changes:
        reasons = [broken[name] for name in (plan.project, *change.view.charts) if name in broken]
        try:
            if change.writes and reasons:
                raise reasons[0]
            outcome = execute(plan, change, backend, project, backups)
        except WbgenError as error:
            refused = isinstance(error, AuthError)
            outcome = Outcome(change, Status.FAILED, view_url(plan, change), error.message, refused=refused)
            if refused:
                broken[plan.project] = error
        if progress:
            progress(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


def prepare(plan: Plan, backend: Backend) -> tuple[ProjectRecord | None, dict[str, WbgenError]]:
    """The project, made where it is missing, and why prerequisites could not be had, by their names.

    Charts are made that views to be written use; one that is there already is as good.
    """
    if not plan.writes:
        return None, {}
    try:
        project = backend.find_project(plan.project) or backend.create_project(plan.project)
    except AuthError as error:
        return None, {plan.project: error}
    except BackendError as error:
        message = f"its project {plan.project} cannot be had: {error.message}"
        return None, {plan.project: BackendError(message)}
    broken: dict[str, WbgenError] = {}
    needed = {name for change in plan.changes if change.writes for name in change.view.charts}
    for chart in plan.charts:
        if chart.name not in needed:
            continue
        try:
            backend.create_chart(chart.name, chart.title, chart.spec)
        except AuthError as error:
            return project, {plan.project: error}
        except BackendError as error:
            message = f"its chart {chart.name} could not be made: {error.message}"
            broken[chart.name] = BackendError(message)
    return project, broken


def execute(
    plan: Plan, change: Change, backend: Backend, project: ProjectRecord | None, backups: Path
) -> Outcome:
    """Do one change. Raises WbgenError where it cannot be done."""
    known_url = view_url(plan, change)
    if not change.writes or project is None:
        status = Status.CONFLICT if change.action is Action.CONFLICT else Status.UNCHANGED
        return Outcome(change, status, known_url, change.reason)
    type = TYPES[change.view.kind]
    current = backend.get_view(project.name, type, change.existing_name)
    if (fingerprint(current) if current else None) != change.seen:
        return overtaken(plan, change, current, backend.entity)
    backup = keep(backups, change, current) if current and change.overwrites else None
    try:
        sent = backend.put_view(project.name, body(change, backend.entity, project))
    except BackendError:
        appeared = backend.get_view(project.name, type, change.view.name) if current is None else None
        if appeared is None:
            raise
        return overtaken(plan, change, appeared, backend.entity)
    try:
        held = backend.get_view(project.name, type, sent.name)
    except WbgenError as error:
        raise BackendError(f"it was sent, and could not be read back: {error.message}") from error
    url = view_url(plan, change, sent.id)
    if problem := check_held(change, held, backend.entity):
        return Outcome(change, Status.FAILED, url, problem, backup)
    status = Status.CREATED if change.action is Action.CREATE else Status.UPDATED
    return Outcome(change, status, url, backup=backup)


def overtaken(plan: Plan, change: Change, current: ViewRecord | None, entity: str) -> Outcome:
    """The outcome where another write came between the plan and ours: fine if it wrote just the same."""
    url = view_url(plan, change, current.id if current else None)
    if current and not check_held(change, current, entity):
        return Outcome(change, Status.UNCHANGED, url, "another apply did just this meanwhile")
    message = "it was changed between the plan and the write; plan again"
    return Outcome(change, Status.CONFLICT, url, message)


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
