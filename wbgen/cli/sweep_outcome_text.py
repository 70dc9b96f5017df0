"""What became of sweeps, as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from wbgen.apply.sweeps import SweepOutcome
from wbgen.cli.difference_text import coloured
from wbgen.cli.outcome_text import STATUS_SIGNS
from wbgen.plan import Target
from wbgen.spec.diagnostics import printable


def outcome_lines(outcome: SweepOutcome, target: Target, project: str, *, embedded: bool) -> Iterator[str]:
    """What became of one sweep, and how its agents are started.

    embedded: whether it is on the server that wbgen carries, which is there for an agent while wbgen runs it.
    """
    place = f"{target.entity}/{project}/{outcome.sweep.name}" if outcome.sweep else ""
    named = printable(f"sweep {outcome.change.wanted.name}")
    line = f"{outcome.status.value:<10} {named:<28} {sweep_url(outcome, target, project) or ''}".rstrip()
    yield coloured(STATUS_SIGNS[outcome.status], line)
    if outcome.message:
        yield f"{'':<11}{printable(outcome.message)}"
    if place and outcome.sweep and not outcome.sweep.ended:
        command = f"wbgen sweep run {quote(place)} --agents 2" if embedded else f"wandb agent {quote(place)}"
        yield printable(f"{'':<11}{command}")


def sweep_url(outcome: SweepOutcome, target: Target, project: str) -> str | None:
    """Where a person opens the sweep that the server holds."""
    if outcome.sweep is None:
        return None
    return f"{target.app_url}/{target.entity}/{project}/sweeps/{outcome.sweep.name}"
