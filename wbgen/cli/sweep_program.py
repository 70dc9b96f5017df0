"""Whether the program of a sweep is where its agents will look for it."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from wbgen.cli.session import Session
from wbgen.cli.sweep_engines import Options, asked_of_slurm
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import printable
from wbgen.spec.sweeps.commands import DEFAULT

PROGRAM = "${program}"
#: Lines of a set-up after which nobody here can tell where agents are.
LEAVES = re.compile(r"\b(cd|pushd)\b")


def check_program(
    config: Mapping[str, Any],
    made_of: Callable[[], Path | None],
    session: Session,
    options: Options,
    *,
    dry_run: bool,
) -> None:
    """Refuse agents that would find no program: each run would fail, and count as tried. A dry run warns.

    config: the sweep's.  made_of: the spec that has it, for the cure; asked only where it is needed.
    """
    missing = missing_program(config)
    if missing is None or is_elsewhere(session, options):
        return
    message = f"the sweep runs `{printable(missing)}`, which is not in this folder"
    cure = cure_of(missing, made_of())
    if not dry_run:
        raise WbgenError(message, cure=cure)
    click.echo(f"warning: {message}; {cure}", err=True)


def cure_of(program: str, file: Path | None) -> str:
    """How the program comes to be there. file: the spec that has the sweep."""
    if file is None or not generates(file, program):
        return "start agents in the folder that has it"
    name = shlex.quote(program)
    return f"`wbgen script {shlex.quote(str(file))} {name} -o {name}` writes it"


def missing_program(config: Mapping[str, Any]) -> str | None:
    """The program that agents started here would not find; None where it is there, or is no file.

    It is no file for a command without it, after ``-m``, and where it is found on PATH.
    """
    program, written = config.get("program"), config.get("command")
    words = [*map(str, written)] if isinstance(written, list) and written else [*DEFAULT]
    if not isinstance(program, str) or PROGRAM not in words:
        return None
    place = words.index(PROGRAM)
    if place and words[place - 1] == "-m":
        return None
    try:
        found = Path(program).exists() or shutil.which(program)
    except (OSError, ValueError):  # too long for a name, or no name at all
        found = None
    return None if found else program


def is_elsewhere(session: Session, options: Options) -> bool:
    """Whether tasks on SLURM go to another folder first."""
    lines = asked_of_slurm(options, session.config.slurm).setup if options["on"] == "slurm" else ()
    return any(LEAVES.search(line) for line in lines)


def generates(file: Path, program: str) -> bool:
    """Whether a spec has a script of that name. One that cannot be read has none."""
    from wbgen.spec.read import read_guide

    try:
        return program in read_guide(file)[0].scripts
    except WbgenError:
        return False
