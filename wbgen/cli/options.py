"""Arguments and options that verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from wbgen.errors import WbgenError

F = TypeVar("F", bound=Callable[..., Any])

SPECS_FOLDER = Path("specs")
SUFFIXES = (".yaml", ".yml")

specs_argument = click.argument("specs", nargs=-1, type=click.Path(path_type=Path))
target_option = click.option(
    "--target", "-t", metavar="NAME", help="A target of wbgen.yaml (default: local)."
)
format_option = click.option(
    "--format",
    "-f",
    "format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the result is written.",
)
overwrite_option = click.option(
    "--overwrite",
    metavar="ADDRESS",
    multiple=True,
    help="Replace a view that was edited in the app, as `workspace/default`; its body is backed up first.",
)


def find_specs(given: tuple[Path, ...]) -> list[Path]:
    """The spec files meant: those given (folders stand for the files in them), else all under specs/."""
    chosen = list(given) or [SPECS_FOLDER]
    found: list[Path] = []
    for path in chosen:
        if path.is_dir() or not given:
            found += sorted(file for file in path.glob("*") if file.suffix in SUFFIXES)
        else:
            found.append(path)
    if not found:
        where = ", ".join(str(path) for path in chosen)
        cure = "name a file" if given else "name a file, or run `wbgen init`"
        raise WbgenError(f"there is no spec in {where}", cure=cure)
    return list(dict.fromkeys(found))
