"""How lines are told apart: labels, colours, dashes and widths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wbgen.render import colors
from wbgen.render.curves.curve import Curve
from wbgen.render.curves.legends import cut, from_fields, label, short, unique
from wbgen.render.curves.lines import Line
from wbgen.views.outline.reading import dig, number, text

#: Dashes of runs where colours tell metrics apart, the first of them a full line.
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (12, 4), (4, 1))

#: Dashes by W&B's ``overrideMarks``; ``points`` has none.
MARKS: Mapping[str, tuple[int, ...]] = {
    "solid": (1, 0),
    "dashed": (6, 3),
    "dotted": (2, 2),
    "dotdash": (8, 3, 2, 3),
    "dotdotdash": (8, 3, 2, 3, 2, 3),
}

#: Pixels that a line may be wide.
WIDTHS = (0.25, 20.0)


@dataclass(frozen=True, slots=True)
class Style:
    """How one line is drawn. label: what it is called where it stands alone, as no other line is.

    tint, dashing: what its colour and its dashes stand for in the legend.  width: None where it is as all
    others.  dots: whether its points are drawn and nothing between them.
    """

    label: str
    tint: str
    color: str
    dashing: str
    dashes: tuple[int, ...]
    width: float | None
    dots: bool


def styles_of(lines: Sequence[Line], curve: Curve) -> list[Style]:
    """A style for each line.

    One metric: a colour per run or group, the run's own. Several metrics: a colour per metric, and dashes
    per run where there are several. Where the panel names, colours or marks lines one by one, or has a
    template, every line stands in the legend by itself; so do areas of several metrics and runs, which have
    no dashes, in colours of their own.
    """
    metrics = list(dict.fromkeys(line.quantity.name for line in lines))
    owners = list(dict.fromkeys(line.owner for line in lines))
    several = len(metrics) > 1
    metric_colors = dict(zip(metrics, colors.in_turn(len(metrics)), strict=True))
    names = dict(zip(metrics, unique(map(cut, short(metrics))), strict=True))
    run_names = names_of_owners(lines, owners, names.values() if several and len(owners) > 1 else ())
    own_names = [own_name(line, curve) for line in lines]
    stacked = several and len(owners) > 1 and curve.style != "line"
    apart = stacked or any(own_names) or any(overridden(line, curve) for line in lines)
    joined = [
        joined_name(names[line.quantity.name], run_names[line.owner], several, len(owners)) for line in lines
    ]
    labels = unique(own or name for own, name in zip(own_names, joined, strict=True))
    if not apart and samples(lines):
        labels = joined
    in_turn = list(colors.in_turn(len(lines)))
    return [
        style(
            line,
            curve,
            label=name,
            tint=name if apart else names[line.quantity.name] if several else run_names[line.owner],
            color=turn if stacked else metric_colors[line.quantity.name] if several else color_of(line),
            dashing=name if apart else run_names[line.owner],
            dash=owners.index(line.owner) if several else 0,
        )
        for line, name, turn in zip(lines, labels, in_turn, strict=True)
    ]


def style(line: Line, curve: Curve, *, label: str, tint: str, color: str, dashing: str, dash: int) -> Style:
    """The style of one line, what the panel says of this very line over the rest."""
    mark = text(override(curve.marks, line))
    width = number(override(curve.widths, line))
    written = override(curve.colors, line)
    own_color = colors.color_of(written) or colors.color_of(dig(written, "color"))
    return Style(
        label=label,
        tint=tint,
        color=own_color or color,
        dashing=dashing,
        dashes=MARKS.get(mark, DASHES[dash % len(DASHES)]),
        width=None if width is None else min(max(width, WIDTHS[0]), WIDTHS[1]),
        dots=mark == "points",
    )


def override(overrides: Mapping[str, object], line: Line) -> object:
    """What a panel says of one line: W&B's key for it is the run's id, a colon and the metric."""
    return overrides.get(f"{line.run.data.run.id}:{line.quantity.name}")


def overridden(line: Line, curve: Curve) -> bool:
    """Whether the panel gives this very line a name, a colour or a mark."""
    return any(override(table, line) is not None for table in (curve.titles, curve.colors, curve.marks))


def own_name(line: Line, curve: Curve) -> str:
    """What the panel calls this line: its own title, else the template's, else the legend's fields."""
    title = text(override(curve.titles, line)).strip()
    if title or line.group:
        return cut(title)
    if curve.template:
        return label(curve.template, line.run, line.quantity.name)
    return from_fields(curve.fields, line.run) if curve.fields else ""


def names_of_owners(lines: Sequence[Line], owners: Sequence[str], taken: Iterable[str]) -> dict[str, str]:
    """What the runs or groups are called; runs of one name with their ids.

    taken: what metrics are called. Two legends of which any words are the same would become one.
    """
    names = {line.owner: line.group.label if line.group else line.run.label for line in lines}
    often = Counter(names.values())
    told = [
        cut(name if often[name] == 1 or name == owner else f"{name} ({owner})")
        for owner, name in ((owner, names[owner]) for owner in owners)
    ]
    found = unique(told)
    if not set(taken).isdisjoint(found):
        found = [f"run {name}" for name in found]
    return dict(zip(owners, found, strict=True))


def joined_name(metric: str, owner: str, several: bool, owners: int) -> str:
    """What a line is called by itself: its run, its metric, or both where neither is enough."""
    if not several:
        return owner
    return cut(metric) if owners == 1 else cut(f"{metric} · {owner}")


def samples(lines: Sequence[Line]) -> bool:
    """Whether groups are shown as the lines of their runs: several are then called the same."""
    different = {(line.owner, line.quantity) for line in lines}
    return any(line.group for line in lines) and len(different) < len(lines)


def color_of(line: Line) -> str:
    """The colour of a run, or of its group."""
    chosen = line.group.color if line.group else line.run.color
    return colors.color_of(chosen) or colors.PALETTE[0]
