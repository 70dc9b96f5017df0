"""A file that a verb was asked to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from wbgen.errors import WbgenError


def write_file(file: Path, text: str) -> None:
    """Write a text and say so. Raises WbgenError where that cannot be."""
    with writing(file):
        file.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"wrote    {file}")


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """What the system refuses of a file within it is told as a WbgenError."""
    try:
        yield
    except OSError as error:
        cure = "name a file in a folder that is there and may be written"
        raise WbgenError(f"cannot write {file}: {error.strerror or error}", cure=cure) from None
