"""One sweep: planned, shown, asked for, made, told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from wbgen.apply.sweeps import SweepOutcome, apply_sweeps, plan_sweeps
from wbgen.cli.carry_out import ask
from wbgen.cli.session import Session
from wbgen.cli.show import as_json
from wbgen.cli.sweep_best_forms import yaml_text
from wbgen.cli.sweep_choose import Choice
from wbgen.cli.sweep_json import sweep_json, sweep_outcome_json
from wbgen.cli.sweep_outcome_text import outcome_lines
from wbgen.cli.sweep_plans import gpus_of_run, sweeps_exit
from wbgen.cli.sweep_text import change_lines
from wbgen.errors import Exit
from wbgen.plan.sweeps import SweepAction, SweepChange
from wbgen.spec.diagnostics import printable

#: Of the JSON, which docs/plan-json.md tells.
FORMAT_VERSION = 1

#: What leaves the sweep that is there in its place; to stop is said of one that was replaced before.
STAYS = (SweepAction.NO_OP, SweepAction.UPDATE, SweepAction.STOP)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a sweep. name: the server's for it, where it has one.

    runs: how many one that is not there yet would have, where that is known.
    """

    code: Exit
    name: str | None = None
    runs: int | None = None


def make(
    session: Session,
    choice: Choice,
    project: str,
    minutes: float | None,
    *,
    gpus: int | None,
    format: str,
    yes: bool,
    dry_run: bool,
) -> Made:
    """Make the sweep that was chosen, or only say what would be made. minutes, gpus: of a run, if said."""
    planned = plan_sweeps(session.backend.sweeps, project, [choice.sweep], minutes)
    changes = [change.with_gpus(gpus or gpus_of_run(session)) for change in planned]
    if format == "text":
        show(session, choice, project, changes)
    if dry_run:
        tell(session, choice, project, changes, (), format)
        return Made(sweeps_exit(changes, ()), name_of(changes), changes[0].estimate.runs)
    asks = not yes and not session.embedded and any(change.writes for change in changes)
    if asks and not ask(f"make it on {session.where}"):
        click.echo("not written", err=True)
        return Made(Exit.ERROR)
    outcomes = apply_sweeps(changes, session.backend, project)
    tell(session, choice, project, changes, outcomes, format)
    made = next((outcome.sweep.name for outcome in outcomes if outcome.sweep), None)
    return Made(sweeps_exit(changes, outcomes), made or name_of(changes))


def name_of(changes: Sequence[SweepChange]) -> str | None:
    """The name of the sweep that is there, where it stays."""
    kept = (change.existing for change in changes if change.action in STAYS)
    return next((existing.name for existing in kept if existing), None)


def show(session: Session, choice: Choice, project: str, changes: Sequence[SweepChange]) -> None:
    """The plan, for people."""
    target = session.target
    place = f"{choice.source} -> {target.name}  {target.app_url}/{target.entity}/{project}"
    click.echo(f"{printable(place)}\n")
    for change in changes:
        click.echo("\n".join(change_lines(change)))


def tell(
    session: Session,
    choice: Choice,
    project: str,
    changes: Sequence[SweepChange],
    outcomes: Sequence[SweepOutcome],
    format: str,
) -> None:
    """The end of the output: what became of it, or where nothing was to be written, what would be sent."""
    if format == "json":
        done = [sweep_outcome_json(outcome, session.target, project) for outcome in outcomes]
        planned = [sweep_json(change) for change in changes]
        click.echo(as_json({"version": FORMAT_VERSION, "sweeps": planned, "outcomes": done}))
        return
    for outcome in outcomes:
        click.echo("\n".join(outcome_lines(outcome, session.target, project, embedded=session.embedded)))
    if not outcomes:
        click.echo(f"\n{yaml_text(dict(choice.sweep.config))}", nl=False)
