"""The engine that the command line asks for, and the work it is to be given."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wbgen.cli.session import Session
from wbgen.config.slurm import SlurmDefaults
from wbgen.errors import WbgenError
from wbgen.sweeps.engine import Work
from wbgen.sweeps.path import SweepPath
from wbgen.sweeps.records import next_folder

if TYPE_CHECKING:
    from wbgen.sweeps.local import Local
    from wbgen.sweeps.slurm import Slurm
    from wbgen.sweeps.slurm_script import Order

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """What there is to work on. base_url: of the server.  left: runs that are still to be tried, if known."""

    session: Session
    sweep: SweepPath
    base_url: str
    left: int | None

    def work(self, options: Options, agents: int) -> Work:
        """The same as an engine is told it; the logs go where the next start would have them."""
        logs = next_folder(self.session.config.home, self.sweep)
        return Work(self.sweep, self.base_url, agents, options["count"], self.left, Path.cwd(), logs)


@dataclass(frozen=True, slots=True)
class Here:
    """Work on this machine. make: the engine, with what is known only once it starts.

    warning: what is to be said before it starts; empty for nothing.
    """

    make: Callable[..., Local]
    work: Work
    warning: str


def here(task: Task, options: Options) -> Here:
    """Agents on this machine, with its GPUs dealt out."""
    from wbgen.sweeps.gpus import are_shared, found_gpus, read_gpus
    from wbgen.sweeps.local import Local

    gpus = found_gpus() if options["gpus"] is None else read_gpus(options["gpus"])
    names = gpus.names if gpus else ()
    each = options["gpus_per_agent"] or 1
    agents = options["agents"] or max(1, len(names) // each)
    warning = f"warning: {agents} agents share {len(names)} GPUs" if are_shared(names, agents, each) else ""
    make = partial(Local, gpus=gpus, gpus_per_agent=each)
    return Here(make, task.work(options, agents), warning)


def on_slurm(task: Task, options: Options) -> tuple[Slurm, Work]:
    """An array job on SLURM."""
    from wbgen.generate.templates import folders
    from wbgen.sweeps.slurm import Slurm

    check_reach(task.session)
    config = task.session.config
    order = order_of(options, config.slurm)
    places = folders("slurm", config.root / "wbgen.yaml", config.root)
    engine = Slurm(order, places, key_for(task))
    work = task.work(options, options["agents"] or 1)
    return engine, replace(work, logs=work.logs.resolve())


def key_for(task: Task) -> dict[str, str]:
    """The API key as a variable, where jobs do not find it where the wandb client looks.

    That is so on the embedded server alone: for any other one, wbgen itself looked there.
    """
    if not task.session.embedded:
        return {}
    from wbgen.backends.credentials import find_api_key
    from wbgen.server.access import LOCAL_KEY, found_key

    if demanded := found_key(task.session.config.home):
        return {"WANDB_API_KEY": demanded}
    if find_api_key(task.base_url, os.environ, Path.cwd()):
        return {}
    return {"WANDB_API_KEY": LOCAL_KEY}  # the server takes any, and the client will not start without one


def order_of(options: Options, defaults: SlurmDefaults) -> Order:
    """What SLURM is asked for each task. Raises WbgenError for what it would not take."""
    from wbgen.sweeps.slurm_script import Order

    asked = asked_of_slurm(options, defaults)
    gpus = str(asked.gpus_per_agent) if asked.gpus_per_agent else None
    return Order(asked.partition, asked.account, asked.time, gpus, asked.setup, asked.sbatch)


def asked_of_slurm(options: Options, defaults: SlurmDefaults) -> SlurmDefaults:
    """The options of the command line, and for those that are not there the project's own."""
    names = [field.name for field in fields(SlurmDefaults)]
    given = {name: options[name] for name in names if options[name]}
    return replace(defaults, **given)


def check_reach(session: Session) -> None:
    """Refuse a server that goes when this command ends."""
    if session.embedded and session.running is None:
        raise WbgenError(
            "the embedded server runs for this command only, and the jobs would find none",
            cure="start `wbgen serve --host` on an address that the nodes reach",
        )


def show(task: Task, options: Options, *, err: bool) -> None:
    """Exactly what would be started or submitted. err: on stderr, where stdout is for JSON alone."""
    if options["on"] == "local":
        local = here(task, options)
        click.echo(local.make().preview(local.work), nl=False, err=err)
        return
    from wbgen.sweeps.slurm import SCRIPT

    engine, work = on_slurm(task, options)
    click.echo(engine.preview(work), nl=False, err=err)
    click.echo(f"would be submitted: sbatch --parsable {work.logs / SCRIPT}", err=True)
