"""``wbgen sweep best``: the best run of a sweep, why it is, and how to do it again."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.sweep_best_forms import as_command, as_yaml, best_json
from wbgen.cli.sweep_best_found import best_of
from wbgen.cli.sweep_best_text import as_text
from wbgen.cli.sweep_guide import guide_of, spec_option
from wbgen.cli.sweep_ranked import Seeds, ranked, seeds_option
from wbgen.cli.sweep_target import Named, sweep_named

FORMATS = {"text": as_text, "yaml": as_yaml, "command": as_command, "json": best_json}


@click.command()
@sweep_named
@spec_option
@seeds_option
@click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="yaml: its parameters as a spec's `config:`; command: the line that an agent starts it with.",
)
def best(named: Named, spec: Path | None, seeds: Seeds | None, format: str) -> None:
    """Tell the best run of a sweep, why it is the best, and its parameters as YAML and as a command line.

    The ranking is that of `wbgen sweep status`. Where runs differ in nothing but their seeds, the best
    settings are told, by the mean of their runs.

    \b
    Examples:
      wbgen sweep best specs/proto_tokens.yaml settings
      wbgen sweep best vision/x1y2z3a4 -f command
      wbgen sweep best vision/x1y2z3a4 --seeds apart -f yaml
    """
    with named.open(writing=False) as opened:
        found = best_of(opened, ranked(opened, guide_of(opened, spec), seeds))
    click.echo(FORMATS[format](found))
