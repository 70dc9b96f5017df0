"""Things of one view that are in each other's way: with one id of W&B's, or in one place."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wbgen.spec import models
from wbgen.spec.diagnostics import Collector, Severity
from wbgen.spec.places import Path
from wbgen.spec.tree import Mapping, locate


class Thing(NamedTuple):
    """A section, a panel or a run set. what: the word for it.  among: the list that it is in.

    in_view, in_list: whether it is there once, or several times (2), once for each value of a dimension.
    """

    what: str
    path: Path
    options: models.Section | models.Panel | models.RunSet
    among: Path
    in_view: int = 1
    in_list: int = 1


def lint_views(spec: models.Spec, root: Mapping, collector: Collector) -> None:
    """Warn of things of one view with one id of W&B's, and of panels of one grid in one place."""
    for things in views(spec):
        for first, second in same_ids(things):
            message = f"two {second.what}s of this view have W&B's id `{second.options.wandb_id}`"
            warn("duplicate-wandb-id", message, "wandb_id", first, second, root, collector)
        for first, second in same_places(things):
            message = "this panel overlaps another one"
            warn("overlapping-panels", message, "layout", first, second, root, collector)


def warn(
    code: str, message: str, option: str, first: Thing, second: Thing, root: Mapping, collector: Collector
) -> None:
    """Warn at an option of the second of two things, with the place of the first in the cure."""
    line = locate(root, (*first.path, option))[0].line
    cure = f"change or leave out one `{option}` (the other is on line {line})"
    if first is second:
        cure = f"leave out `{option}`: `each` makes several {second.what}s of this one"
    span, _ = locate(root, (*second.path, option))
    collector.add(code, message, span, cure=cure, severity=Severity.WARNING)


# --- what there is in a view


def views(spec: models.Spec) -> Iterator[Sequence[Thing]]:
    """The things of every view, in the author's order."""
    for name, workspace in spec.workspaces.items():
        yield [*in_sections(workspace.sections, ("workspaces", name, "sections"), spec)]
    for name, report in spec.reports.items():
        yield [*in_blocks(report.blocks, ("reports", name, "blocks"), spec)]


def in_sections(sections: Iterable[models.Section], path: Path, spec: models.Spec) -> Iterator[Thing]:
    """Sections and their panels."""
    for index, section in enumerate(sections):
        times = copies(section.each, spec)
        yield Thing("section", (*path, index), section, path, times)
        yield from in_panels(section.panels, (*path, index, "panels"), spec, times)


def in_blocks(blocks: Iterable[models.Block], path: Path, spec: models.Spec) -> Iterator[Thing]:
    """The panels and run sets of grids, those folded beneath a heading too."""
    for index, block in enumerate(blocks):
        if isinstance(block, models.GridBlock):
            yield from in_panels(block.panels, (*path, index, "panels"), spec)
            for at, run_set in enumerate(block.runs or ()):
                yield Thing("run set", (*path, index, "runs", at), run_set, path)
        elif isinstance(block, models.Heading):
            yield from in_blocks(block.folded or (), (*path, index, "folded"), spec)


def in_panels(
    panels: Iterable[models.Panel], path: Path, spec: models.Spec, outside: int = 1
) -> Iterator[Thing]:
    """The panels of a section or grid. outside: how often that is there."""
    for index, panel in enumerate(panels):
        times = copies(panel.each, spec)
        yield Thing("panel", (*path, index), panel, path, max(outside, times), times)


def copies(dimension: str | None, spec: models.Spec) -> int:
    """How often a thing with this ``each`` is there: once or several times."""
    written = spec.dimensions.get(dimension or "", [])
    values = written.default if isinstance(written, models.OpenDimension) else written
    return 2 if len(values) > 1 else 1


# --- what meets


def same_ids(things: Iterable[Thing]) -> Iterator[tuple[Thing, Thing]]:
    """Pairs of things of one sort with one id: each with the first that has it."""
    seen: dict[tuple[str, str], Thing] = {}
    for thing in things:
        if (id := thing.options.wandb_id) is not None:
            first = seen.setdefault((thing.what, id), thing)
            if first is not thing or thing.in_view > 1:
                yield first, thing


def same_places(things: Iterable[Thing]) -> Iterator[tuple[Thing, Thing]]:
    """Pairs of panels of one list in one place, in the author's order: each panel with one other at most."""
    lists: dict[Path, list[Thing]] = {}
    for thing in things:
        if isinstance(thing.options, models.Panel) and thing.options.layout is not None:
            lists.setdefault(thing.among, []).extend([thing] * thing.in_list)
    for listed in lists.values():
        layouts = [thing.options.layout for thing in listed if isinstance(thing.options, models.Panel)]
        for pair in overlaps([layout or [] for layout in layouts]):
            first, second = sorted(pair)
            yield listed[first], listed[second]


def overlaps(layouts: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Indices of rectangles (x, y, width, height) that overlap, each with one of those above it.

    From top to bottom; what is open stands side by side, so that only neighbours can be in the way.
    """
    open: list[tuple[int, int, int, int]] = []  # left, right, bottom, index
    for index in sorted(range(len(layouts)), key=lambda index: layouts[index][1]):
        left, top, width, height = layouts[index]
        right = left + width
        at = bisect(open, (left,))
        if at and open[at - 1][1] > left:
            at -= 1
        while at < len(open) and open[at][0] < right and open[at][2] <= top:
            del open[at]
        if at < len(open) and open[at][0] < right and width > 0 and height > 0:
            yield open[at][3], index
        elif width > 0 and height > 0:
            open.insert(at, (left, right, top + height, index))
