"""``wbgen sweep pause``, ``resume`` and ``stop``."""

from __future__ import annotations

import click

from wbgen.cli.options import entity_option, target_option
from wbgen.cli.sweep_target import OpenSweep, engine_named, open_sweep, sweep_argument
from wbgen.errors import Exit, WbgenError
from wbgen.sweeps.records import note_over, started_for


@click.command()
@sweep_argument
@target_option
@entity_option
def pause(sweep: str, target: str | None, entity: str | None) -> None:
    """Hand out no more runs; agents finish theirs and wait."""
    with open_sweep(sweep, target, entity, writing=True) as opened:
        put(opened, "pause")


@click.command()
@sweep_argument
@target_option
@entity_option
def resume(sweep: str, target: str | None, entity: str | None) -> None:
    """Hand out runs again: of a paused sweep, or of one that was stopped."""
    with open_sweep(sweep, target, entity, writing=True) as opened:
        put(opened, "resume")


@click.command()
@sweep_argument
@click.option("--now", is_flag=True, help="End the runs at work, too.")
@target_option
@entity_option
def stop(sweep: str, now: bool, target: str | None, entity: str | None) -> int:
    """Finish a sweep: agents end the run they work on and leave; tasks that wait on SLURM are cancelled.

    A stopped sweep may be resumed; one that was stopped with --now may not, as on W&B.
    """
    with open_sweep(sweep, target, entity, writing=True) as opened:
        put(opened, "cancel" if now else "stop")
        return Exit.OK if all([*withdrawn(opened, now=now)]) else Exit.PARTIAL


def put(opened: OpenSweep, verb: str) -> None:
    """Put the sweep into a state, and say so."""
    from wbgen.sweeps.served import move

    state = move(opened.transport, opened.sweep, verb)
    click.echo(f"{opened.sweep.title} ({opened.sweep.path}): {state.lower()}")


def withdrawn(opened: OpenSweep, *, now: bool) -> list[bool]:
    """Stop the agents that were started from this project: all of them, or those still in a queue.

    Agents at work hear from the server that nothing is left. Returns whether each engine could be asked.
    """
    done = []
    for started in started_for(opened.home, opened.sweep.path, opened.server):
        try:
            engine = engine_named(started.engine)
            if now or started.engine != "local":
                engine.stop(started.left, now=now)
            for agent in engine.look(started.left) if started.engine == "local" else ():
                if agent.state.is_over:
                    note_over(started.folder, agent)
            done.append(True)
        except WbgenError as error:
            click.echo(f"the agents of {started.folder} are left alone: {error.message}", err=True)
            done.append(False)
    return done
