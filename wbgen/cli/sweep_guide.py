"""The guide that a sweep on a server is of: what its runs are ranked by."""

from __future__ import annotations

from pathlib import Path

import click

from wbgen.cli.options import find_specs
from wbgen.cli.sweep_target import OpenSweep
from wbgen.errors import WbgenError
from wbgen.spec.diagnostics import SpecError, printable
from wbgen.spec.guide import Guide
from wbgen.spec.tree import Mapping
from wbgen.views.marker import read_marker

spec_option = click.option(
    "--spec",
    "-s",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The spec whose priorities rank the runs (default: the one that the sweep was made of).",
)


def guide_of(opened: OpenSweep, spec: Path | None) -> Guide | None:
    """The guide of a spec that is named, else of the one the sweep was made of; None where there is none.

    A spec that is named must hold together; of one that is found and does not, that is told.
    """
    from wbgen.spec.read import read_guide
    from wbgen.spec.sweeps.recognised import is_sweep_file

    if spec is not None:
        return read_guide(spec)[0]
    file = opened.file or made_of(opened)
    try:
        return None if file is None or is_sweep_file(root_of(file)) else read_guide(file)[0]
    except SpecError:
        told = f"note: {printable(str(file))} has mistakes (`wbgen lint`); its priorities are left out"
        click.echo(told, err=True)
        return None


def made_of(opened: OpenSweep) -> Path | None:
    """The spec of the project that has the guide in the sweep's marker."""
    _, marker = read_marker(opened.sweep.description)
    id = guide_in(marker.address) if marker else None
    if id is None:
        return None
    try:
        files = find_specs(())
    except WbgenError:
        return None
    return next((file for file in files if id_in(file) == id), None)


def guide_in(address: str) -> str | None:
    """The guide's id in an address, ``main/npt/sweep/rates``."""
    parts = address.split("/")
    return parts[1] if len(parts) == 4 and parts[2] == "sweep" else None


def id_in(file: Path) -> str | None:
    """The id of the guide in a file, of which nothing else is checked."""
    from wbgen.spec.tree import plain_data

    try:
        root = root_of(file)
    except WbgenError:
        return None
    node = root.get("guide")
    found = plain_data(node) if node is not None else None
    return found if isinstance(found, str) else None


def root_of(file: Path) -> Mapping:
    """What a file holds, as it is written. Raises SpecError where it cannot be read."""
    from wbgen.spec.load import load_file

    return load_file(file)[0]
