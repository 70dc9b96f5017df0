"""A plan and its outcomes as text for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

import click

from wbgen.apply import Outcome, Status
from wbgen.compile.resources import View
from wbgen.plan import Action, Change, Plan
from wbgen.spec.diagnostics import printable
from wbgen.views.diff import Difference
from wbgen.views.json import Json, canonical
from wbgen.views.outline import Grid, Heading, plain, read_report, read_workspace

SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.CONFLICT: "!", Action.NO_OP: "="}
STATUS_SIGNS = {Status.CREATED: "+", Status.UPDATED: "~", Status.UNCHANGED: "=", Status.CONFLICT: "!"}
COLOURS = {"+": "green", "~": "yellow", "-": "red", "!": "magenta", "=": None}

#: How much of a value a difference shows: characters of one value, of a line of text, lines of text.
MAX_VALUE = 72
MAX_LINE = 150
MAX_LINES = 8
#: Characters before the first difference of two long values that are shown.
LEAD = 20


def plan_lines(plan: Plan) -> Iterator[str]:
    """A plan, line by line."""
    place = f"{plan.target.app_url}/{plan.target.entity}/{plan.project}"
    yield f"{plan.source} -> {plan.target.name}  {place}"
    yield ""
    if plan.changes:
        yield from all_changes(plan)
        yield ""
    yield summary(plan)


def all_changes(plan: Plan) -> Iterator[str]:
    """What is to be done, and how much is as it should be."""
    if plan.creates_project:
        yield coloured("+", f"+ project {plan.project}")
    for change in plan.changes:
        if change.action is not Action.NO_OP:
            yield from change_lines(change)
    if unchanged := plan.count(Action.NO_OP):
        yield f"= {unchanged} unchanged"


def summary(plan: Plan) -> str:
    """How much there is to do, in one line."""
    if not plan.writes and not plan.count(Action.CONFLICT):
        return f"nothing to do.   checksum {plan.checksum}"
    parts = [
        f"{plan.count(Action.CREATE)} to create",
        f"{plan.count(Action.UPDATE)} to change",
        f"{plan.count(Action.CONFLICT)} in conflict",
    ]
    return f"{', '.join(part for part in parts if not part.startswith('0 '))}.   checksum {plan.checksum}"


def change_lines(change: Change) -> Iterator[str]:
    """One change with what differs."""
    sign = SIGNS[change.action]
    name = f"{change.view.kind} {change.view.address.rsplit('/', 1)[1]}"
    head = f"{sign} {name}  {titled(change.view)}"
    # What a change means to people; that a whole new view means something goes without saying.
    impact = str(change.impact) if change.impact and change.action is not Action.CREATE else ""
    yield coloured(sign, f"{head:<60} {impact}".rstrip())
    if change.action is Action.CREATE:
        yield from (f"    {line}" for line in created(change))
    if change.reason:
        yield f"    {printable(change.reason)}"
    if change.action is Action.CONFLICT:
        yield f"    cure: {conflict_cure(change)}"
    yield from difference_lines(change.differences)


def titled(view: View) -> str:
    """A view's title, with the name W&B is told where the spec gives it one of its own."""
    called = "" if view.heading in ("", view.title) else f" as `{printable(view.title)}`"
    return f'"{printable(view.heading or view.title)}"{called}'


def conflict_cure(change: Change) -> str:
    """What can be done about a conflict."""
    if change.cure:
        return change.cure
    if change.foreign:
        return "delete or rename one of the two; a view of another spec is never written over"
    short = change.view.address.split("/", 2)[2]
    return f"take the edit back in the app, or replace it with --overwrite {short} (backed up first)"


def created(change: Change) -> Iterator[str]:
    """What a new view consists of: a workspace's sections, a report's headings and grids."""
    if change.view.kind == "workspace":
        for section in read_workspace(change.view.spec).sections:
            yield f"+ {printable(section.name)}   {panels(section.count)}"
        return
    headings: list[tuple[str, int]] = []
    for block in read_report(change.view.spec).blocks:
        if isinstance(block, Heading):
            headings.append((f"+ {'  ' * (block.level - 1)}{printable(plain(block.pieces))}", 0))
        elif isinstance(block, Grid):
            text, count = headings.pop() if headings else ("+ (before the first heading)", 0)
            headings.append((text, count + len(block.panels)))
    yield from (f"{text}   {panels(count)}" if count else text for text, count in headings)


def panels(count: int) -> str:
    """A number of panels in words."""
    return f"{count} panel{'s' if count != 1 else ''}"


def difference_lines(differences: Sequence[Difference]) -> Iterator[str]:
    """Differences as an indented tree of places."""
    shown: tuple[str, ...] = ()
    for difference in differences:
        *outer, last = difference.place or ("view",)
        for depth, step in enumerate(outer):
            if shown[: depth + 1] != tuple(outer[: depth + 1]):
                yield f"{'    ' * (depth + 1)}{printable(step)}"
        shown = tuple(outer)
        indent = "    " * (len(outer) + 1)
        head = f"{indent}{difference.sign} {printable(last)}"
        before, after = difference.before, difference.after
        if isinstance(before, str) and isinstance(after, str) and "\n" in before + after:
            yield coloured(difference.sign, head)
            yield from text_lines(before, after, indent + "    ")
        else:
            yield coloured(difference.sign, head + values(difference))


def values(difference: Difference) -> str:
    """Before and after, shortened to where they differ."""
    before, after = quoted(difference.before), quoted(difference.after)
    match difference.sign:
        case "~":
            pairs = zip(before, after, strict=False)
            same = next((at for at, (one, other) in enumerate(pairs) if one != other), 0)
            return f"  {short(before, same)} -> {short(after, same)}"
        case "+" if difference.after is not None:
            return f"  {short(after)}"
        case "-" if difference.before is not None:
            return f"  {short(before)}"
        case _:
            return ""


def text_lines(before: str, after: str, indent: str) -> Iterator[str]:
    """The lines of a longer text that went and came."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    changed = [line for line in lines if not line.startswith("@@")]
    for line in changed[:MAX_LINES]:
        text = printable(f"{line[0]} {line[1:]}")
        shown = text if len(text) <= MAX_LINE else text[: MAX_LINE - 3] + "..."
        yield coloured(line[0], f"{indent}{shown}".rstrip())
    if len(changed) > MAX_LINES:
        yield f"{indent}... {len(changed) - MAX_LINES} more lines"


def quoted(value: Json) -> str:
    """A value on one line, as JSON writes it, so that a text shows where it begins and ends."""
    return printable(canonical(value))


def short(text: str, same: int = 0) -> str:
    """The part of a text that begins a little before what differs; ``same`` is where that is."""
    if len(text) <= MAX_VALUE:
        return text
    start = max(0, min(same - LEAD, len(text) - MAX_VALUE))
    end = start + MAX_VALUE
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"


def outcome_line(outcome: Outcome) -> str:
    """What became of one change, and where to look."""
    view = outcome.change.view
    name = f"{view.kind} {view.address.rsplit('/', 1)[1]}"
    sign = STATUS_SIGNS.get(outcome.status, "-")
    line = f"{outcome.status.value:<10} {name:<28} {outcome.url or ''}".rstrip()
    if outcome.message:
        line += f"\n{'':<11}{printable(outcome.message)}"
    if outcome.backup:
        line += f"\n{'':<11}what was there: {outcome.backup}"
    return coloured(sign, line)


def coloured(sign: str, text: str) -> str:
    """Text in the colour of its sign; click takes colours away where there is no terminal."""
    return click.style(text, fg=COLOURS.get(sign)) if COLOURS.get(sign) else text
