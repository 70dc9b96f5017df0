"""``wbgen sweep SPEC NAME``: a sweep, planned and made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from wbgen.cli.options import (
    entity_option,
    format_option,
    project_option,
    stack_option,
    target_option,
    yes_option,
)
from wbgen.cli.sweep_options import agent_options, are_wanted
from wbgen.errors import Exit, WbgenError

if TYPE_CHECKING:
    from wbgen.cli.session import Session
    from wbgen.cli.sweep_choose import Choice

#: Stands in previews for the name that a server has yet to give.
NEW = "<new>"


@click.command()
@click.argument("spec_and_name", nargs=-1)
@target_option
@format_option
@stack_option
@project_option
@entity_option
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True, max=1e7),
    help="How long a run takes, where past runs do not tell.",
)
@yes_option
@agent_options
@click.option(
    "--dry-run",
    is_flag=True,
    help="Stop after the plan, and show what would be sent, and which agents started.",
)
def create(
    spec_and_name: tuple[str, ...],
    target: str | None,
    format: str,
    stack: str | None,
    project: str | None,
    entity: str | None,
    minutes: float | None,
    yes: bool,
    dry_run: bool,
    agents: Mapping[str, Any],
) -> int:
    """Make the sweep NAME of SPEC, or the sweep in a file as `wandb sweep` takes it.

    A sweep that is there already is left as it is, and found by the marker in its description. One that
    has runs is replaced where the search changes: the new one begins with the runs that fit it.
    With --agents, or --on slurm, agents work on it at once, as `wbgen sweep run` tells.

    \b
    Examples:
      wbgen sweep                                the only sweep there is, or what there is to choose from
      wbgen sweep specs/proto_tokens.yaml seeds
      wbgen sweep specs/proto_tokens.yaml seeds --agents 2
      wbgen sweep seeds --dry-run                what would be made, and what it takes
      wbgen sweep sweep.yaml --project tries --minutes 12
    """
    from wbgen.cli.session import open_session
    from wbgen.cli.sweep_choose import choose
    from wbgen.cli.sweep_engines import order_of
    from wbgen.cli.sweep_make import make
    from wbgen.cli.sweep_program import check_program
    from wbgen.cli.sweep_run import work_on
    from wbgen.cli.sweep_target import found_sweep
    from wbgen.compile.ids import STACK

    wanted = are_wanted(agents)
    choice = choose(spec_and_name, stack or STACK, project)
    if choice.project is None:
        raise WbgenError(f"{choice.source} names no project", cure="add --project NAME")
    with open_session(target, writing=not dry_run, entity=entity) as session:
        if wanted:
            if agents["on"] == "slurm":
                order_of(agents, session.config.slurm)  # refused before anything is made
            config = choice.sweep.config
            check_program(config, lambda: choice.source, session, agents, dry_run=dry_run)
        gpus = agents["gpus_per_agent"]
        made = make(
            session, choice, choice.project, minutes, gpus=gpus, format=format, yes=yes, dry_run=dry_run
        )
        if not wanted or made.code is not Exit.OK:
            return made.code
        json = format == "json"
        if made.name is None:
            preview(session, choice, choice.project, made.runs, agents, err=json)
            return Exit.OK
        place = f"{session.backend.entity}/{choice.project}/{made.name}"
        opened = replace(found_sweep(place, session), file=choice.source)
        return work_on(opened, agents, dry_run=dry_run, err=json)


def preview(
    session: Session, choice: Choice, project: str, runs: int | None, agents: Mapping[str, Any], *, err: bool
) -> None:
    """The agents of a sweep that is not there yet, which a server would give another name."""
    from wbgen.backends.wandb import WandbBackend
    from wbgen.cli.sweep_engines import Task, show
    from wbgen.sweeps.path import SweepPath

    backend = session.backend
    url = backend.transport.base_url if isinstance(backend, WandbBackend) else session.target.app_url
    show(Task(session, SweepPath(backend.entity, project, NEW), url, runs), agents, err=err)
