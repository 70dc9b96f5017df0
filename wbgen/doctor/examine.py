"""Trying one assumption after the other, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wbgen.backends.wandb import WandbBackend
from wbgen.doctor.assumptions import ASSUMPTIONS, Assumption
from wbgen.doctor.scratch import PROJECT, Scratch
from wbgen.errors import BackendError, WbgenError


class Status(StrEnum):
    """``differs``: otherwise than assumed, and wbgen copes.  ``failed``: otherwise, or not to be found out,
    and wbgen needs it."""

    OK = "ok"
    DIFFERS = "differs"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one assumption."""

    assumption: Assumption
    status: Status
    came: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All of them. left: in words, what could not be removed.  created: whether the project was made."""

    project: str
    rows: tuple[Finding, ...]
    left: tuple[str, ...]
    created: bool

    @property
    def sound(self) -> bool:
        """Whether wbgen can work with the server, and nothing was left on it."""
        return not self.left and all(row.status is not Status.FAILED for row in self.rows)


def examine(
    backend: WandbBackend,
    project: str = PROJECT,
    *,
    charts: bool = False,
    progress: Callable[[Finding], None] | None = None,
) -> Findings:
    """Try all assumptions about a server; those that leave charts behind only where that is asked for.

    progress: told each finding as soon as it is known. Scratch views are removed whatever happens, also
    where the work is interrupted. Raises AuthError where the key is refused.
    """
    scratch = Scratch(backend, project)
    if left := scratch.clean_up():  # of an examination that was killed
        raise WbgenError(
            f"scratch views of an earlier examination cannot be removed: {'; '.join(left)}",
            cure=f"delete them in the app, in the project {project}",
        )
    rows = []
    try:
        for assumption in ASSUMPTIONS:
            if assumption.charts and not charts:
                continue
            row = found(assumption, scratch)
            rows.append(row)
            if progress:
                progress(row)
    finally:
        left = cleaned_up(scratch)
    return Findings(project, tuple(rows), left, scratch.created)


def cleaned_up(scratch: Scratch) -> tuple[str, ...]:
    """What could not be removed, or not even looked for."""
    try:
        return scratch.clean_up()
    except BackendError as error:
        return (f"whatever was made ({error.message})",)


def found(assumption: Assumption, scratch: Scratch) -> Finding:
    """What comes of one assumption."""
    try:
        came = assumption.find_out(scratch)
    except (BackendError, ValueError) as error:  # ValueError: a body that is no JSON any more
        words = error.message if isinstance(error, BackendError) else str(error)
        return Finding(assumption, otherwise(assumption), words)
    return Finding(assumption, Status.OK if came.holds else otherwise(assumption), came.words)


def otherwise(assumption: Assumption) -> Status:
    """The status of an assumption that is not so."""
    return Status.FAILED if assumption.essential else Status.DIFFERS
