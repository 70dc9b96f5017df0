"""Sends one change: looks, keeps what would be lost, and writes."""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic

from wbgen.apply.backups import keep
from wbgen.apply.check import holds
from wbgen.apply.jobs import Job, Sent
from wbgen.apply.outcome import LeftError, Outcome, Status, untouched
from wbgen.backends.base import Again, Backend
from wbgen.errors import BackendError
from wbgen.plan import TYPES, Action, Change, fingerprint, view_url
from wbgen.plan.find import NAME
from wbgen.views.json import canonical
from wbgen.views.marker import read_marker, write_marker
from wbgen.views.records import ProjectRecord, ViewInput, ViewRecord, ViewType
from wbgen.views.target import fill

#: Seconds for which a look at a view counts. It costs a round trip, and is taken while others write.
FRESH = 1.0


def send(
    job: Job, backend: Backend, project: ProjectRecord, backups: Path, turn: AbstractContextManager[None]
) -> Sent:
    """Send one change. turn: entered to write.

    The view is looked at before each try, also after the server put us off: what people saved meanwhile
    is theirs. Raises LeftError where the view is left as it is, and WbgenError where it cannot be sent.
    """
    change = job.change

    def check() -> ViewRecord | None:
        current = backend.get_view(project.name, TYPES[change.view.kind], change.existing_name)
        if outcome := left(job, current, backend.entity):
            raise LeftError(outcome)
        return current

    current, looked = check(), monotonic()
    wanted = None
    if change.action is not Action.DELETE:
        wanted = view_input(change, backend.entity, project, current)
    with turn:
        if monotonic() - looked > FRESH:
            check()
        lost = current if change.edited and change.writes else None
        backup = keep(backups, job.plan, change, lost) if lost else None
        try:
            made = write(backend, project, current, wanted, check)
            if wanted is not None and current is None and made.name != wanted.name:
                wanted = named(backend, project, change, wanted, made)
        except BackendError:
            with suppress(BackendError):
                check()  # it was refused, or lost, since another apply was faster
            raise
    return Sent(job, made.id, wanted, backup)


def write(
    backend: Backend,
    project: ProjectRecord,
    current: ViewRecord | None,
    wanted: ViewInput | None,
    again: Again,
) -> ViewRecord:
    """Put a view, or delete the one that is there: the view as the server has it, or had it."""
    if wanted is not None:
        return backend.put_view(project.name, wanted, again=again)
    assert current is not None
    backend.delete_view(project.name, current, again=again)
    return current


def left(job: Job, current: ViewRecord | None, entity: str) -> Outcome | None:
    """The outcome of a change that is not sent, by what the server holds now; None where it may be sent."""
    change = job.change
    url = view_url(job.plan, change, current.id if current else None)
    if (fingerprint(current) if current else None) != change.seen:
        if current is None and change.action is Action.DELETE:
            return Outcome(change, Status.UNCHANGED, url, "it was gone already")
        if holds(change, current, entity):
            return Outcome(change, Status.UNCHANGED, url, "the server holds just this already")
        message = "it was changed between the plan and the write; plan again"
        return Outcome(change, Status.CONFLICT, url, message)
    if current is not None and current.locked:
        if not change.writes:  # its marker alone is behind, which can wait
            return untouched(job.plan, change)
        return Outcome(change, Status.CONFLICT, url, "it was locked meanwhile")
    return None


def named(
    backend: Backend, project: ProjectRecord, change: Change, wanted: ViewInput, made: ViewRecord
) -> ViewInput:
    """What was made, sent once more where the server gave a report another name than it was asked for.

    Its marker then notes that name, so that no person's copy is ever taken for it.
    """
    if wanted.type is not ViewType.REPORT:
        return wanted
    assert change.marker is not None
    assert change.body is not None
    marker = replace(change.marker, extra={**change.marker.extra, NAME: made.name})
    noted = replace(wanted, description=write_marker(change.body.description, marker), id=made.id)
    backend.put_view(project.name, noted)
    return noted


def view_input(change: Change, entity: str, project: ProjectRecord, current: ViewRecord | None) -> ViewInput:
    """The view as it is sent: made for the target, with the marker in its description.

    A view whose marker alone is behind keeps everything else to the letter.
    """
    assert change.marker is not None
    id = current.id if current else None
    if change.writes:
        assert change.body is not None
        return ViewInput(
            type=TYPES[change.view.kind],
            name=change.view.name,
            display_name=change.body.title,
            description=write_marker(change.body.description, change.marker),
            spec=canonical(fill(change.body.spec, entity, project.internal_id)),
            id=id,
        )
    assert current is not None
    description = write_marker(read_marker(current.description)[0], change.marker)
    return ViewInput(current.type, current.name, current.display_name, description, current.spec, id=id)
