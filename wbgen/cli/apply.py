"""``wbgen apply``: plan, ask where it matters, write, and say where to look."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wbgen.cli.options import format_option, overwrite_option, specs_argument, target_option
from wbgen.errors import Exit, WbgenError

if TYPE_CHECKING:
    from wbgen.apply import Outcome
    from wbgen.cli.session import Session
    from wbgen.plan import Plan


@click.command()
@specs_argument
@target_option
@format_option
@overwrite_option
@click.option("--yes", "-y", is_flag=True, help="Do not ask before writing to a server that is not embedded.")
@click.option("--dry-run", is_flag=True, help="Stop after the plan.")
def apply(
    specs: tuple[Path, ...],
    target: str | None,
    format: str,
    overwrite: tuple[str, ...],
    yes: bool,
    dry_run: bool,
) -> int:
    """Make a target hold what the specs say.

    The plan is shown first. A view that was edited in the app is left untouched (exit 5) unless it is
    named with --overwrite. Without a target, the embedded server is written to; no account is needed.

    \b
    Examples:
      wbgen apply specs/npt.yaml
      wbgen apply --target team             asks before it writes
      wbgen apply --target team --yes       for CI
      wbgen apply --overwrite workspace/default
    """
    from wbgen.apply import apply_plans
    from wbgen.apply.journal import open_journal
    from wbgen.cli.read import read_guides
    from wbgen.cli.session import Wanted, make_plans, open_session

    guides = read_guides(specs)
    talking = format == "text"
    with open_session(target, writing=not dry_run) as session:
        plans = make_plans(session, guides, Wanted(overwrite))
        if talking:
            show(plans)
        writing = any(plan.writes for plan in plans) and not dry_run
        if writing and not session.embedded and not yes and not confirmed(session, plans, talking):
            click.echo("not written", err=True)
            return Exit.ERROR
        outcomes: tuple[Outcome, ...] = ()
        if not dry_run:
            outcomes = apply_plans(
                plans,
                session.backend,
                backups=session.config.home / "backups",
                journal=open_journal(session.config.home) if writing else None,
            )
        if talking:
            for outcome in outcomes:
                tell_outcome(outcome)
    finish(plans, outcomes, session, talking, dry_run)
    return exit_code(plans, outcomes)


def tell_outcome(outcome: Outcome) -> None:
    """Say what became of a change as soon as it is known."""
    from wbgen.cli.plan_text import outcome_line

    click.echo(outcome_line(outcome))


def show(plans: Sequence[Plan], *, err: bool = False) -> None:
    """Plans for people."""
    from wbgen.cli.plan_text import plan_lines

    for plan in plans:
        click.echo("\n".join(plan_lines(plan)), err=err)


def confirmed(session: Session, plans: Sequence[Plan], shown: bool) -> bool:
    """The answer to whether to write where others look; nobody answers before the plan was shown.

    Raises WbgenError where nobody can answer.
    """
    where = f"{session.target.name} ({session.target.app_url}/{session.target.entity})"
    if not sys.stdin.isatty():
        raise WbgenError(f"nobody can answer whether to write to {where}", cure="add --yes")
    if not shown:
        show(plans, err=True)
    return click.confirm(f"write to {where}?", err=True)


def finish(
    plans: Sequence[Plan], outcomes: Sequence[Outcome], session: Session, talking: bool, dry_run: bool
) -> None:
    """The end of the output: JSON, or how to look at what was made."""
    from wbgen.cli.plan_json import FORMAT_VERSION, outcome_json, plan_json
    from wbgen.cli.show import as_json

    if not talking:
        result = {
            "version": FORMAT_VERSION,
            "plans": [plan_json(plan) for plan in plans],
            "outcomes": [outcome_json(outcome) for outcome in outcomes],
        }
        click.echo(as_json(result))
    elif session.embedded and not dry_run:
        click.echo(f"\n{where_to_look(session)}")


def where_to_look(session: Session) -> str:
    """How to open what the embedded server holds."""
    from wbgen.server.discovery import base_url, serves_another

    port = session.config.port
    if session.running:
        other = f"   (the URLs above are for port {port})" if session.running != base_url(port) else ""
        return f"look: {session.running}{other}"
    taken = serves_another(port, session.config.home)
    return "open: wbgen serve" + (f"   (port {port} now serves another folder)" if taken else "")


def exit_code(plans: Sequence[Plan], outcomes: Sequence[Outcome]) -> Exit:
    """130 where the run was stopped, 3 where the key was refused before anything was written, 4 where a
    write failed, 5 where a conflict was left, else 0."""
    from wbgen.apply import Status
    from wbgen.plan import Action

    if any(outcome.status is Status.PENDING for outcome in outcomes):
        return Exit.INTERRUPTED
    failed = [outcome for outcome in outcomes if outcome.status is Status.FAILED]
    if failed:
        written = any(outcome.status in (Status.CREATED, Status.UPDATED) for outcome in outcomes)
        return Exit.AUTH if not written and all(one.refused for one in failed) else Exit.PARTIAL
    conflicts = any(outcome.status is Status.CONFLICT for outcome in outcomes)
    if conflicts or any(plan.count(Action.CONFLICT) for plan in plans):
        return Exit.CONFLICT
    return Exit.OK
