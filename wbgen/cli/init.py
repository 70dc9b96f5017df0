"""``wbgen init``: a first spec to start from."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.errors import WbgenError

GITIGNORE_LINE = ".wbgen/"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--guide", metavar="NAME", help="The guide's id (default: from the folder's name).")
@click.option("--title", help="What people call it (default: from the guide's id).")
def init(folder: Path, guide: str | None, title: str | None) -> None:
    """Write a first spec, wbgen.yaml and a .gitignore line into a folder.

    Files that are there already are kept.

    \b
    Examples:
      wbgen init && wbgen apply
      wbgen init my-project --guide resnet --title "ResNet on CIFAR"
    """
    from wbgen.cli.templates import render
    from wbgen.spec.names import slug

    name = slug(guide or folder.resolve().name) or "training"
    if guide and name != guide:
        raise WbgenError(f"`{guide}` cannot be a guide's id", cure=f"for example --guide {name}")
    name = name if name[0].isalpha() else f"guide-{name}"
    words = {"guide": name, "title": title or name.replace("-", " ").replace("_", " ").capitalize()}
    (folder / "specs").mkdir(parents=True, exist_ok=True)
    write(folder / "wbgen.yaml", render("init/wbgen.yaml.j2", **words))
    write(folder / "specs" / f"{name}.yaml", render("init/spec.yaml.j2", **words))
    ignore(folder / ".gitignore")
    click.echo("next: wbgen apply")


def write(path: Path, text: str) -> None:
    """Write a file, unless it is there."""
    if path.exists():
        click.echo(f"kept     {path}")
        return
    path.write_text(text, encoding="utf-8")
    click.echo(f"wrote    {path}")


def ignore(path: Path) -> None:
    """See that git leaves out what wbgen keeps on this machine."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if GITIGNORE_LINE in lines:
        return
    path.write_text("\n".join([*lines, GITIGNORE_LINE]) + "\n", encoding="utf-8")
    click.echo(f"{'added to' if lines else 'wrote   '} {path}")
