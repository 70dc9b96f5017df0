"""Line panels: lines over steps, times or another metric; as stacked areas in ``area.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.render.curves.arithmetic import Name, NoArithmeticError, names_in
from wbgen.render.curves.axes import PROCESS, STEP, TITLES, Axis, axis_of
from wbgen.render.curves.columns import Columns
from wbgen.render.curves.curve import MOST_RUNS, Curve, read_curve
from wbgen.render.curves.grouping import Group, groups_of
from wbgen.render.curves.line_chart import line_chart
from wbgen.render.curves.lines import (
    MOST_LINES,
    Losses,
    buckets,
    read,
    separate,
    smoothed,
    span_of,
    together,
)
from wbgen.render.curves.quantities import Quantity, absent, mixed, quantities_of
from wbgen.render.curves.styles import styles_of
from wbgen.render.drawing import Drawing, Nothing
from wbgen.render.kinds.area import area_chart
from wbgen.render.missing import quoted
from wbgen.render.scene import Scene, Settings, Shown


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of a panel is drawn: runs with their columns, quantities, and the groups if there are any."""

    columns: tuple[tuple[Shown, Columns], ...]
    quantities: tuple[Quantity, ...]
    axis: Axis
    notes: tuple[str, ...]
    groups: tuple[Group, ...] | None

    @property
    def runs(self) -> tuple[Shown, ...]:
        """The runs alone."""
        return tuple(shown for shown, _ in self.columns)


def draw(config: Settings, scene: Scene) -> Drawing:
    """A line panel."""
    curve = read_curve(config, scene.settings)
    asked = quantities_of(curve, scene.runs)
    if not asked.quantities:
        return Drawing(Nothing(" ".join(asked.notes) or "This panel names no metric."))
    if not scene.runs:
        return Drawing(Nothing("There are no runs to draw."))
    try:
        axis = axis_of(curve, scene.runs, [quantity.name for quantity in asked.quantities])
    except NoArithmeticError as mistake:
        return Drawing(Nothing(f"The expression of the x axis, {quoted(curve.x_expression)}, {mistake}."))
    return drawn(curve, asked.quantities, asked.notes, axis, scene)


def drawn(
    curve: Curve, quantities: Sequence[Quantity], notes: Sequence[str], axis: Axis, scene: Scene
) -> Drawing:
    """The chart of some quantities, or why there is none."""
    chosen = choose(curve, quantities, axis, scene)
    if not chosen.columns:
        missing = absent(quantities, scene.runs) or absent([Quantity("x", axis.node)], scene.runs)
        return Drawing(Nothing(" ".join([*notes, *missing]) or "No run has all of what this panel shows."))
    losses = Losses()
    found = read(chosen.columns, chosen.quantities, chosen.axis, curve, losses)
    said = [*notes, *chosen.notes, *losses.sentences(axis.key or curve.x_expression)]
    said += mixed([name for quantity in chosen.quantities for name in names_in(quantity.node)], chosen.runs)
    if not found:
        return Drawing(Nothing(" ".join(said) or "No value lies within the range of the x axis."))
    span = span_of(found, curve)
    count = buckets(scene.width, len(chosen.quantities) * len(chosen.groups or chosen.runs))
    if chosen.groups is not None:
        lines = together(found, chosen.groups, span, count, curve)
    else:
        lines = separate(found, span, count, curve.sample)
    if len(lines) > MOST_LINES:
        said.append(f"{MOST_LINES} of {len(lines):,} lines are shown.")
    lines = [smoothed(line, curve, span) for line in lines[:MOST_LINES]]
    make = line_chart if curve.style == "line" else area_chart
    unit = chosen.axis.scaled(span.low, span.high)
    return Drawing(make(lines, styles_of(lines, curve), curve, unit, span), tuple(dict.fromkeys(said)))


def choose(curve: Curve, quantities: Sequence[Quantity], axis: Axis, scene: Scene) -> Chosen:
    """The runs that have something to show, the first of them up to the panel's limit; bounded lines."""
    trees = [axis.node, *(quantity.node for quantity in quantities)]
    groups = groups_of(curve, scene)
    owners = groups if groups is not None else [Group("", "", (shown,)) for shown in scene.runs]
    columns: list[tuple[Shown, Columns]] = []
    kept: list[Group] = []
    for owner in owners:
        if len(kept) == curve.limit or len(columns) >= MOST_RUNS:
            break
        own = [(shown, Columns(shown.data, trees)) for shown in owner.runs[: MOST_RUNS - len(columns)]]
        own = [(shown, its) for shown, its in own if has_any(its, axis, quantities)]
        if own:
            kept.append(owner)
            columns += own
    had = [quantity for quantity in quantities if any(own.has(quantity.node) for _, own in columns)]
    shown_quantities = had[: max(1, MOST_LINES // max(1, len(kept)))]
    notes = []
    if columns and len(kept) < len(owners) and len(kept) == curve.limit:
        what = "runs" if groups is None else "groups"
        notes.append(f"{len(kept):,} of {len(owners):,} {what} are shown.")
    if len(shown_quantities) < len(had):
        notes.append(f"{len(shown_quantities):,} of {len(had):,} metrics are shown.")
    if columns:
        notes += absent([quantity for quantity in quantities if quantity not in had], scene.runs)
    for _, own_columns in columns:
        own_columns.want([axis.node, *(quantity.node for quantity in shown_quantities)])
    if axis.key == STEP and all(of_machine(columns, q) for q in shown_quantities):
        axis = Axis(Name(PROCESS), "relative", curve.x_title or TITLES[PROCESS])
    return Chosen(
        tuple(columns), tuple(shown_quantities), axis, tuple(notes), None if groups is None else tuple(kept)
    )


def has_any(columns: Columns, axis: Axis, quantities: Sequence[Quantity]) -> bool:
    """Whether a run has the x axis, and something to draw over it."""
    return columns.has(axis.node) and any(columns.has(quantity.node) for quantity in quantities)


def of_machine(columns: Sequence[tuple[Shown, Columns]], quantity: Quantity) -> bool:
    """Whether a quantity is the machine's in every run."""
    return all(own.of_machine(quantity.node) for _, own in columns)
