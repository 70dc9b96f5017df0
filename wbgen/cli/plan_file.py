"""Files of plans: written by plan, carried out by apply."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wbgen.apply import read_existing
from wbgen.cli.session import Session
from wbgen.cli.wanted import Wanted
from wbgen.errors import MovedError, WbgenError
from wbgen.plan import Plan
from wbgen.plan.file import read_plans, write_plans
from wbgen.plan.moved import moved
from wbgen.spec.diagnostics import listed

MAX_BYTES = 64 * 1024 * 1024


def save(path: Path, plans: Sequence[Plan], wanted: Wanted) -> None:
    """Write plans to a file, whole or not at all. Raises WbgenError where it cannot be written."""
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        temporary.write_text(write_plans(plans, wanted), encoding="utf-8")
        temporary.replace(path)
    except (OSError, UnicodeError) as error:
        temporary.unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) else "the plan holds what is no text"
        raise WbgenError(f"{path} cannot be written: {why}", cure="name another file with --out") from None


def load(path: Path) -> list[Plan]:
    """The plans in a file. Raises WbgenError where they cannot be had."""
    cure = "make it with `wbgen plan --out FILE`"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WbgenError(f"{path} is larger than any plan", cure=cure)
        return list(read_plans(path.read_bytes().decode()))
    except OSError as error:
        raise WbgenError(f"{path} cannot be read: {error.strerror}", cure=cure) from None
    except ValueError as error:
        why = "it is no text" if isinstance(error, UnicodeError) else str(error)
        raise WbgenError(f"{path} cannot be carried out: {why}", cure=cure) from None


def check(path: Path, plans: Sequence[Plan], session: Session) -> None:
    """Raise WbgenError where plans are for another target, or the server is not as they saw it any more."""
    for plan in plans:
        if plan.target != session.target:
            there = f"{plan.target.name} ({plan.target.app_url}/{plan.target.entity})"
            raise WbgenError(f"{path} is for {there}, and not for {session.where}", cure="make a new plan")
    existing = read_existing(session.backend, [plan.project for plan in plans])
    changed = [what for plan in plans for what in moved(plan, existing[plan.project])]
    if changed:
        message = f"since {path} was made, {listed(changed)}; nothing was written"
        raise MovedError(message, cure="make a new plan, and have it reviewed")


def check_sums(plans: Sequence[Plan], wanted: Sequence[str]) -> None:
    """Raise MovedError where plans are not those that were reviewed."""
    now = [plan.checksum for plan in plans]
    if wanted and sorted(now) != sorted(wanted):
        message = f"what is to be done is not what was reviewed: checksum {listed(now)}, not {listed(wanted)}"
        raise MovedError(f"{message}; nothing was written", cure="review the new plan")
