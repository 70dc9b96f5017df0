"""Plans carried out: shown, guarded, asked for, written, told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

import click

from wbgen.apply import Outcome, Status, apply_plans
from wbgen.apply.journal import open_journal, unfinished
from wbgen.apply.threads import stopped_by_ctrl_c
from wbgen.cli.exit_code import code_of
from wbgen.cli.report import finish, show_first, tell_outcomes
from wbgen.cli.session import Session
from wbgen.cli.sweep_plans import make_sweeps, sweeps_exit, tell_sweeps
from wbgen.errors import Exit, WbgenError
from wbgen.plan import Action, Plan
from wbgen.plan.guards import Limits, asks, refusals
from wbgen.plan.narrow import without_renewals
from wbgen.spec.diagnostics import listed

#: Writes up to which nobody waits long enough to be told how far they are.
FEW = 4


@dataclass(frozen=True, slots=True)
class Way:
    """How a command was told to go about it. format: of the result.  limits: how far plans may go.

    yes: nobody is asked.  dry_run: nothing is written.  looks: whether to say where to look afterwards.
    sweeps: whether those of the plans are made too.
    """

    format: str
    limits: Limits
    yes: bool = False
    dry_run: bool = False
    looks: bool = True
    sweeps: bool = False


def carry_out(session: Session, plans: Sequence[Plan], way: Way) -> int:
    """Show plans, ask where that is due, do what they say, and tell what came of it."""
    show_first(plans, way.format)
    if way.dry_run:
        finish(session, plans, (), way.format, looks=False)
        refuse(plans, way.limits)
        return exit_code(plans, ())
    refuse(plans, way.limits)
    makes = way.sweeps and not session.embedded and any(one.writes for plan in plans for one in plan.sweeps)
    asked = makes or asks(plans, embedded=session.embedded)
    if not way.yes and asked and not confirmed(session, plans, way.format):
        click.echo("not written", err=True)
        return Exit.ERROR
    renews = session.embedded or way.yes or any(plan.writes for plan in plans)
    if not renews and (behind := sum(change.renew for plan in plans for change in plan.changes)):
        click.echo(f"note: {behind} markers are behind what was decided; add --yes to write them", err=True)
    stop = Event()
    with stopped_by_ctrl_c(stop, tell_stopping):
        outcomes = run(session, plans if renews else without_renewals(plans), stop)
    made = make_sweeps(session, plans) if way.sweeps and not stop.is_set() else []
    tell_outcomes(outcomes, way.format)
    if way.format == "text":
        tell_sweeps(made, embedded=session.embedded)
    finish(session, plans, outcomes, way.format, looks=way.looks and session.embedded, made=made)
    if any(outcome.status is Status.PENDING for outcome in outcomes):
        return Exit.INTERRUPTED
    of_sweeps = sweeps_exit([outcome.change for _, outcome in made], [outcome for _, outcome in made])
    return exit_code(plans, outcomes) or of_sweeps


def refuse(plans: Sequence[Plan], limits: Limits) -> None:
    """Raise WbgenError where a guard speaks against the plans."""
    for refusal in refusals(plans, limits):
        raise WbgenError(f"{refusal.message}; nothing was written", cure=refusal.cure)


def confirmed(session: Session, plans: Sequence[Plan], format: str) -> bool:
    """The answer to whether to write; nobody answers before the plan was shown.

    Raises WbgenError where nobody can answer.
    """
    deletes = sum(plan.count(Action.DELETE) for plan in plans)
    what = f"write to {session.where}" + (f" and delete {deletes} there" if deletes else "")
    return ask(what, lambda: show_first(plans, "text", err=True) if format != "text" else None)


def ask(what: str, before: Callable[[], None] = lambda: None) -> bool:
    """The answer to whether to do something. Raises WbgenError where nobody can answer."""
    if not sys.stdin.isatty():
        raise WbgenError(f"nobody can answer whether to {what}", cure="add --yes")
    before()
    return click.confirm(f"{what}?", err=True)


def run(session: Session, plans: Sequence[Plan], stop: Event) -> tuple[Outcome, ...]:
    """What came of the plans. A run that writes, or that follows one that was cut off, keeps a journal."""
    home = session.config.home
    busy = any(change.writes or change.renew for plan in plans for change in plan.changes)
    journal = open_journal(home) if busy or unfinished(home) else None
    progress = tell_progress if sys.stderr.isatty() else None
    return apply_plans(
        plans, session.backend, backups=home / "backups", progress=progress, journal=journal, stop=stop
    )


def tell_progress(done: int, of: int) -> None:
    """Say on a terminal how many views are written."""
    if of > FEW:
        click.echo(f"\r{done} of {of} written", err=True, nl=done == of)


def note_cut_off(session: Session) -> None:
    """Say which writes of the last run nobody saw the end of."""
    if addresses := unfinished(session.config.home):
        click.echo(
            f"note: the last run ended (or still is) in the midst of writing {listed(addresses)};"
            " what the server holds now is what counts",
            err=True,
        )


def exit_code(plans: Sequence[Plan], outcomes: Sequence[Outcome]) -> Exit:
    """The exit code, as ``code_of`` has it."""
    return code_of(outcomes, conflict=any(plan.count(Action.CONFLICT) for plan in plans))


def tell_stopping() -> None:
    """Say what Ctrl-C has begun."""
    click.echo("stopping: what was begun is ended first", err=True)
