"""A plan and its outcomes as text for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click

from wbgen.apply import Outcome, Status
from wbgen.plan import UNKNOWN, Action, Change, Plan, view_url
from wbgen.spec.diagnostics import printable
from wbgen.views.diff import Difference
from wbgen.views.json import Json
from wbgen.views.outline import Grid, Heading, plain, read_report, read_workspace

SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.CONFLICT: "!", Action.NO_OP: "="}
STATUS_SIGNS = {Status.CREATED: "+", Status.UPDATED: "~", Status.UNCHANGED: "=", Status.CONFLICT: "!"}
COLOURS = {"+": "green", "~": "yellow", "-": "red", "!": "magenta", "=": None}
MAX_VALUE = 72  # characters of a value that a difference shows


def plan_lines(plan: Plan) -> Iterator[str]:
    """A plan, line by line."""
    place = f"{plan.target.app_url}/{plan.target.entity}/{plan.project}"
    yield f"{plan.source} -> {plan.target.name}  {place}"
    yield ""
    if plan.creates_project:
        yield coloured("+", f"+ project {plan.project}")
    for change in plan.changes:
        if change.action is not Action.NO_OP:
            yield from change_lines(change)
    if unchanged := plan.count(Action.NO_OP):
        yield f"= {unchanged} unchanged"
    yield ""
    yield summary(plan)


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
    head = f'{sign} {name}  "{printable(change.view.title)}"'
    yield coloured(sign, f"{head:<60} {change.impact if change.impact else ''}".rstrip())
    if change.action is Action.CREATE:
        yield from (f"    {line}" for line in created(change))
    if change.reason:
        yield f"    {printable(change.reason)}"
    if change.action is Action.CONFLICT:
        short = change.view.address.split("/", 2)[2]
        yield f"    cure: take it back in the app, or replace it with --overwrite {short} (backed up first)"
    yield from difference_lines(change.differences)


def created(change: Change) -> Iterator[str]:
    """What a new view consists of: a workspace's sections, a report's headings and grids."""
    if change.view.kind == "workspace":
        for section in read_workspace(change.view.spec).sections:
            yield f"+ {printable(section.name)}   {panels(section.count)}"
        return
    for block in read_report(change.view.spec).blocks:
        if isinstance(block, Heading):
            yield f"+ {'  ' * (block.level - 1)}{printable(plain(block.pieces))}"
        elif isinstance(block, Grid):
            yield f"+     {panels(len(block.panels))}"


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
        yield coloured(difference.sign, f"{indent}{difference.sign} {printable(last)}{values(difference)}")


def values(difference: Difference) -> str:
    """Before and after, shortened."""
    before, after = short(difference.before), short(difference.after)
    match difference.sign:
        case "~":
            return f"  {before} -> {after}"
        case "+" if difference.after is not None:
            return f"  {after}"
        case "-" if difference.before is not None:
            return f"  {before}"
        case _:
            return ""


def short(value: Json) -> str:
    """A value on part of one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = printable(text)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 3] + "..."


def outcome_line(outcome: Outcome, plan: Plan) -> str:
    """What became of one change, and where to look."""
    view = outcome.change.view
    name = f"{view.kind} {view.address.rsplit('/', 1)[1]}"
    url = outcome.url or view_url(plan.target, plan.project, view, None) or UNKNOWN
    sign = STATUS_SIGNS.get(outcome.status, "-")
    line = f"{outcome.status.value:<10} {name:<28} {url}"
    if outcome.message:
        line += f"\n{'':<11}{printable(outcome.message)}"
    if outcome.backup:
        line += f"\n{'':<11}what was there: {outcome.backup}"
    return coloured(sign, line)


def coloured(sign: str, text: str) -> str:
    """Text in the colour of its sign; click takes colours away where there is no terminal."""
    return click.style(text, fg=COLOURS.get(sign)) if COLOURS.get(sign) else text
