"""The parts of a view, each also as a view by itself, so that it can be told which one is strange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from wbgen.compile import official
from wbgen.compile.blocks.decode_grid import PANELS, are_maps
from wbgen.compile.encode import Body, put
from wbgen.compile.workspace import SECTIONS
from wbgen.pull.source import Source
from wbgen.views.json import Json, get

#: Where the run sets of a workspace, and of a grid, are.
RUNS = ("section", "runSets")
GRID_RUNS = ("metadata", "runSets")

Part = tuple[Body, Source]


def parts_of(source: Source) -> Iterator[Part]:
    """Every part of a view with a view that holds nothing else; what is inside of a part comes first."""
    spec = source.spec
    assert isinstance(spec, dict)
    if source.kind == "report":
        yield from parts_of_blocks(maps(spec.get("blocks")), source)
        return
    for section in maps(get(spec, SECTIONS)):
        for panel in maps(section.get("panels")):
            yield panel, panel_alone(panel, source)
        yield section, workspace(source, [section])
    for run_set in maps(get(spec, RUNS)):
        yield run_set, workspace(source, [], [run_set])
    yield spec, settings_alone(spec, source)


def parts_of_blocks(blocks: Iterable[Body], source: Source) -> Iterator[Part]:
    """The panels and run sets of grids, and blocks, those folded beneath a heading too."""
    for block in blocks:
        yield from parts_of_blocks(maps(block.get("collapsedChildren")), source)
        for panel in maps(get(block, PANELS)):
            yield panel, panel_alone(panel, source)
        for run_set in maps(get(block, GRID_RUNS)):
            grid = official.panel_grid()
            put(grid, GRID_RUNS, [run_set])
            yield run_set, report(source, grid)
        yield block, report(source, block)


def maps(value: Json) -> list[Body]:
    """A list of maps; empty where it is none."""
    return value if are_maps(value) else []


def panel_alone(panel: Body, source: Source) -> Source:
    """A workspace of nothing but a panel."""
    section = official.section("Tried", open=True, pinned=False)
    return workspace(source, [{**section, "panels": [panel]}])


def workspace(source: Source, sections: list[Body], run_sets: list[Body] | None = None) -> Source:
    """A workspace of sections, or of a run set."""
    spec = official.workspace("", "runs")
    put(spec, SECTIONS, sections)
    if run_sets is not None:
        put(spec, RUNS, run_sets)
    return alone(source, "workspace", spec)


def settings_alone(spec: Body, source: Source) -> Source:
    """The workspace itself without its sections and run sets."""
    section = {**spec["section"], "runSets": get(official.workspace("", "runs"), RUNS)}
    if isinstance(bank := section.get("panelBankConfig"), dict):
        section["panelBankConfig"] = {**bank, "sections": []}
    return alone(source, "workspace", {**spec, "section": section})


def report(source: Source, block: Body) -> Source:
    """A report of one block."""
    return alone(source, "report", official.report("", [block], width="readable"))


def alone(source: Source, kind: Literal["workspace", "report"], spec: Body) -> Source:
    """A view of the same project."""
    return replace(source, kind=kind, title="Tried", description="", spec=spec)
