"""Plans and outcomes as Markdown, for comments on pull requests: the summary first, the details folded.

Titles and values come from strangers, so all of them stand in code: in ``<code>`` with everything but
letters and digits as character references, or in a fence that is longer than any in it. Nothing there is
taken as Markdown, HTML or a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import click

from wbgen.apply import Outcome
from wbgen.apply.sweeps import Made, SweepOutcome
from wbgen.cli.plan_text import COUNTS, SIGNS, change_lines, left, summary
from wbgen.cli.sweep_text import sweep_lines
from wbgen.plan import Action, Change, Plan

#: Characters a comment may have (65,536 on GitHub, with room for what is put around it).
LIMIT = 60_000

#: What the head of a comment may take, so that details follow in any case.
HEAD = LIMIT // 3

#: Characters of a title or address that are shown.
MAX_CODE = 120

FULL = "`wbgen plan` shows the rest."


def markdown(plans: Sequence[Plan], outcomes: Sequence[Outcome] | None = None, made: Made = ()) -> str:
    """Plans, and what became of them, in one comment of at most ``LIMIT`` characters."""
    head = [f"### wbgen: {totals(plans)}"]
    rows = [row(change) for plan in plans for change in plan.changes if change.action is not Action.NO_OP]
    head += table(("", "View", "Impact"), rows)
    if outcomes:
        head += table(("Done", "View", ""), [outcome_row(outcome) for outcome in outcomes])
    if made:
        head += table(("Done", "Sweep", ""), [sweep_row(outcome) for _, outcome in made])
    head += [f"{code(plan.source)} {summary(plan)} Checksum {code(plan.checksum)}." for plan in plans]
    text = fitting(head, HEAD, "more plans")
    return text + fitting(details(plans), LIMIT - len(text), "more changes are not shown here")


def fitting(pieces: Iterable[str], room: int, more: str) -> str:
    """The pieces that fit, each whole, with a word on those that do not."""
    room -= 100  # for that word
    text, missing = "", 0
    for piece in pieces:
        if len(text) + len(piece) + 2 <= room:
            text += f"{piece}\n\n"
        else:
            missing += 1
    return text + (f"{missing} {more}. {FULL}\n\n" if missing else "")


def totals(plans: Sequence[Plan]) -> str:
    """How much there is to do, in all plans."""
    counts = {action: sum(plan.count(action) for plan in plans) for action in COUNTS}
    return (
        ", ".join(f"{counts[action]} {COUNTS[action]}" for action in COUNTS if counts[action])
        or "nothing to do"
    )


def table(names: Sequence[str], rows: Sequence[str]) -> list[str]:
    """A table that takes at most a part of the head; nothing where it has no rows."""
    if not rows:
        return []
    shown: list[str] = []
    for line in rows:
        if sum(map(len, shown)) + len(line) > HEAD // 3:
            break
        shown.append(line)
    rest = len(rows) - len(shown)
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", *shown]
    return ["\n".join(lines), *([f"{rest} more rows. {FULL}"] if rest else [])]


def row(change: Change) -> str:
    """A change as a row."""
    impact = str(change.impact) if change.impact else ""
    cells = (code(SIGNS[change.action]), f"{code(change.address)} {code(change.view.title)}", impact)
    return f"| {' | '.join(cells)} |"


def outcome_row(outcome: Outcome) -> str:
    """What became of a change as a row."""
    said = code(outcome.message) if outcome.message else ""
    return f"| {outcome.status.value} | {code(outcome.change.address)} | {said} |"


def sweep_row(outcome: SweepOutcome) -> str:
    """What became of a sweep as a row."""
    said = code(outcome.message) if outcome.message else ""
    return f"| {outcome.status.value} | {code(outcome.change.address)} | {said} |"


def details(plans: Sequence[Plan]) -> Iterator[str]:
    """Every change in full, folded, and then the views that no spec speaks of."""
    for plan in plans:
        for change in plan.changes:
            if change.action is not Action.NO_OP:
                yield folded(f"{code(SIGNS[change.action])} {code(change.address)}", change_lines(change))
        if lines := list(sweep_lines(plan.sweeps, asked=False)):
            yield folded("Sweeps", lines)
        if lines := list(left(plan)):
            yield folded("Other views", lines)


def folded(title: str, lines: Iterable[str]) -> str:
    """Lines of text under a title that opens them."""
    text = "\n".join(click.unstyle(line) for line in lines)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"<details><summary>{title}</summary>\n\n{fence}text\n{text}\n{fence}\n\n</details>"


def code(text: str) -> str:
    """A text of a stranger as code, in the midst of Markdown or of a table."""
    shown = text if len(text) <= MAX_CODE else f"{text[: MAX_CODE - 3]}..."
    return f"<code>{''.join(map(character, shown))}</code>"


def character(char: str) -> str:
    """A character that nothing takes for more than itself."""
    return char if char.isalnum() or char == " " else f"&#{ord(char)};"
