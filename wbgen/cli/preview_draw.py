"""From what is to be previewed to dashboards, drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

import click

from wbgen.cli.preview_before import pairs
from wbgen.cli.preview_material import Material, chosen, parts
from wbgen.cli.preview_sources import Subject, subjects
from wbgen.cli.runs import opened_runs
from wbgen.errors import WbgenError
from wbgen.extras import need
from wbgen.render.drawing import Dashboard
from wbgen.render.view import drawn
from wbgen.runs import RunData
from wbgen.spec.diagnostics import did_you_mean, listed

#: What is said of invented runs where no catalogue tells what they may be.
OF_A_VIEW = (
    "The runs are invented from the names in this view: their values are nobody's, and may be far from what"
    " real runs log."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    what: tuple[str, ...]
    runs: tuple[str, ...]
    limit: int
    views: tuple[str, ...]
    before: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The dashboards of one page. pair: whether each second one is a later version of the one before it."""

    name: str
    dashboards: tuple[Dashboard, ...]
    pair: bool = False


def draw(wish: Wish, *, pictures: bool) -> Iterator[Drawing]:
    """Every subject, drawn. Raises WbgenError for what cannot be found or read.

    pictures: whether pictures are wanted, which show no two versions.
    """
    need("preview")
    if wish.before and pictures:
        raise WbgenError("--before draws a page", cure="give --output a name that ends with .html")
    found = [chosen(subject, wish.views) for subject in subjects(wish.what, wish.target)]
    if not any(subject.views for subject in found):
        raise no_view(wish)
    for subject in found:
        if subject.views:
            yield drawing(subject, wish)


def drawing(subject: Subject, wish: Wish) -> Drawing:
    """One subject, drawn."""
    with ExitStack() as stack:
        material = read_runs(subject, wish, stack)
        if wish.before is None:
            shown = [drawn(parts(view, subject, material)) for view in subject.views]
        else:
            shown = list(pairs(subject, material, wish.before, wish.views))
        notes = (*material.notes, *losses(material.runs))
    if not material.invented:
        for note in notes:
            click.echo(note, err=True)
    dashboards = tuple(replace(one, notes=(*notes, *one.notes)) for one in shown)
    return Drawing(subject.name, dashboards, pair=wish.before is not None)


def losses(runs: Sequence[RunData]) -> list[str]:
    """What is missing of runs. Asked once they are drawn: some miss rows only as their columns are read."""
    return [f"{data.run.label}: {loss}" for data in runs for loss in dict.fromkeys(data.run.losses)]


def read_runs(subject: Subject, wish: Wish, stack: ExitStack) -> Material:
    """The runs asked for; those of the view's project; else invented ones."""
    notes: list[str] = []
    wanted = wish.runs or ((subject.project,) if subject.project else ())
    if wanted:
        try:
            runs = stack.enter_context(opened_runs(wanted, wish.target, wish.limit, notes))
        except WbgenError as error:
            if wish.runs:
                raise
            notes.append(f"{error.message}.")
        else:
            return Material(runs, tuple(notes), invented=False)
    from wbgen.runs.plausible import NOTE, plausible_runs

    note = NOTE if subject.file else OF_A_VIEW
    return Material(plausible_runs(subject.guide()), (note, *notes), invented=True)


def no_view(wish: Wish) -> WbgenError:
    """The error where nothing is left to be drawn."""
    known = [view for subject in subjects(wish.what, wish.target) for view in subject.views]
    if not known:
        return WbgenError("there is no view to draw", cure="add one under `workspaces:`")
    names = [view.names[-2] for view in known]
    asked = ", ".join(f"`{name}`" for name in wish.views)
    return WbgenError(
        f"no view goes by {asked}",
        cure=did_you_mean(wish.views[0], [name for view in known for name in view.names])
        or f"views: {listed(names)}",
    )
