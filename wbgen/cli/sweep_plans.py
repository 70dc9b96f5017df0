"""The sweeps of specs within plan and apply: planned beside the views, made only where that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from wbgen.apply.sweeps import Made, SweepOutcome, apply_sweeps, plan_sweeps
from wbgen.cli.exit_code import code_of
from wbgen.cli.session import Session
from wbgen.cli.wanted import Wanted, stack_of
from wbgen.errors import BackendError, Exit
from wbgen.plan import Plan
from wbgen.plan.sweeps import SweepAction, SweepChange, decide_sweep, estimate_of, wanted_of_guide
from wbgen.plan.sweeps.found import Found
from wbgen.spec.guide import Guide
from wbgen.views.sweep_records import SweepActivity


def with_sweeps(
    session: Session, plans: Sequence[Plan], guides: Sequence[Guide], wanted: Wanted, *, needed: bool = False
) -> list[Plan]:
    """The plans with what is to be done with the sweeps of their guides.

    needed: whether sweeps were asked for; else a server that does not tell of them is no hindrance.
    """
    return [
        replace(plan, sweeps=sweeps_of(session, plan, guide, wanted, needed=needed))
        for plan, guide in zip(plans, guides, strict=True)
    ]


def sweeps_of(
    session: Session, plan: Plan, guide: Guide, wanted: Wanted, *, needed: bool
) -> tuple[SweepChange, ...]:
    """What is to be done with the sweeps of a guide, and what that takes."""
    planned = planned_sweeps(session, plan, guide, wanted, needed=needed)
    return tuple(change.with_gpus(gpus_of_run(session)) for change in planned)


def gpus_of_run(session: Session) -> int:
    """GPUs that a run is taken to have: those of an agent on SLURM, where the project says how many."""
    return session.config.slurm.gpus_per_agent or 1


def planned_sweeps(
    session: Session, plan: Plan, guide: Guide, wanted: Wanted, *, needed: bool
) -> tuple[SweepChange, ...]:
    """What is to be done with the sweeps of a guide. A project that is not there holds none."""
    stack = stack_of(wanted)
    sweeps = [wanted_of_guide(replace(guide, project=plan.project), id, stack) for id in guide.sweeps]
    if plan.existing_project is None:
        return tuple(decide_sweep(one, Found(), SweepActivity(), estimate_of(one)) for one in sweeps)
    try:
        return plan_sweeps(session.backend.sweeps, plan.project, sweeps)
    except BackendError as error:
        if needed:
            raise
        click.echo(f"note: the sweeps of {plan.project} are not planned: {error.message}", err=True)
        return ()


def make_sweeps(session: Session, plans: Sequence[Plan]) -> Made:
    """Do what plans say of sweeps."""
    return [
        (plan, outcome)
        for plan in plans
        for outcome in apply_sweeps(plan.sweeps, session.backend, plan.project)
    ]


def tell_sweeps(made: Made, *, embedded: bool) -> None:
    """Say what became of every sweep, and how it is run: on the embedded server, or on another."""
    from wbgen.cli.sweep_outcome_text import outcome_lines

    for plan, outcome in made:
        click.echo("\n".join(outcome_lines(outcome, plan.target, plan.project, embedded=embedded)))


def sweeps_exit(changes: Sequence[SweepChange], outcomes: Sequence[SweepOutcome]) -> Exit:
    """The exit code, as ``code_of`` has it."""
    return code_of(outcomes, conflict=any(change.action is SweepAction.CONFLICT for change in changes))
