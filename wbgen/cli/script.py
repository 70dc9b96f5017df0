"""``wbgen script``: a training script that logs what the spec promises."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import one_spec
from wbgen.cli.write_file import write_file, writing
from wbgen.errors import WbgenError


@click.command()
@click.argument("spec", required=False, type=click.Path(path_type=Path))
@click.argument("name", required=False)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The file to write, or the folder to write it into (default: stdout).",
)
@click.option("--force", is_flag=True, help="Write over a file that differs.")
def script(spec: Path | None, name: str | None, output: Path | None, force: bool) -> None:
    """Write a training script: arguments from the spec's config, a logger that knows its metrics.

    The script needs torch and wandb (`pip install 'wbgen[train]'`), and not wbgen. NAME is one of the
    spec's `scripts:`, and may be left out where there is one; so may SPEC where there is one under specs/.
    Templates in a folder `templates` beside the spec win over wbgen's own; see docs/scripts.md.

    \b
    Examples:
      wbgen script specs/npt.yaml -o train_npt.py
      python train_npt.py --demo --offline
      wbgen script specs/npt.yaml train_npt.py | less
    """
    from wbgen.cli.read import read_guides
    from wbgen.config import find_config
    from wbgen.generate.script import chosen_script, script_text
    from wbgen.generate.templates import folders

    file = one_spec(spec, "a script is of one")
    (guide,) = read_guides((file,))
    chosen, written = chosen_script(guide, name)
    text = script_text(guide, chosen, written, folders("script", file, find_config(Path.cwd()).home.parent))
    if output is None:
        click.echo(text, nl=False)
        return
    save(output / chosen if output.is_dir() else output, text, force)


def save(file: Path, text: str, force: bool) -> None:
    """Write a script; a file that somebody may have changed is kept, unless told otherwise."""
    with writing(file):
        if file.exists() and not force:
            if file.read_bytes() == text.encode():
                click.echo(f"kept     {file}   (it is the same)")
                return
            raise WbgenError(f"{file} is there and differs", cure="name another file, or --force to lose it")
    write_file(file, text)
