"""The options that say where agents of a sweep work, and how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

#: The engines, as ``--on`` names them.
ENGINES = ("local", "slurm")

MOST_AGENTS = 1000

#: Options that one engine alone understands.
ONLY = {
    "local": ("gpus",),
    "slurm": ("partition", "account", "time", "setup", "sbatch"),
}

AGENTS = (
    click.option(
        "--agents",
        "-n",
        type=click.IntRange(1, MOST_AGENTS),
        help="How many work at a time (default: one for each GPU here, or one).",
    ),
    click.option("--count", type=click.IntRange(1), help="Runs after which an agent leaves."),
    click.option(
        "--on", type=click.Choice(ENGINES), default="local", show_default=True, help="Where they work."
    ),
    click.option("--gpus", metavar="LIST", help="GPUs to deal out here: 0,1,3, or none (default: all)."),
    click.option("--gpus-per-agent", type=click.IntRange(1, 64), help="GPUs of one agent (default here: 1)."),
    click.option("--partition", metavar="NAME", help="SLURM: the partition."),
    click.option("--account", metavar="NAME", help="SLURM: whose time is used."),
    click.option("--time", metavar="TIME", help="SLURM: the limit of a run, as 4:00:00."),
    click.option(
        "--setup", metavar="LINE", multiple=True, help="SLURM: a line of shell before the agent starts."
    ),
    click.option(
        "--sbatch", metavar="OPTION", multiple=True, help="SLURM: another option, as --sbatch=--mem=8G."
    ),
)


def agent_options(command: F) -> F:
    """The options above; the command gets them as one, ``agents``, a map by their names."""
    names = ("agents", "count", "on", "gpus", "gpus_per_agent", *ONLY["slurm"])

    @wraps(command)
    def gathered(**given: Any) -> Any:
        wanted = {name: given.pop(name) for name in names}
        check_options(wanted)
        return command(agents=wanted, **given)

    made: Any = gathered
    for option in reversed(AGENTS):
        made = option(made)
    return made  # type: ignore[no-any-return]


def check_options(wanted: dict[str, Any]) -> None:
    """Refuse options of another engine."""
    for engine, names in ONLY.items():
        for name in names:
            if engine != wanted["on"] and wanted[name]:
                raise click.UsageError(f"--{name} is for --on {engine}")


def are_wanted(agents: Mapping[str, Any]) -> bool:
    """Whether a sweep that is made is to be worked on at once. Raises UsageError for options of no agent.

    GPUs of an agent are no such option: the plan tells GPU hours by them.
    """
    if agents["agents"] or agents["on"] != "local":
        return True
    for name in ("count", *ONLY["local"]):
        if agents[name] is not None:
            raise click.UsageError(f"--{name} is for agents: add --agents N")
    return False
