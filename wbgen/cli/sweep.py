"""``wbgen sweep``: its verbs; where none is named, the sweep is run."""

from __future__ import annotations

import importlib

import click

#: What is done where no verb is named.
DEFAULT = "run"

#: Every verb with its module; the command there has the verb's name.
VERBS = {
    DEFAULT: "wbgen.cli.sweep_run",
    "status": "wbgen.cli.sweep_status",
    "pause": "wbgen.cli.sweep_moves",
    "resume": "wbgen.cli.sweep_moves",
    "stop": "wbgen.cli.sweep_moves",
}

HELP = ("-h", "--help")


class SweepVerbs(click.Group):
    """A group whose default verb need not be said: ``wbgen sweep team/p/x1 --agents 4``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(importlib.import_module(VERBS[cmd_name]), cmd_name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*VERBS, *HELP):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.command(cls=SweepVerbs)
def sweep() -> None:
    """Run a sweep's agents, here or on a cluster; look at it, pause it, stop it.

    A sweep is named by entity/project/id, project/id, or the URL of its page. The verb `run` may be left
    out; `wbgen sweep run --help` tells its options. See docs/sweeps.md.

    \b
    Examples:
      wbgen sweep team/vision/x1y2z3a4 --agents 4
      wbgen sweep vision/x1y2z3a4 --agents 8 --on slurm --partition gpu --time 4:00:00
      wbgen sweep status vision/x1y2z3a4
    """
