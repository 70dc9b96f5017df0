"""``wbgen sweep``: a group of verbs, of which making a sweep goes without its name."""

from __future__ import annotations

import importlib

import click

#: Every verb with the module that has it.
VERBS: dict[str, str] = {
    "create": "wbgen.cli.sweep_create",
}

#: What is meant where no verb is named: ``wbgen sweep specs/npt.yaml layers``.
DEFAULT = "create"


class SweepVerbs(click.Group):
    """Verbs on sweeps, imported on use; a first word that is none is an argument of ``create``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(importlib.import_module(VERBS[cmd_name]), cmd_name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = (*VERBS, *ctx.help_option_names)
        return super().parse_args(ctx, args if args and args[0] in known else [DEFAULT, *args])


@click.command(cls=SweepVerbs)
def sweep() -> None:
    """Make a sweep: `wbgen sweep SPEC NAME` is short for `wbgen sweep create SPEC NAME`.

    \b
    Examples:
      wbgen sweep specs/proto_tokens.yaml seeds
      wbgen sweep seeds --dry-run
      wbgen sweep create --help
    """
