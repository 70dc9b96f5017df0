"""``wbgen init``: a first spec to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from wbgen.errors import WbgenError

GITIGNORE_LINE = ".wbgen/"
MAX_TITLE = 100


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

    name = guide_id(guide or folder.resolve().name)
    if guide and name != guide:
        cure = f"use lower-case letters, digits, `-` and `_`, a letter first: --guide {name}"
        raise WbgenError(f"`{guide}` cannot be a guide's id", cure=cure)
    title = readable(title or "") or name.replace("-", " ").replace("_", " ").capitalize()
    words = {"guide": name, "title": title, "view_name": view_name(title)}
    try:
        (folder / "specs").mkdir(parents=True, exist_ok=True)
        write(folder / "wbgen.yaml", render("init/wbgen.yaml.j2", **words))
        write(folder / "specs" / f"{name}.yaml", render("init/spec.yaml.j2", **words))
        ignore(folder / ".gitignore")
    except OSError as error:
        raise WbgenError(f"cannot write {error.filename}: {error.strerror}") from None
    there = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    click.echo(f"next: {there}wbgen apply")


def guide_id(text: str) -> str:
    """The id that a text gives: its slug, with a letter first."""
    from wbgen.spec.names import title_slug

    name = title_slug(text) or "training"
    return name if name[0].isalpha() else title_slug(f"guide-{name}")


def readable(title: str) -> str:
    """A title as a spec can hold it. Raises WbgenError for one that is too long."""
    from wbgen.spec.diagnostics import printable

    title = printable(" ".join(title.split()))
    if len(title) > MAX_TITLE:
        raise WbgenError(f"the title is longer than {MAX_TITLE} characters", cure="shorten it")
    return title


def view_name(title: str) -> str | None:
    """The name of the workspace where W&B would refuse the title; None where it would not."""
    from wbgen.spec.names import legal_name, refused_in_name

    return (legal_name(title) or "Training") if refused_in_name(title) else None


def write(path: Path, text: str) -> None:
    """Write a file, unless it is there."""
    if path.exists():
        click.echo(f"kept     {path}")
        return
    path.write_text(text, encoding="utf-8")
    click.echo(f"wrote    {path}")


def ignore(path: Path) -> None:
    """See that git leaves out what wbgen keeps on this machine."""
    present = path.read_bytes() if path.exists() else b""
    if GITIGNORE_LINE.encode() in present.split():
        return
    line_end = b"\n" if present and not present.endswith(b"\n") else b""
    with path.open("ab") as file:
        file.write(line_end + GITIGNORE_LINE.encode() + b"\n")
    click.echo(f"{'added to' if present else 'wrote   '} {path}")
