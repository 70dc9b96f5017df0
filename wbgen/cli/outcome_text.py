"""What became of changes, as text for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wbgen.apply import DONE, Outcome, Status
from wbgen.cli.difference_text import coloured
from wbgen.cli.plan_text import named
from wbgen.spec.diagnostics import printable

STATUS_SIGNS = {
    Status.CREATED: "+",
    Status.UPDATED: "~",
    Status.ADOPTED: "~",
    Status.REPLACED: "~",
    Status.DELETED: "-",
    Status.UNCHANGED: "=",
    Status.DRIFTED: "*",
    Status.CONFLICT: "!",
    Status.FAILED: "-",
    Status.PENDING: "!",
}


def outcome_line(outcome: Outcome) -> str:
    """What became of one change, and where to look."""
    line = f"{outcome.status.value:<10} {named(outcome.change):<28} {outcome.url or ''}".rstrip()
    if outcome.message:
        line += f"\n{'':<11}{printable(outcome.message)}"
    if outcome.backup:
        line += f"\n{'':<11}what was there: {outcome.backup}"
    return coloured(STATUS_SIGNS[outcome.status], line)


def unfinished_line(outcomes: Sequence[Outcome]) -> str:
    """How far a run came that did not do all there was to do; empty for one that did."""
    counts = Counter(outcome.status for outcome in outcomes)
    if not counts[Status.FAILED] and not counts[Status.PENDING]:
        return ""
    done = sum(counts[status] for status in DONE)
    return (
        f"{done} done, {counts[Status.FAILED]} failed, {counts[Status.PENDING]} pending."
        "   The same command again does what is left."
    )
