"""``wbgen sweep pause``, ``resume`` and ``stop``."""

from __future__ import annotations

import click

from wbgen.cli.sweep_at_work import look
from wbgen.cli.sweep_target import Named, OpenSweep, engine_named, sweep_named
from wbgen.errors import Exit, WbgenError
from wbgen.spec.diagnostics import printable
from wbgen.sweeps.records import note_over, started_for
from wbgen.sweeps.served import FAILED, FINISHED, move

#: States in which a sweep is over, though its runs at work were never told to end.
ENDED = frozenset({FINISHED, FAILED})


@click.command()
@sweep_named
def pause(named: Named) -> None:
    """Hand out no more runs; agents finish theirs and wait.

    \b
    Examples:
      wbgen sweep pause vision/x1y2z3a4
      wbgen sweep pause specs/proto_tokens.yaml seeds
    """
    with named.open(writing=True) as opened:
        put(opened, "pause")


@click.command()
@sweep_named
def resume(named: Named) -> None:
    """Hand out runs again: of a paused sweep, or of one that was stopped.

    \b
    Examples:
      wbgen sweep resume vision/x1y2z3a4
      wbgen sweep resume specs/proto_tokens.yaml seeds
    """
    with named.open(writing=True) as opened:
        put(opened, "resume")


@click.command()
@sweep_named
@click.option("--now", is_flag=True, help="End the runs at work, too.")
def stop(named: Named, now: bool) -> int:
    """Finish a sweep: agents end the run they work on and leave; tasks that wait on SLURM are cancelled.

    A stopped sweep may be resumed; one that was stopped with --now may not, as on W&B. Of a sweep that is
    over already, --now ends what this project still has at work for it, and leaves the sweep as it is.

    \b
    Examples:
      wbgen sweep stop specs/proto_tokens.yaml seeds
      wbgen sweep stop vision/x1y2z3a4 --now
    """
    with named.open(writing=True) as opened:
        if now and opened.sweep.state in ENDED:
            return end_the_rest(opened)
        put(opened, "cancel" if now else "stop")
        return Exit.OK if all([*withdrawn(opened, now=now)]) else Exit.PARTIAL


def put(opened: OpenSweep, verb: str) -> None:
    """Put the sweep into a state, and say so."""
    state = move(opened.transport, opened.sweep, verb)
    click.echo(printable(f"{opened.sweep.title} ({opened.sweep.path}): {state.lower()}"))


def end_the_rest(opened: OpenSweep) -> int:
    """End what is at work for a sweep that is over. Raises WbgenError where nothing of this project is."""
    sweep, looked = opened.sweep, look(opened)
    at_work = sum(one.at_work for one in looked)
    if not at_work and not any(one.problem for one in looked):
        message = (
            f"the sweep {sweep.path} is {sweep.state.lower()} already: nothing of this project is at work"
        )
        raise WbgenError(message)
    done = all([*withdrawn(opened, now=True)])
    agents = "1 agent" if at_work == 1 else f"{at_work} agents"
    told = f"{sweep.title} ({sweep.path}): {sweep.state.lower()} already"
    click.echo(printable(f"{told}; ended {agents} with the runs at work" if at_work else told))
    return Exit.OK if done else Exit.PARTIAL


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
            click.echo(printable(f"the agents of {started.folder} are left alone: {error.message}"), err=True)
            done.append(False)
    return done
