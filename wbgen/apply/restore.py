"""Backups written back."""

from __future__ import annotations

from pathlib import Path

from wbgen.apply.backups import Backup, keep, restored
from wbgen.apply.outcome import Outcome, Status, done, untouched
from wbgen.backends.base import Backend
from wbgen.compile.resources import View
from wbgen.errors import AuthError, WbgenError
from wbgen.plan import Action, Change, Existing, Plan, Target, fingerprint, read_form, view_url
from wbgen.plan.changes import KINDS
from wbgen.plan.decide import unlocked
from wbgen.views.diff import differences
from wbgen.views.json import Json
from wbgen.views.marker import read_marker
from wbgen.views.normal import digest
from wbgen.views.records import ViewRecord
from wbgen.views.table import Impact


def restore_plan(backup: Backup, existing: Existing, target: Target) -> Plan:
    """What it takes for a server to hold a backup again. Raises WbgenError where it is not of this server."""
    here = f"{target.app_url}/{target.entity}"
    if (there := f"{backup.server}/{backup.entity}") != here:
        raise WbgenError(
            f"{backup.path.name} is of {there}, not of {here}",
            cure="name its target with --target",
        )
    if existing.project is None:
        raise WbgenError(f"{backup.path.name} is of the project {backup.project}, which is not there")
    change = restoring(backup, place_of(backup.record, existing), target.entity)
    source = backup.path.name
    return Plan(target, source, backup.project, False, (change,), (), existing_project=existing.project)


def place_of(record: ViewRecord, existing: Existing) -> ViewRecord | None:
    """The view that a backup is of, if it is there still; else the one that has its name now."""
    views = existing.views.get(record.type, ())
    by_id = (view for view in views if view.id == record.id)
    return next(by_id, next((view for view in views if view.name == record.name), None))


def restoring(backup: Backup, current: ViewRecord | None, entity: str) -> Change:
    """What writing a backup back changes."""
    visible, form = form_of(backup.record, entity)
    view = View(
        backup.address,
        KINDS[backup.record.type],
        backup.record.name,
        backup.record.display_name,
        visible,
        form["spec"],
    )
    if current is None:
        return Change(view, Action.CREATE, digest(form), Impact.MEANING)
    held, _ = read_form(current, read_marker(current.description)[0], entity)
    changed = differences(held, form) if held is not None else ()
    same = held == form and current.description == backup.record.description
    change = Change(
        view,
        Action.NO_OP if same else Action.UPDATE,
        digest(form),
        max((difference.impact for difference in changed), default=Impact.NONE),
        changed,
        existing=current,
        seen=fingerprint(current),
    )
    return unlocked(change)


def form_of(record: ViewRecord, entity: str) -> tuple[str, dict[str, Json]]:
    """A backup's visible description and normal form. Raises WbgenError where it has none."""
    visible, _ = read_marker(record.description)
    form, unreadable = read_form(record, visible, entity)
    if form is None:
        raise WbgenError(f"it cannot be restored: {unreadable}")
    return visible, form


def restore(plan: Plan, backup: Backup, backend: Backend, *, backups: Path) -> Outcome:
    """Write a backup back, as the plan says; what is there now is kept first, and the result looked at."""
    (change,) = plan.changes
    url = view_url(plan, change)
    if not change.writes:
        return untouched(plan, change)
    try:
        current = backend.get_view(plan.project, backup.record.type, change.existing_name)
        if (fingerprint(current) if current else None) != change.seen:
            return Outcome(change, Status.CONFLICT, url, "it was changed meanwhile; try again")
        kept = keep(backups, plan, change, current) if current else None
        sent = backend.put_view(plan.project, restored(backup, current))
        held = backend.get_view(plan.project, sent.type, sent.name)
    except WbgenError as error:
        return Outcome(change, Status.FAILED, url, error.message, refused=isinstance(error, AuthError))
    url = view_url(plan, change, sent.id)
    if held is None or digest(form_of(held, plan.target.entity)[1]) != change.digest:
        return Outcome(change, Status.FAILED, url, "the server holds something else than was sent", kept)
    return Outcome(change, done(change), url, backup=kept)
