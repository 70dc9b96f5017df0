"""Sweep files in tests: what is said of one."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from wbgen.spec import models
from wbgen.spec.diagnostics import Diagnostic, Severity, SpecError
from wbgen.spec.load import load
from wbgen.spec.sweeps.file import check_sweep_file


class Read(NamedTuple):
    """What became of a file; no sweep where it is refused."""

    sweep: models.SweepFile | None
    found: tuple[Diagnostic, ...]

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.found]

    @property
    def errors(self) -> list[Diagnostic]:
        return [one for one in self.found if one.severity is Severity.ERROR]


def read(data: bytes | str, folder: Path | None = None) -> Read:
    """Read a sweep file."""
    data = data.encode() if isinstance(data, str) else data
    try:
        return Read(*check_sweep_file(*load(data, "sweep.yaml"), folder))
    except SpecError as error:
        return Read(None, error.diagnostics)
