"""Carries plans out.

Nothing is decided here. Before each write the view is read again and compared with what the plan saw, and
kept as a backup where a person's work would be lost; afterwards each project is read once more, and what
it holds is compared with what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Semaphore

from wbgen.apply.check import look
from wbgen.apply.jobs import Job, Sent
from wbgen.apply.journal import Journal
from wbgen.apply.outcome import LeftError, Outcome, Status, untouched
from wbgen.apply.prepare import Prepared, prepare
from wbgen.apply.read import try_existing
from wbgen.apply.send import send
from wbgen.apply.threads import do_all, stopped_by_ctrl_c
from wbgen.backends.base import Backend
from wbgen.errors import AuthError, WbgenError
from wbgen.plan import Existing, Plan, view_url

#: Writes under way at a time.
AT_ONCE = 25


@dataclass(slots=True)
class Run:
    """What an apply works with, in all its threads.

    stop: set where nothing more is to be begun.  writing: holds as many as may write at a time.
    refusal: of the key, once it was met; nothing is begun after it.
    """

    backend: Backend
    backups: Path
    journal: Journal
    stop: Event
    writing: Semaphore
    prepared: Prepared
    refusal: AuthError | None = None


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
    that were not begun are left, as pending; Ctrl-C sets it, and pressed again raises KeyboardInterrupt.
    at_once: writes under way at a time. What fails is an outcome, whatever it is; a refused key fails all
    that is left. Raises WbgenError, before anything is sent, where the journal cannot be kept.
    """
    journal, stop = journal or Journal(None), stop or Event()
    jobs = [Job(plan, change) for plan in plans for change in plan.changes]
    busy = [job for job in jobs if job.sends]
    with stopped_by_ctrl_c(stop):
        journal.opened(len(busy))
        prepared = prepare(busy, backend, at_once=at_once, stop=stop)
        run = Run(backend, backups, journal, stop, Semaphore(at_once), prepared, prepared.refusal)
        # While so many write, as many others look at what is theirs to write next.
        results = do_all(partial(attempt, run), busy, 2 * at_once - 1, progress)
        written = [result.job.plan.project for result in results if isinstance(result, Sent)]
        seen = try_existing(backend, written)
        told = iter([judge(run, result, seen) for result in results])
    return tuple(next(told) if job.sends else untouched(job.plan, job.change) for job in jobs)


def apply_plan(plan: Plan, backend: Backend, *, backups: Path, at_once: int = 1) -> tuple[Outcome, ...]:
    """Do what one plan says, one view after the other."""
    return apply_plans([plan], backend, backups=backups, at_once=at_once)


def attempt(run: Run, job: Job) -> Sent | Outcome:
    """Carry out one job, if it may begin at all; a failure is its outcome."""
    try:
        may_begin(run, job)
        return send(job, run.backend, run.prepared.project(job), run.backups, turn(run, job))
    except LeftError as reason:
        return reason.outcome
    except Exception as error:  # noqa: BLE001  # even a bug of ours concerns one view, and the others are told
        if isinstance(error, AuthError):
            run.refusal = error
        return failed(job, error)


def may_begin(run: Run, job: Job) -> None:
    """Raise what speaks against beginning anything more."""
    if run.stop.is_set():
        url = view_url(job.plan, job.change)
        raise LeftError(Outcome(job.change, Status.PENDING, url, "not begun: the run was stopped"))
    if run.refusal:
        raise run.refusal


@contextmanager
def turn(run: Run, job: Job) -> Iterator[None]:
    """A job's turn to write. Much may have happened since it was looked at."""
    with run.writing:
        may_begin(run, job)
        run.journal.began(job.plan, job.change)
        yield


def judge(run: Run, result: Sent | Outcome, seen: Mapping[str, Existing | WbgenError]) -> Outcome:
    """The outcome of a job, by what the server holds now where something was sent."""
    outcome = result if isinstance(result, Outcome) else verified(run, result, seen)
    run.journal.ended(outcome)
    return outcome


def verified(run: Run, sent: Sent, seen: Mapping[str, Existing | WbgenError]) -> Outcome:
    """The outcome of a change that was sent."""
    try:
        return look(sent, seen[sent.job.plan.project], run.backend.entity)
    except Exception as error:  # noqa: BLE001  # as above
        return failed(sent.job, error, sent.backup)


def failed(job: Job, error: Exception, backup: Path | None = None) -> Outcome:
    """The outcome of a job that an error ended."""
    bug = f"a bug in wbgen: {type(error).__name__}: {error}"
    message = error.message if isinstance(error, WbgenError) else bug
    url, refused = view_url(job.plan, job.change), isinstance(error, AuthError)
    return Outcome(job.change, Status.FAILED, url, message, backup, refused)
