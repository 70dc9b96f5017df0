"""``wbgen plan``: what apply would do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wbgen.cli.options import (
    fail_on_option,
    plan_format_option,
    planning_options,
    specs_argument,
    target_option,
)
from wbgen.errors import Exit

if TYPE_CHECKING:
    from wbgen.cli.wanted import Wanted


@click.command()
@specs_argument
@target_option
@plan_format_option
@planning_options
@fail_on_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to put the plan in, for `wbgen apply --plan`.",
)
@click.option("--drift-only", is_flag=True, help="Show only what was edited in the app.")
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit 6 where there is something to do, or was edited."
)
def plan(
    specs: tuple[Path, ...],
    target: str | None,
    format: str,
    wanted: Wanted,
    entity: str | None,
    fail_on: str | None,
    out: Path | None,
    drift_only: bool,
    detailed_exitcode: bool,
) -> int:
    """Show what would change on a target. Writes nothing.

    What was edited in the app and stays is shown apart. Exit 5 where code changed the same as people.
    Sweeps are shown too; `wbgen apply` makes them with --sweeps only.

    \b
    Examples:
      wbgen plan                                   every spec under specs/, embedded server
      wbgen plan specs/npt.yaml --target team
      wbgen plan --detailed-exitcode --format json
      wbgen plan --out reviewed.plan               then: wbgen apply --plan reviewed.plan
      wbgen plan --drift-only --detailed-exitcode  for schedules: exit 6 where the app was edited
    """
    from wbgen.cli.carry_out import note_cut_off
    from wbgen.cli.read import read_guides
    from wbgen.cli.report import show_plans
    from wbgen.cli.session import make_plans, open_session
    from wbgen.cli.sweep_plans import with_sweeps
    from wbgen.plan import Action
    from wbgen.plan.guards import refusals, too_grave
    from wbgen.plan.narrow import only_edited

    if out and drift_only:
        raise click.UsageError("--out and --drift-only exclude one another: apply writes no drift")
    guides = read_guides(specs)
    with open_session(target, writing=False, entity=entity) as session:
        note_cut_off(session)
        plans = make_plans(session, guides, wanted)
        if not drift_only:
            plans = with_sweeps(session, plans, guides, wanted)
    limits = session.limits(fail_on)
    if drift_only:
        plans = [only_edited(made) for made in plans]
    if out:
        from wbgen.cli.plan_file import save  # its format is known to pydantic, which takes its time

        save(out, plans, wanted)
    show_plans(plans, format, whole=not drift_only)
    for refusal in refusals(plans, limits):
        click.echo(f"{refusal.message}\n  cure: {refusal.cure}", err=True)
    if too_grave(plans, limits):
        return Exit.ERROR
    if not drift_only and any(made.count(Action.CONFLICT) for made in plans):
        return Exit.CONFLICT
    pending = any(made.drifts if drift_only else made.writes for made in plans)
    return Exit.PENDING if pending and detailed_exitcode else Exit.OK
