"""``wbgen sweep [run]``: agents for a sweep, here or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wbgen.cli.sweep_engines import Options, Task, here, on_slurm, show
from wbgen.cli.sweep_options import agent_options
from wbgen.cli.sweep_program import check_program
from wbgen.cli.sweep_target import Named, OpenSweep, sweep_named
from wbgen.errors import Exit, WbgenError
from wbgen.spec.diagnostics import printable
from wbgen.sweeps.engine import Agent, Engine, State, Work
from wbgen.sweeps.path import SweepPath

if TYPE_CHECKING:
    from wbgen.sweeps.served import Progress, ServedSweep


@click.command()
@sweep_named
@agent_options
@click.option("--dry-run", is_flag=True, help="Print exactly what would be started or submitted, and stop.")
def run(named: Named, dry_run: bool, agents: Options) -> int:
    """Start agents that work on a sweep: real `wandb agent` processes.

    Here they stay as long as this command. Ctrl-C lets the runs at work end, a second one ends them, a third
    kills. The sweep is left as it is, and the same command goes on with it.

    On SLURM an array job is submitted, a task for each run that is left, so many at a time as --agents says.
    The API key is not in it: jobs find it where yours is, in the environment or in ~/.netrc. What is under
    `slurm:` in wbgen.yaml stands for options that are left out.

    \b
    Examples:
      wbgen sweep team/vision/x1y2z3a4 --agents 4
      wbgen sweep run specs/proto_tokens.yaml seeds --agents 4
      wbgen sweep vision/x1y2z3a4 --gpus 0,1,2,3 --gpus-per-agent 2
      wbgen sweep vision/x1y2z3a4 --on slurm --agents 8 --partition gpu --gpus-per-agent 1 --dry-run
    """
    with named.open(writing=not dry_run) as opened:
        config, spec = opened.sweep.config, partial(spec_of, opened)
        check_program(config, spec, opened.session, agents, dry_run=dry_run)
        return work_on(opened, agents, dry_run=dry_run)


def work_on(opened: OpenSweep, options: Options, *, dry_run: bool, err: bool = False) -> int:
    """Agents for a sweep that is there, as ``agent_options`` ask for them; the exit code.

    err: whether what is said goes to stderr, since stdout is for JSON alone.
    """
    if over := progress_of_done(opened):
        click.echo(printable(done_text(opened.sweep, over)), err=err)
        return Exit.PARTIAL if came_to_nothing(over) else Exit.OK
    if dry_run:
        show(task_of(opened), options, err=err)
        return Exit.OK
    return {"local": run_here, "slurm": submit}[options["on"]](opened, options, err=err)


def progress_of_done(opened: OpenSweep) -> Progress | None:
    """How a sweep ended of which all has been tried; None of one that goes on.

    Refuses a sweep that hands out nothing before that.
    """
    from wbgen.sweeps.served import OVER, PAUSED

    sweep = opened.sweep
    if sweep.state == PAUSED:
        message = f"the sweep {sweep.path} is paused: agents would find nothing to do"
        raise WbgenError(message, cure=f"`wbgen sweep resume {sweep.path}`")
    if sweep.state not in OVER:
        return None
    progress = opened.progress()
    check_end(sweep, progress)
    return progress


def done_text(sweep: ServedSweep, progress: Progress) -> str:
    """What is said of a sweep that is done."""
    bad = bad_runs(progress)
    runs = f" (of its runs {' and '.join(bad)})" if bad else ""
    if sweep.expected is None:
        return f"{sweep.path} has finished{runs}; `wbgen sweep resume {sweep.path}` has it try more"
    return f"{sweep.path} has finished{runs}: nothing is left to try"


def check_end(sweep: ServedSweep, progress: Progress) -> None:
    """Raise WbgenError where a sweep has ended before all was tried; one that has not ended may go on."""
    from wbgen.sweeps.served import CANCELED, FAILED, FINISHED, is_complete

    path, resumed = sweep.path, f"`wbgen sweep resume {sweep.path}`"
    if progress.state == CANCELED:
        raise WbgenError(f"the sweep {path} is canceled, for good", cure="make another sweep")
    if progress.state == FAILED:
        message = f"the sweep {path} has failed: its server hands out no more runs"
        raise WbgenError(message, cure=f"{resumed} tries again; or make another sweep")
    if progress.state == FINISHED and not is_complete(sweep, progress):
        left = f"{progress.untried} of {progress.expected} runs"
        raise WbgenError(f"the sweep {path} was stopped with {left} left", cure=f"{resumed} goes on with it")


def task_of(opened: OpenSweep) -> Task:
    """What there is left to do in a sweep."""
    return Task(opened.session, opened.sweep.path, opened.transport.base_url, opened.progress().left)


def spec_of(opened: OpenSweep) -> Path | None:
    """The spec that a sweep was made of, where it lies here."""
    from wbgen.cli.sweep_guide import made_of

    return opened.file or made_of(opened)


def run_here(opened: OpenSweep, options: Options, *, err: bool) -> int:
    """Agents on this machine, and this command with them."""
    from wbgen.cli.sweep_attend import attend, called
    from wbgen.sweeps.guard import guarding

    local = here(task_of(opened), options)
    if local.warning:
        click.echo(local.warning, err=True)
    with called() as calls, guarding() as guard:
        key = {"WANDB_API_KEY": opened.transport.key.value}
        engine = local.make(guard=guard, variables=key, hurry=calls.hurry)
        handles, work = started(engine, local.work, opened)
        ended = attend(engine, handles, work.logs, opened, calls)
    # Out of the block, so that Ctrl-C ends a question to a server that hangs.
    return outcome(opened, ended, work, interrupted=calls.count > 0, err=err)


def submit(opened: OpenSweep, options: Options, *, err: bool) -> int:
    """An array job on SLURM."""
    engine, work = on_slurm(task_of(opened), options)
    (job,), work = started(engine, work, opened)
    click.echo(printable(f"submitted job {job}; logs in {work.logs}"), err=err)
    click.echo(printable(f"wbgen sweep status {opened.sweep.path}   tells how it goes"), err=err)
    return Exit.OK


def started(engine: Engine, work: Work, opened: OpenSweep) -> tuple[Sequence[str], Work]:
    """Start the agents, each noted at once; their handles, and the work with the folder it really has."""
    from wbgen.sweeps.records import begin, new_folder, note_handle

    made = new_folder(opened.home, work.sweep).resolve()
    work = replace(work, logs=made)
    begin(engine.name, work, opened.server)
    return engine.start(work, partial(note_handle, made)), work


def outcome(opened: OpenSweep, agents: Sequence[Agent], work: Work, *, interrupted: bool, err: bool) -> int:
    """Say how it ended; the exit code. Raises WbgenError where the sweep ended before all was tried."""
    again = again_text(opened.sweep.path)
    if interrupted:
        click.echo(printable(f"interrupted; {again} goes on with it"), err=err)
        return Exit.INTERRUPTED
    failed = [agent for agent in agents if agent.state is not State.ENDED]
    if failed:
        told = f"{len(failed)} of {len(agents)} agents failed; see their logs in {work.logs}"
        click.echo(printable(told), err=True)
    try:
        progress = opened.progress()
    except WbgenError:
        if failed:  # likely for the same reason
            return Exit.PARTIAL
        raise
    return ended(opened.sweep, progress, work, failed=bool(failed), err=err)


def ended(sweep: ServedSweep, progress: Progress, work: Work, *, failed: bool, err: bool) -> int:
    """The same of the sweep, which explains more than agents that failed in it."""
    from wbgen.cli.sweep_progress import best_text
    from wbgen.sweeps.served import OVER

    for line in best_text(progress.best, sweep):
        click.echo(line, err=err)
    left = progress.state not in OVER and work.count is None
    for line in notes(sweep, progress, None if failed or left else work):
        click.echo(printable(f"note: {line}"), err=True)
    check_end(sweep, progress)
    if left and not failed:
        told = f"the agents have left a sweep that is not over; see their logs in {work.logs}"
        click.echo(printable(told), err=True)
    return Exit.PARTIAL if failed or left or came_to_nothing(progress) else Exit.OK


def came_to_nothing(progress: Progress) -> bool:
    """Whether runs came to a bad end and none to a good one."""
    return bool(bad_runs(progress)) and not progress.counts.get("finished")


def bad_runs(progress: Progress) -> list[str]:
    """How many runs came to a bad end, by their states."""
    return [f"{count} {state}" for state in ("failed", "crashed") if (count := progress.counts.get(state))]


def notes(sweep: ServedSweep, progress: Progress, work: Work | None) -> Iterator[str]:
    """What a person should look at though the agents have ended well.

    work: with the logs; None where they are told of anyway.
    """
    bad, finished = bad_runs(progress), progress.counts.get("finished", 0)
    if work and (bad or not finished):
        what = f"of the sweep's runs {' and '.join(bad)}" if bad else "no run has finished"
        yield f"{what}; what the agents printed is in {work.logs}"
    if finished and sweep.metric and progress.best is None:
        yield f"no run has a number for the sweep's metric {sweep.metric}; {finished} finished without one"


def again_text(path: SweepPath) -> str:
    """The command that goes on with a sweep."""
    return f"`wbgen sweep {path}`"
