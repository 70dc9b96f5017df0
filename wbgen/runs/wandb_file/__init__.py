"""`.wandb` files of any wandb that runs on Python 3.11, read without wandb.

What is before damage is used, and what is lost is stated (``Run.losses``). numpy, polars and protobuf are
imported when a file is opened, and not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wbgen.errors import WbgenError
from wbgen.extras import need
from wbgen.runs.run import RunData

if TYPE_CHECKING:
    from wbgen.runs.wandb_file.following import Following

#: How the file begins: a name, a magic number (0xBEE1) and version 0.
IDENT = b":W&B\xe1\xbe\x00"

#: Bytes from the start in which the record of the run is, unless its config is very long.
START = 1024 * 1024

__all__ = ["Heading", "follow", "heading", "open_wandb"]


def open_wandb(path: Path) -> RunData:
    """The run of a `.wandb` file. Raises WbgenError where it is none, or the extra ``runs`` is missing."""
    check(path)
    from wbgen.runs.wandb_file.run import WandbFile

    return WandbFile(path)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file says of its run at the start.

    started: seconds since 1970, 0 where unknown.  size: bytes of the file.
    """

    path: Path
    id: str
    entity: str
    project: str
    started: float
    size: int


def heading(path: Path) -> Heading:
    """How a `.wandb` file begins. Raises as ``open_wandb``."""
    check(path)
    from wbgen.runs.wandb_file.about import id_of
    from wbgen.runs.wandb_file.reader import Reader

    with path.open("rb") as file:
        reader = Reader(file, frozenset(), START)
        reader.read()
    facts = reader.facts
    texts = facts.texts
    return Heading(
        path,
        id_of(facts, path),
        texts.get("entity", ""),
        texts.get("project", ""),
        facts.start or 0.0,
        path.stat().st_size,
    )


def follow(path: Path) -> Following:
    """The run of a `.wandb` file that is being written. Raises as ``open_wandb``."""
    check(path)
    from wbgen.runs.wandb_file.following import Following

    return Following(path)


def check(path: Path) -> None:
    """Raise WbgenError, with what to do, unless there is a `.wandb` file and what it takes to read it."""
    need("runs")
    try:
        with path.open("rb") as file:
            begin = file.read(len(IDENT))
    except IsADirectoryError:
        raise WbgenError(
            f"{path} is a folder, not a .wandb file", cure="name the .wandb file in it"
        ) from None
    except OSError as error:
        raise WbgenError(f"{path} cannot be read: {error.strerror or error}") from None
    if not begin:
        raise WbgenError(
            f"{path} is empty: wandb wrote nothing to it", cure="leave it out, or run the training again"
        )
    if begin != IDENT:
        raise WbgenError(
            f"{path} is no .wandb file: it begins with {begin!r}, not with {IDENT!r}",
            cure="name a file that wandb wrote: wandb/run-*/run-*.wandb",
        )
