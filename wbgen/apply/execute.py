"""Carries plans out.

Nothing is decided here. Before each write the view is read again and compared with what the plan saw, and
kept as a backup where a person's work would be lost; afterwards each project is read once more, and what
it holds is compared with what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from wbgen.apply.backups import keep
from wbgen.apply.check import holds, problem_with
from wbgen.apply.journal import Journal
from wbgen.apply.outcome import Outcome, Status
from wbgen.apply.prepare import Prepared, prepare
from wbgen.apply.read import AT_ONCE, read_existing
from wbgen.backends.base import Backend
from wbgen.errors import AuthError, BackendError, WbgenError
from wbgen.plan import TYPES, Action, Change, Existing, Plan, fingerprint, view_url
from wbgen.views.json import canonical
from wbgen.views.marker import read_marker, write_marker
from wbgen.views.records import ProjectRecord, ViewInput, ViewRecord
from wbgen.views.target import fill

#: What a written change has become.
WRITTEN = {
    Action.CREATE: Status.CREATED,
    Action.UPDATE: Status.UPDATED,
    Action.ADOPT: Status.ADOPTED,
    Action.DELETE: Status.DELETED,
}
#: What a change that is not written has become.
LEFT = {Action.CONFLICT: Status.CONFLICT, Action.DRIFT: Status.DRIFTED}


@dataclass(frozen=True, slots=True)
class Job:
    """One change of one plan."""

    plan: Plan
    change: Change


@dataclass(frozen=True, slots=True)
class Sent:
    """A change that was sent and is still to be looked at. id: of the view."""

    job: Job
    id: str
    backup: Path | None


@dataclass(slots=True)
class Run:
    """What an apply works with. stop: set where nothing more is to be begun.

    refusal: the refusal of the key, once it was met; nothing is sent after it.
    """

    backend: Backend
    prepared: Prepared
    backups: Path
    journal: Journal
    stop: Event
    refusal: list[AuthError] = field(default_factory=list)


def apply_plans(
    plans: Sequence[Plan],
    backend: Backend,
    *,
    backups: Path,
    progress: Callable[[int, int], None] | None = None,
    journal: Journal | None = None,
    stop: Event | None = None,
    at_once: int = AT_ONCE,
) -> tuple[Outcome, ...]:
    """Do what plans say; a failure stops only the views it concerns. Outcomes stand in the plans' order.

    backups: the folder into which a body is put before it is overwritten.  progress: told how many views
    of how many are written.  journal: keeps what was begun and what was done.  stop: once it is set, views
    that were not begun are left, as pending.  at_once: writes under way at a time. What fails is an
    outcome, whatever it is; a refused key fails all that is left.
    """
    jobs = [Job(plan, change) for plan in plans for change in plan.changes]
    run = Run(backend, prepare(plans, backend), backups, journal or Journal(None), stop or Event())
    busy = [job for job in jobs if job.change.writes or job.change.renew]
    results: dict[int, Sent | Outcome] = {}
    for job, result in zip(busy, carry_out(run, busy, progress, at_once), strict=True):
        results[id(job)] = result
    seen = read_back(run, [result for result in results.values() if isinstance(result, Sent)])
    outcomes = []
    for job in jobs:
        result = results.get(id(job)) or untouched(job)
        outcome = look(run, result, seen) if isinstance(result, Sent) else result
        if id(job) in results:
            run.journal.ended(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


def apply_plan(plan: Plan, backend: Backend, *, backups: Path, at_once: int = 1) -> tuple[Outcome, ...]:
    """Do what one plan says, one view after the other."""
    return apply_plans([plan], backend, backups=backups, at_once=at_once)


def carry_out(
    run: Run, jobs: Sequence[Job], progress: Callable[[int, int], None] | None, at_once: int
) -> list[Sent | Outcome]:
    """What came of every job, several of them at a time; Ctrl-C lets those end that were begun."""
    done: list[Sent | Outcome] = []
    with ThreadPoolExecutor(max_workers=max(1, min(at_once, len(jobs)))) as pool:
        futures: list[Future[Sent | Outcome]] = [pool.submit(attempt, run, job) for job in jobs]
        while len(done) < len(futures):
            try:
                done.append(futures[len(done)].result())
            except KeyboardInterrupt:
                run.stop.set()
                continue
            if progress:
                progress(len(done), len(futures))
    return done


def attempt(run: Run, job: Job) -> Sent | Outcome:
    """Carry out one job, if it may begin at all; a failure is its outcome."""
    plan, change = job.plan, job.change
    url = view_url(plan, change)
    if run.stop.is_set():
        return Outcome(change, Status.PENDING, url, "not begun: the run was stopped")
    try:
        if run.refusal:
            raise run.refusal[0]
        project = run.prepared.project(plan, change)
        run.journal.began(plan, change)
        return execute(run, job, project)
    except WbgenError as error:
        if isinstance(error, AuthError):
            run.refusal.append(error)
        refused = isinstance(error, AuthError)
        return Outcome(change, Status.FAILED, url, error.message, refused=refused)


def untouched(job: Job) -> Outcome:
    """The outcome of a change that nothing was to be done for."""
    change = job.change
    status = LEFT.get(change.action, Status.UNCHANGED)
    return Outcome(change, status, view_url(job.plan, change), change.reason)


def execute(run: Run, job: Job, project: ProjectRecord) -> Sent | Outcome:
    """Send one change. Raises WbgenError where it cannot be sent."""
    plan, change, backend = job.plan, job.change, run.backend
    current = backend.get_view(project.name, TYPES[change.view.kind], change.existing_name)
    if (fingerprint(current) if current else None) != change.seen:
        return overtaken(plan, change, current, backend.entity)
    if current is not None and current.locked:
        return Outcome(change, Status.CONFLICT, view_url(plan, change), "it was locked meanwhile")
    backup = keep(run.backups, plan, change, current) if current and change.edited and change.writes else None
    if change.action is Action.DELETE:
        assert current is not None
        backend.delete_view(project.name, current)
        return Sent(job, current.id, backup)
    try:
        sent = backend.put_view(project.name, view_input(change, backend.entity, project, current))
    except BackendError:
        if current is not None:
            raise
        appeared = backend.get_view(project.name, TYPES[change.view.kind], change.view.name)
        if appeared is None:
            raise
        return overtaken(plan, change, appeared, backend.entity)
    return Sent(job, sent.id, backup)


def overtaken(plan: Plan, change: Change, current: ViewRecord | None, entity: str) -> Outcome:
    """The outcome where another write came between the plan and ours: fine if it wrote just the same."""
    url = view_url(plan, change, current.id if current else None)
    if holds(change, current, entity):
        return Outcome(change, Status.UNCHANGED, url, "another apply did just this meanwhile")
    message = "it was changed between the plan and the write; plan again"
    return Outcome(change, Status.CONFLICT, url, message)


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


# --- afterwards


def read_back(run: Run, sent: Iterable[Sent]) -> Mapping[str, Existing | WbgenError]:
    """What the projects that were written to hold now, or why that cannot be said."""
    found: dict[str, Existing | WbgenError] = {}
    for name in dict.fromkeys(one.job.plan.project for one in sent):
        try:
            found[name] = read_existing(run.backend, [name])[name]
        except WbgenError as error:
            found[name] = error
    return found


def look(run: Run, sent: Sent, seen: Mapping[str, Existing | WbgenError]) -> Outcome:
    """The outcome of a change that was sent, by what the server holds now."""
    plan, change = sent.job.plan, sent.job.change
    existing = seen[plan.project]
    url = view_url(plan, change, sent.id)
    if isinstance(existing, WbgenError):
        message = f"it was sent, and could not be read back: {existing.message}"
        return Outcome(change, Status.FAILED, url, message, sent.backup)
    records = existing.views.get(TYPES[change.view.kind], ())
    held = next((record for record in records if record.id == sent.id), None)
    if change.action is Action.DELETE:
        problem = "the server took the deletion, and still shows the view" if held else ""
    elif held is not None and change.view.kind == "workspace" and held.name != change.existing_name:
        problem = f"the server does not show it under its name, but as {held.name}"
    else:
        problem = problem_with(change, held, run.backend.entity)
    done = WRITTEN.get(change.action) or LEFT.get(change.action, Status.UNCHANGED)
    status = Status.FAILED if problem else done
    message = problem or ("" if change.writes else change.reason)
    return Outcome(change, status, url, message, sent.backup)
