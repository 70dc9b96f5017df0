"""``wbgen plan``: what apply would do."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import format_option, overwrite_option, specs_argument, target_option
from wbgen.errors import Exit


@click.command()
@specs_argument
@target_option
@format_option
@overwrite_option
@click.option("--detailed-exitcode", is_flag=True, help="Exit 6 where there is something to do.")
def plan(
    specs: tuple[Path, ...],
    target: str | None,
    format: str,
    overwrite: tuple[str, ...],
    detailed_exitcode: bool,
) -> int:
    """Show what would change on a target. Writes nothing.

    Exit 5 where a view was edited in the app and a write would lose that edit.

    \b
    Examples:
      wbgen plan                                   every spec under specs/, embedded server
      wbgen plan specs/npt.yaml --target team
      wbgen plan --detailed-exitcode --format json
    """
    from wbgen.cli.apply import show
    from wbgen.cli.plan_json import FORMAT_VERSION, plan_json
    from wbgen.cli.read import read_guides
    from wbgen.cli.session import Wanted, make_plans, open_session
    from wbgen.cli.show import as_json
    from wbgen.plan import Action

    guides = read_guides(specs)
    with open_session(target, writing=False) as session:
        plans = make_plans(session, guides, Wanted(overwrite))
    if format == "json":
        click.echo(as_json({"version": FORMAT_VERSION, "plans": [plan_json(plan) for plan in plans]}))
    else:
        show(plans)
    if any(made.count(Action.CONFLICT) for made in plans):
        return Exit.CONFLICT
    pending = any(made.writes for made in plans)
    return Exit.PENDING if pending and detailed_exitcode else Exit.OK
