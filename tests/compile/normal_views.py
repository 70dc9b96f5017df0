"""The normal form of workspaces and reports: settings, run sets, blocks (see ``normal_form``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from tests.compile.normal_form import Form, panel_form, said, shortest
from wbgen.compile.blocks.build import ALL_RUNS, BlockBuilder, comparison_panel
from wbgen.compile.blocks.plain import kind_of
from wbgen.compile.blocks.sweeps import run_set, sweep_panels
from wbgen.compile.encode import Body
from wbgen.compile.panels import PanelCompiler
from wbgen.compile.runsets import encode_run_set, key_of, run_colors, run_feed
from wbgen.compile.sweeps.searched import searched_by_guide
from wbgen.compile.tables import generated, health_items
from wbgen.compile.workspace import STEP, WorkspaceRuns, section_body, workspace_body
from wbgen.prose.language import language
from wbgen.spec import models
from wbgen.spec.expressions import parse_filter
from wbgen.spec.guide import (
    Block,
    Comparison,
    Folding,
    Guide,
    Panel,
    PanelGrid,
    Report,
    RunSet,
    Section,
    SectionRef,
    SweepRef,
    Workspace,
)
from wbgen.views import inline
from wbgen.views.filters import to_v2
from wbgen.views.json import get

# --- workspaces


def workspace_form(guide: Guide, workspace: Workspace) -> Form:
    """A workspace with its sections; what is outside of its JSON (its title, its name) is left out."""
    runs = workspace.runs.options if workspace.runs else models.RunSet()
    no_runs = WorkspaceRuns(models.RunSet(), "", guide.project)

    def encode(options: models.Workspace) -> Body:
        return workspace_body(options, [], no_runs, options.x if options.x != STEP else None)

    x = workspace.options.x or guide.x
    options = shortest(workspace.options.model_copy(update={"x": x}), encode)
    return {
        **said(options, "title", "name", "was", "runs", "sections"),
        "raw": options.raw or {},
        "runs": run_set_form(runs, "workspace", guide.project),
        "colors": run_colors(runs.model_copy(update={"wandb_id": "id"}), "", "workspace"),
        "sections": [section_form(section, x) for section in workspace.sections],
    }


def section_form(section: Section, x: str) -> Form:
    """A section, its note as the panel that it becomes."""
    options = shortest(section.options, lambda options: section_body(options, []))
    compiler = PanelCompiler(inherit=True)
    note = [note_panel(section.options.note)] if section.options.note else []
    panels = [panel_form(p, section.options.x or x, compiler) for p in (*note, *section.panels)]
    return {**said(options), "raw": options.raw or {}, "panels": panels}


def note_panel(text: str) -> Panel:
    return Panel("", "markdown", (), models.MarkdownPanel(markdown=text))


#: Options of run sets that are compared by what they come to.
TOGETHER = (
    *("columns", "visible", "hidden", "column_order", "widths", "lock_columns"),
    *("title", "search", "regex", "where", "group", "order", "pinned", "name", "colors", "group_colors"),
)


def run_set_form(options: models.RunSet, where: Any, project: str) -> Form:
    """A run set.

    The table of runs can be told in many ways, since what is hidden, pinned, visible and ordered meet each
    other; its form is what they come to. The same goes for filters and for the baseline among the pinned.
    """
    wire = encode_run_set(options.model_copy(update={"raw": None, "wandb_id": "id"}), "", project, where)
    return {
        **said(options, *TOGETHER),
        "title": wire["name"],
        "search": wire["search"],
        "where": to_v2(parse_filter(options.where)) if options.where else None,
        "group": [key_of(name) for name in options.group],
        "order": [(name.startswith("-"), key_of(name.removeprefix("-"))) for name in options.order],
        "pinned": wire.get("pinnedRunIds", []),
        "table": run_feed(options, where),
        "raw": options.raw or {},
    }


# --- reports


def report_form(guide: Guide, report: Report) -> Form:
    """A report; its title and description are not in its JSON."""
    blocks = [form for block in report.blocks for form in block_forms(guide, block)]
    return {**said(report.options, "title", "description", "was", "blocks"), "raw": report.options.raw or {},
            "blocks": blocks}  # fmt: skip


def block_forms(guide: Guide, block: Block) -> list[Form]:
    """What a block is in W&B: one block or a few."""
    forms = [*unlaid(guide, block)]
    raw = block.raw if isinstance(block, models.Block) else block.options.raw
    forms[-1]["raw"] = raw or {}
    return forms


def unlaid(guide: Guide, block: Block) -> Iterator[Form]:
    """A block's forms without its overlay."""
    match block:
        case Folding():
            below = [form for inner in block.blocks for form in block_forms(guide, inner)]
            yield {**text_form(block.options), "folded": below}
        case SectionRef() | PanelGrid() | Comparison() | SweepRef():
            yield from grid_forms(guide, block)
        case models.ChecklistBlock() if block.checklist is None:
            texts = health_items(guide)
            yield text_form(models.ChecklistBlock(checklist=[models.CheckItem(text=text) for text in texts]))
        case _:
            text = generated(guide, block)
            yield text_form(block if text is None else models.MarkdownBlock(markdown=text))


def text_form(block: models.Block) -> Form:
    """A block that says all there is to say, its texts in their shortest spelling."""
    kind = kind_of(block)
    if block == models.ChecklistBlock(checklist=[], raw=block.raw):
        kind, block = "list", models.ListBlock(list=[])  # nothing tells them apart
    if kind == "raw":
        return {"kind": kind, "raw": block.raw}
    texts = said(block, "folded")
    return {"kind": kind, **{key: spelled(kind, key, value) for key, value in texts.items()}, "raw": {}}


#: Options of blocks in which `code`, links and formulas are set.
SET = {"h1", "h2", "h3", "text", "quote", "callout", "caption", "list"}


def spelled(kind: str, key: str, value: Any) -> Any:
    """A text as it is read back: with no more backslashes than it needs."""
    if kind == "checklist":
        return [{**item, "text": spelled("", "text", item["text"])} for item in value]
    if key not in SET:
        return value
    return (
        [spelled("", "text", each) for each in value]
        if isinstance(value, list)
        else inline.decode(inline.encode(value))
    )


#: Blocks that end with a grid.
Gridded: TypeAlias = SectionRef | PanelGrid | Comparison | SweepRef


def grid_forms(guide: Guide, block: Gridded) -> Iterator[Form]:
    """A grid as the panels at their places, which columns and heights are another way to say."""
    compiler = PanelCompiler(inherit=False)
    builder = BlockBuilder(guide, "", compiler)
    *texts, grid = builder.bodies(block)
    yield from map(heading_or_note, texts)
    bodies = get(grid, ("metadata", "panelBankSectionConfig", "panels"))
    assert isinstance(bodies, list)
    panels, x = panels_and_axis(guide, block)
    runs = runs_shown(guide, block)
    yield {
        "kind": "panels",
        "hide_runs": grid["metadata"]["hideRunSets"],
        "colors": colors_form(block, runs),
        "runs": [run_set_form(each.options, "report", guide.project) for each in runs],
        "panels": [
            placed(panel_form(panel, x, compiler), body) for panel, body in zip(panels, bodies, strict=True)
        ],
    }


def heading_or_note(body: Body) -> Form:
    """A text before a grid."""
    if body["type"] == "heading":
        return {"kind": f"h{body['level']}", f"h{body['level']}": inline.decode(body["children"]), "raw": {}}
    return {"kind": "markdown", "markdown": body["content"], "raw": {}}


def runs_shown(guide: Guide, block: Gridded) -> Sequence[RunSet]:
    """The run sets of a grid."""
    match block:
        case SectionRef():
            return (ALL_RUNS,)
        case SweepRef():
            searched = searched_by_guide(guide, block.sweep)
            return (RunSet("", run_set(block.sweep, guide.sweeps[block.sweep], searched)),)
    return block.runs or (ALL_RUNS,)


def colors_form(block: Gridded, runs: Sequence[RunSet]) -> Form:
    """The colours of a grid in one map: those of a run set's runs may stand at the grid as well."""
    named = (each.options.model_copy(update={"wandb_id": str(index)}) for index, each in enumerate(runs))
    maps = [run_colors(options, "", "report") for options in named]
    maps += [block.options.colors] if isinstance(block, PanelGrid) else []
    return {key: color for colors in maps for key, color in colors.items()}


def placed(form: Form, body: Body) -> Form:
    """A panel of a grid at its place, which a panel that is only ``raw`` says there."""
    form["raw"].pop("layout", None)
    return {**form, "layout": body.get("layout")}


def panels_and_axis(guide: Guide, block: Gridded) -> tuple[Sequence[Panel], str]:
    """The panels of a grid, and the axis of those that name none."""
    match block:
        case SectionRef():
            workspace = next(each for each in guide.workspaces if each.id == block.workspace)
            section = next(each for each in workspace.sections if each.id == block.section)
            return section.panels, section.options.x or workspace.options.x or guide.x
        case PanelGrid():
            return block.panels, guide.x
        case SweepRef():
            return sweep_panels(searched_by_guide(guide, block.sweep), language(guide.lang)), guide.x
        case Comparison():
            runs = comparison_panel("runs", models.RunsPanel(runs="differences"))
            bars = [comparison_panel("bar", models.BarPanel(bar=[metric])) for metric in block.metrics]
            return [runs, *bars], guide.x
