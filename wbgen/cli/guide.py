"""``wbgen guide``: the spec as a document that people read."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import one_spec
from wbgen.cli.write_file import write_file, writing
from wbgen.errors import WbgenError


@click.command()
@click.argument("spec", required=False, type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write (default: stdout).",
)
@click.option("--force", is_flag=True, help="Write over a file that is no written guide.")
def guide(spec: Path | None, output: Path | None, force: bool) -> None:
    """Write the metrics guide of a spec, in Markdown and in the spec's language.

    It holds everything the spec says: metrics, panels, thresholds, schedules, sweeps, troubleshooting. SPEC
    may be left out where there is one under specs/. A template `templates/guide.md.j2` beside the spec wins
    over wbgen's own; see docs/written-guide.md.

    \b
    Examples:
      wbgen guide specs/npt.yaml | less
      wbgen guide specs/npt.yaml -o METRICS.md
    """
    from wbgen.cli.read import read_guides
    from wbgen.config import find_config
    from wbgen.generate.guide import guide_text
    from wbgen.generate.templates import folders

    file = one_spec(spec, "a guide is of one")
    (read,) = read_guides((file,))
    text = guide_text(read, folders("guide", file, find_config(Path.cwd()).home.parent))
    if output is None:
        click.echo(text, nl=False)
    else:
        save(output, text, force)


def save(file: Path, text: str, force: bool) -> None:
    """Write the guide; a file that somebody else wrote is kept, unless told otherwise."""
    from wbgen.generate.guide import is_ours

    with writing(file):
        if file.exists() and not force and not is_ours(file.read_text(encoding="utf-8", errors="replace")):
            raise WbgenError(f"{file} is no written guide", cure="name another file, or --force to lose it")
    write_file(file, text)
