"""``wbgen build``: the compiled resources as files."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import specs_argument
from wbgen.errors import WbgenError


@click.command()
@specs_argument
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder to write to.",
)
def build(specs: tuple[Path, ...], output: Path) -> None:
    """Compile specs to W&B's own JSON, one canonical file per resource.

    Needs no network; the same spec gives the same bytes every time. Where a view names its
    target, `<entity>` and `<project-id>` stand. Sweeps become YAML for `wandb sweep`.

    \b
    Examples:
      wbgen build specs/npt.yaml -o build
      wbgen build -o build && git diff --no-index old build
    """
    from wbgen.cli.read import read_guides
    from wbgen.compile import compile_guide
    from wbgen.compile.sweeps import config_of_sweep, sweep_text
    from wbgen.views.json import canonical, parse

    for guide in read_guides(specs):
        resources = compile_guide(guide)
        folder = output / guide.id
        for view in resources.views:
            content = {
                "address": view.address,
                "kind": view.kind,
                "name": view.name,
                "title": view.title,
                "description": view.description,
                "project": resources.project,
                "charts": list(view.charts),
                "spec": view.spec,
            }
            write(folder / f"{view.kind}.{view.address.rsplit('/', 1)[1]}.json", canonical(content, indent=2))
        for chart in resources.charts:
            content = {"name": chart.name, "title": chart.title, "spec": parse(chart.spec)}
            write(folder / f"chart.{chart.name}.json", canonical(content, indent=2))
        for id in guide.sweeps:
            write(folder / f"sweep.{id}.yaml", sweep_text(config_of_sweep(guide, id)).removesuffix("\n"))


def write(path: Path, text: str) -> None:
    """Write a file and say so. Raises WbgenError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        cure = "choose another folder with --output"
        raise WbgenError(f"{path} cannot be written: {error.strerror}", cure=cure) from error
    click.echo(str(path))
