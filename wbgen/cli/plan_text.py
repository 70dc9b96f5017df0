"""A plan as text for people: what is to be done, what people edited and keep, what is left alone."""

from __future__ import annotations

from collections.abc import Iterator

from wbgen.cli.difference_text import coloured, difference_lines
from wbgen.cli.sweep_text import sweep_lines
from wbgen.compile.resources import View
from wbgen.plan import Action, Change, Plan
from wbgen.spec.diagnostics import listed, printable
from wbgen.views.outline import Grid, Heading, plain, read_report, read_workspace

SIGNS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.ADOPT: "~",
    Action.DELETE: "-",
    Action.CONFLICT: "!",
    Action.DRIFT: "*",
    Action.NO_OP: "=",
}

#: How many changes have an action, in words, in the order they are told.
COUNTS = {
    Action.CREATE: "to create",
    Action.UPDATE: "to change",
    Action.ADOPT: "to adopt",
    Action.DELETE: "to delete",
    Action.CONFLICT: "in conflict",
    Action.DRIFT: "edited in the app",
}

#: Actions that go without saying, or are told apart from what is to be done.
APART = frozenset({Action.NO_OP, Action.DRIFT})

#: Names of views that stay as they are.
MOST_NAMES = 10


def plan_lines(plan: Plan, *, whole: bool = True) -> Iterator[str]:
    """A plan, line by line. whole: whether it is what apply would do, and not a part of it."""
    place = f"{plan.target.app_url}/{plan.target.entity}/{plan.project}"
    yield printable(f"{plan.source} -> {plan.target.name}  {place}")
    yield ""
    searches = sweep_lines(plan.sweeps, asked=False)
    groups = [list(group) for group in (planned(plan), drifted(plan), left(plan), searches)]
    for group in filter(None, groups):
        yield from group
        yield ""
    yield summary(plan) + (f"   checksum {plan.checksum}" if whole else "")


def planned(plan: Plan) -> Iterator[str]:
    """What is to be done, and how much is as it should be."""
    if plan.creates_project:
        yield coloured("+", printable(f"+ project {plan.project}"))
    for change in plan.changes:
        if change.action not in APART:
            yield from change_lines(change)
    if unchanged := plan.count(Action.NO_OP):
        yield f"= {unchanged} unchanged"


def drifted(plan: Plan) -> Iterator[str]:
    """What people edited in the app while code did not change: it stays, and may be pulled."""
    for change in plan.changes:
        if change.action is Action.DRIFT:
            yield from change_lines(change)
            where = printable(typed(change.address))
            yield f"    wbgen pull takes it into the spec, --overwrite {where} takes it back"


def left(plan: Plan) -> Iterator[str]:
    """The views of the project that the spec does not speak of, shortly."""
    gone = [change.address for change in plan.unmanaged if change.owned]
    others = [f'"{change.view.title}"' for change in plan.unmanaged if not change.owned]
    if gone:
        yield printable(f"{len(gone)} gone from the spec, deleted with --prune: {listed(gone, MOST_NAMES)}")
    if others:
        yield printable(f"{len(others)} not managed by wbgen: {listed(others, MOST_NAMES)}")


def summary(plan: Plan) -> str:
    """How much there is to do, in one line."""
    counts = [f"{plan.count(action)} {words}" for action, words in COUNTS.items() if plan.count(action)]
    nothing = [] if plan.writes or plan.count(Action.CONFLICT) else ["nothing to do"]
    return f"{', '.join([*nothing, *counts])}."


def change_lines(change: Change) -> Iterator[str]:
    """One change with what differs."""
    sign = SIGNS[change.action]
    head = f"{sign} {named(change)}  {titled(change.view)}"
    yield coloured(sign, f"{head:<60} {grade(change)}".rstrip())
    yield from (f"    {line}" for line in about(change))
    if change.action is Action.CREATE:
        yield from (f"    {line}" for line in created(change))
    yield from conflict_lines(change)
    yield from difference_lines(change.differences)
    if change.drift:
        yield f"    {printable(edit_of(change))}, stays:"
        yield from difference_lines(change.drift, depth=1)


def named(change: Change) -> str:
    """A view by its kind and the end of its address."""
    return printable(f"{change.view.kind} {change.address.rsplit('/', 1)[1]}")


def titled(view: View) -> str:
    """A view's title, with the name W&B is told where the spec gives it one of its own."""
    called = "" if view.heading in ("", view.title) else f" as `{printable(view.title)}`"
    return f'"{printable(view.heading or view.title)}"{called}'


def grade(change: Change) -> str:
    """What a change means to people; that a whole new view means something goes without saying."""
    words = ["adopt"] if change.action is Action.ADOPT else []
    if change.impact and change.action is not Action.CREATE:
        words.append(str(change.impact))
    return ", ".join(words)


def edit_of(change: Change) -> str:
    """In words, who edited what stays."""
    return change.reason or "edited in the app"


def about(change: Change) -> Iterator[str]:
    """Why, and what becomes of what people did; an edit that stays is told with what it is."""
    if change.reason and not change.drift:
        kept = " (replaced; what is there now is backed up first)" if change.overwrites else ""
        yield printable(change.reason + kept)
    if change.action is Action.DELETE:
        yield "deleted; what is there now is backed up first"
    if change.dropped:
        yield printable(f"what the app keeps beside these panels goes into them: {listed(change.dropped)}")


def conflict_lines(change: Change) -> Iterator[str]:
    """What is in conflict, part by part, and what can be done about it."""
    if change.action is not Action.CONFLICT:
        return
    for conflict in change.conflicts:
        yield coloured("!", printable(f"    ! {conflict.label}: {conflict.why}"))
        where = typed(conflict.address)
        yield printable(f"        cure: --overwrite {where} or --keep {where}")
    yield printable(f"    cure: {conflict_cure(change)}")


def conflict_cure(change: Change) -> str:
    """What can be done about the whole of a conflict."""
    if change.cure:
        return change.cure
    where = typed(change.address)
    if change.foreign:
        return f"delete or rename one of the two, or take it over with --adopt {where} (backed up first)"
    return f"wbgen pull takes the edit into the spec, --overwrite {where} replaces it (backed up first)"


def typed(address: str) -> str:
    """An address as far as a person has to type it: without the stack and the guide."""
    return address.split("/", 2)[2]


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
