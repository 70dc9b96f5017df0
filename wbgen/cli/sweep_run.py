"""``wbgen sweep [run]``: agents for a sweep, here or on a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from wbgen.cli.options import entity_option, target_option
from wbgen.cli.sweep_options import agent_options
from wbgen.cli.sweep_target import OpenSweep, open_sweep, sweep_argument
from wbgen.config.slurm import SlurmDefaults
from wbgen.errors import Exit, WbgenError
from wbgen.sweeps.engine import Agent, Engine, State, Work
from wbgen.sweeps.path import SweepPath


@click.command()
@sweep_argument
@agent_options
@click.option("--dry-run", is_flag=True, help="Print exactly what would be started or submitted, and stop.")
@target_option
@entity_option
def run(sweep: str, target: str | None, entity: str | None, dry_run: bool, agents: Mapping[str, Any]) -> int:
    """Start agents that work on a sweep: real `wandb agent` processes.

    Here they stay as long as this command. Ctrl-C lets the runs at work end, a second one ends them, a third
    kills. The sweep is left as it is, and the same command goes on with it.

    On SLURM an array job is submitted, a task for each run that is left, so many at a time as --agents says.
    The API key is not in it: jobs find it where yours is, in the environment or in ~/.netrc. What is under
    `slurm:` in wbgen.yaml stands for options that are left out.

    \b
    Examples:
      wbgen sweep team/vision/x1y2z3a4 --agents 4
      wbgen sweep vision/x1y2z3a4 --gpus 0,1,2,3 --gpus-per-agent 2
      wbgen sweep vision/x1y2z3a4 --on slurm --agents 8 --partition gpu --gpus-per-agent 1 --dry-run
    """
    with open_sweep(sweep, target, entity, writing=True) as opened:
        return work_on(opened, agents, dry_run=dry_run)


def work_on(opened: OpenSweep, options: Mapping[str, Any], *, dry_run: bool) -> int:
    """Agents for a sweep that is there, as ``agent_options`` ask for them; the exit code."""
    check_state(opened)
    return {"local": run_here, "slurm": submit}[options["on"]](opened, options, dry_run=dry_run)


def check_state(opened: OpenSweep) -> None:
    """Refuse a sweep that hands out nothing."""
    from wbgen.sweeps.served import OVER, PAUSED

    state, path = opened.sweep.state, opened.sweep.path
    if state in OVER or state == PAUSED:
        message = f"the sweep {path} is {state.lower()}: agents would find nothing to do"
        raise WbgenError(message, cure=f"`wbgen sweep resume {path}`, or make another sweep")


def work_of(opened: OpenSweep, options: Mapping[str, Any], agents: int, logs: Path) -> Work:
    """What the agents are to do."""
    return Work(
        opened.sweep.path,
        opened.transport.base_url,
        agents,
        options["count"],
        opened.progress().left,
        Path.cwd(),
        logs,
    )


def run_here(opened: OpenSweep, options: Mapping[str, Any], *, dry_run: bool) -> int:
    """Agents on this machine, and this command with them."""
    from wbgen.cli.sweep_attend import attend, called
    from wbgen.sweeps.gpus import are_shared, found_gpus, read_gpus
    from wbgen.sweeps.guard import guarding
    from wbgen.sweeps.local import Local
    from wbgen.sweeps.records import next_folder

    gpus = found_gpus() or None if options["gpus"] is None else read_gpus(options["gpus"])
    each = options["gpus_per_agent"] or 1
    agents = options["agents"] or max(1, len(gpus or ()) // each)
    work = work_of(opened, options, agents, next_folder(opened.home, opened.sweep.path))
    make = partial(Local, gpus=gpus, gpus_per_agent=each)
    shown = make().preview(work)
    if dry_run:
        click.echo(shown, nl=False)
        return Exit.OK
    if are_shared(gpus or (), agents, each):
        click.echo(f"warning: {agents} agents share {len(gpus or ())} GPUs", err=True)
    with called() as calls, guarding() as guard:
        key = {"WANDB_API_KEY": opened.transport.key.value}
        engine = make(guard=guard, variables=key, hurry=calls.hurry)
        handles, work = started(engine, work, opened)
        ended = attend(engine, handles, work.logs, opened, calls)
        return outcome(opened, ended, work, interrupted=calls.count > 0)


def submit(opened: OpenSweep, options: Mapping[str, Any], *, dry_run: bool) -> int:
    """An array job on SLURM."""
    from wbgen.generate.templates import folders
    from wbgen.sweeps.records import next_folder
    from wbgen.sweeps.slurm import SCRIPT, Slurm
    from wbgen.sweeps.slurm_script import Order

    check_reach(opened)
    config = opened.session.config
    asked = asked_of_slurm(options, config.slurm)
    each = asked.gpus_per_agent
    gpus = str(each) if each else None
    order = Order(asked.partition, asked.account, asked.time, gpus, asked.setup, asked.sbatch)
    root = config.root
    engine = Slurm(order, folders("slurm", root / "wbgen.yaml", root))
    logs = next_folder(opened.home, opened.sweep.path)
    work = work_of(opened, options, options["agents"] or 1, logs.resolve())
    if dry_run:
        click.echo(engine.preview(work), nl=False)
        click.echo(f"would be submitted: sbatch --parsable {work.logs / SCRIPT}", err=True)
        return Exit.OK
    (job,), work = started(engine, work, opened)
    click.echo(f"submitted job {job}; logs in {work.logs}")
    click.echo(f"wbgen sweep status {opened.sweep.path}   tells how it goes")
    return Exit.OK


def asked_of_slurm(options: Mapping[str, Any], defaults: SlurmDefaults) -> SlurmDefaults:
    """The options of the command line, and for those that are not there the project's own."""
    names = [field.name for field in fields(SlurmDefaults)]
    given = {name: options[name] for name in names if options[name]}
    return replace(defaults, **given)


def check_reach(opened: OpenSweep) -> None:
    """Refuse a server that goes when this command ends."""
    if opened.session.embedded and opened.session.running is None:
        raise WbgenError(
            "the embedded server runs for this command only, and the jobs would find none",
            cure="start `wbgen serve --host` on an address that the nodes reach",
        )


def started(engine: Engine, work: Work, opened: OpenSweep) -> tuple[Sequence[str], Work]:
    """Start the agents, each noted at once; their handles, and the work with the folder it really has."""
    from wbgen.sweeps.records import begin, new_folder, note_handle

    made = new_folder(opened.home, work.sweep).resolve()
    work = replace(work, logs=made)
    begin(engine.name, work, opened.server)
    return engine.start(work, partial(note_handle, made)), work


def outcome(opened: OpenSweep, agents: Sequence[Agent], work: Work, *, interrupted: bool) -> int:
    """Say how it ended; the exit code."""
    from wbgen.cli.sweep_progress import best_text
    from wbgen.sweeps.served import OVER

    again = again_text(opened.sweep.path)
    if interrupted:
        click.echo(f"interrupted; {again} goes on with it")
        return Exit.INTERRUPTED
    failed = [agent for agent in agents if agent.state is not State.ENDED]
    if failed:
        click.echo(f"{len(failed)} of {len(agents)} agents failed; see their logs in {work.logs}", err=True)
        return Exit.PARTIAL
    progress = opened.progress()
    for line in best_text(progress.best, opened.sweep):
        click.echo(line)
    if progress.state not in OVER and work.count is None:
        click.echo(f"the agents have left a sweep that is not over; see their logs in {work.logs}", err=True)
        return Exit.PARTIAL
    return Exit.OK


def again_text(path: SweepPath) -> str:
    """The command that goes on with a sweep."""
    return f"`wbgen sweep {path}`"
