"""``wbgen apply``: plan, ask where it matters, write, and say where to look."""

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
    yes_option,
)

if TYPE_CHECKING:
    from wbgen.cli.wanted import Wanted


@click.command()
@specs_argument
@target_option
@plan_format_option
@planning_options
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Carry out a file of `wbgen plan --out`, and nothing else.",
)
@click.option(
    "--checksum",
    multiple=True,
    metavar="CHECKSUM",
    help="Exit 5, and write nothing, where plan now has another checksum; once per spec.",
)
@fail_on_option
@click.option("--sweeps", is_flag=True, help="Make the sweeps of the specs too, as planned.")
@click.option("--force", is_flag=True, help="Change or delete more at once than the safety limits allow.")
@yes_option
@click.option("--dry-run", is_flag=True, help="Stop after the plan.")
def apply(
    specs: tuple[Path, ...],
    target: str | None,
    format: str,
    wanted: Wanted,
    entity: str | None,
    plan_file: Path | None,
    checksum: tuple[str, ...],
    fail_on: str | None,
    sweeps: bool,
    force: bool,
    yes: bool,
    dry_run: bool,
) -> int:
    """Make a target hold what the specs say.

    The plan is shown first. What was edited in the app stays, or is in conflict where code changed the
    same (exit 5). Without a target, the embedded server is written to; no account is needed. Deletes, and
    writes to other servers, are asked for. See docs/apply.md.

    \b
    Examples:
      wbgen apply specs/npt.yaml
      wbgen apply --target team             asks before it writes
      wbgen apply --target team --yes       for CI
      wbgen apply --overwrite workspace/default
      wbgen apply specs/ 'teams/**/*.yaml' --stack pr-42
      wbgen apply --plan reviewed.plan
      wbgen apply specs/npt.yaml --sweeps   its sweeps too
    """
    from wbgen.cli.carry_out import Way, carry_out, note_cut_off
    from wbgen.cli.plan_file import check, check_sums, load
    from wbgen.cli.read import read_guides
    from wbgen.cli.session import make_plans, open_session
    from wbgen.cli.sweep_plans import with_sweeps
    from wbgen.cli.wanted import Wanted

    if plan_file and (specs or checksum or sweeps or wanted != Wanted()):
        raise click.UsageError("--plan says all that is to be done: leave specs and other options out")
    loaded = load(plan_file) if plan_file else []
    guides = [] if plan_file else read_guides(specs)
    target = target or (loaded[0].target.name if loaded else None)
    with open_session(target, writing=not dry_run, entity=entity) as session:
        note_cut_off(session)
        if plan_file:
            check(plan_file, loaded, session)
        plans = loaded or make_plans(session, guides, wanted)
        if not plan_file:
            plans = with_sweeps(session, plans, guides, wanted, needed=sweeps)
        check_sums(plans, checksum)
        way = Way(format, session.limits(fail_on, force=force), yes=yes, dry_run=dry_run, sweeps=sweeps)
        return carry_out(session, plans, way)
