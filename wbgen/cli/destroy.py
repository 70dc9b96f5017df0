"""``wbgen destroy``: the views of specs, deleted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wbgen.cli.options import (
    entity_option,
    plan_format_option,
    project_option,
    specs_argument,
    stack_option,
    target_option,
    yes_option,
)

if TYPE_CHECKING:
    from wbgen.cli.session import Session
    from wbgen.compile.resources import Resources


@click.command()
@specs_argument
@target_option
@plan_format_option
@stack_option
@project_option
@entity_option
@yes_option
@click.option("--dry-run", is_flag=True, help="Stop after the plan.")
def destroy(
    specs: tuple[Path, ...],
    target: str | None,
    format: str,
    stack: str | None,
    project: str | None,
    entity: str | None,
    yes: bool,
    dry_run: bool,
) -> int:
    """Delete the views that the specs made on a target.

    Only views that carry the specs' marker are deleted, those gone from the specs among them; each is
    backed up first (`wbgen restore`), and views with `protect: true` stay. The project, its custom
    charts, its sweeps and their runs stay too; sweeps that are not over are named.

    \b
    Examples:
      wbgen destroy --stack pr-42 --target team --yes      when a pull request was closed
      wbgen destroy specs/npt.yaml --dry-run
    """
    from wbgen.apply import read_existing
    from wbgen.cli.carry_out import Way, carry_out
    from wbgen.cli.read import read_guides
    from wbgen.cli.session import open_session
    from wbgen.cli.wanted import Wanted, read_resources
    from wbgen.plan.destroy import destroy_plan
    from wbgen.plan.guards import Limits
    from wbgen.spec.diagnostics import listed

    guides = read_guides(specs)
    of = read_resources(guides, Wanted(stack=stack, project=project))
    with open_session(target, writing=not dry_run, entity=entity) as session:
        existing = read_existing(session.backend, [own.project for own in of])
        plans = [
            destroy_plan(own, existing[own.project], session.target, guide.file)
            for own, guide in zip(of, guides, strict=True)
        ]
        if any(plan.writes for plan in plans):
            names = listed(dict.fromkeys(plan.project for plan in plans if plan.writes))
            click.echo(f"note: the custom charts and the project itself stay: {names}", err=True)
        for path in sweeps_left(session, of):
            click.echo(f"note: a sweep stays, and is not over: `wbgen sweep stop {path}` ends it", err=True)
        way = Way(format, Limits(force=True), yes=yes, dry_run=dry_run, looks=False)
        return carry_out(session, plans, way)


def sweeps_left(session: Session, of: Iterable[Resources]) -> list[str]:
    """The paths of the specs' sweeps that could still hand out runs; none where the server tells of none."""
    from wbgen.errors import BackendError
    from wbgen.plan.sweeps.found import marker_of

    found: list[str] = []
    for own in of:
        start = f"{own.stack}/{own.guide}/sweep/"
        try:
            records = session.backend.sweeps.list_sweeps(own.project)
        except BackendError:
            continue
        left = (one for one in records if not one.ended and marker_of(one).address.startswith(start))
        found += [f"{session.backend.entity}/{own.project}/{one.name}" for one in left]
    return found
