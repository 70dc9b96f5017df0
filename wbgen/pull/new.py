"""A view by anyone as a whole spec: what it shows in the language, a catalogue of what its panels name.

What is said is built again and compared with the view: a part that does not come back (a panel, the
settings of a section, a run set, a block) is kept to the letter, and where that does not help, the view is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from wbgen.compile import compile_guide
from wbgen.compile.blocks.decode import decode_report
from wbgen.compile.decode import decode_panel, whole
from wbgen.compile.decode_workspace import decode_workspace
from wbgen.compile.encode import Body
from wbgen.pull.catalogue import Data, Names, catalogue, kind_of, names_of
from wbgen.pull.escape import escaped_block, escaped_panel, escaped_settings
from wbgen.pull.parts import parts_of
from wbgen.pull.source import Source
from wbgen.spec.diagnostics import SpecError
from wbgen.spec.edit.emit import emit
from wbgen.spec.names import legal_name, panel_slug, refused_in_name, slug
from wbgen.spec.read import parse_guide
from wbgen.spec.resolve import unresolved
from wbgen.views.json import Json, among
from wbgen.views.marker import read_marker
from wbgen.views.overlay import leaves, residual, same

#: Stands for a title where a view has none.
UNNAMED = "Pulled view"


@dataclass(frozen=True, slots=True)
class Pulled:
    """A spec as plain data, and as the text of a file."""

    data: Data
    text: str


def pulled(data: Data) -> Pulled:
    """Plain data as a spec."""
    return Pulled(data, emit(data))


def spec_of(source: Source, guide: str | None = None) -> Pulled:
    """The spec of a view of either kind, which builds the view again.

    guide: the id of the guide; made of the title where it is None. Raises ValueError where the JSON is
    not that of a view, EmitError where it holds a text that no file can.
    """
    spec = pulled(said(source, guide))
    if comes_back(spec, source):
        return spec
    for data in (said(source, guide, strange_parts(source)), kept(source, guide)):
        spec = pulled(data)
        if comes_back(spec, source):
            return spec
    raise ValueError("this view holds what no spec can say")


def strange_parts(source: Source) -> list[Json]:
    """The parts of a view that do not come back by themselves, the smallest that hold what is strange."""
    strange: list[Json] = []
    for part, alone in parts_of(source):
        if not comes_back(pulled(said(alone, None, strange)), alone):
            strange.append(part)
    return strange


def said(source: Source, guide: str | None, strange: Sequence[Json] = ()) -> Data:
    """What the language can say of a view. strange: parts to keep to the letter."""

    def panel(body: Body) -> Data:
        found = whole(body) if among(body, strange) else decode_panel(body)
        return found if names_of(found).can_be_said else whole(body)

    if source.kind == "workspace":
        decoded = decode_workspace(source.spec, source.project, panel, strange)
        data = workspace_spec(source, guide, decoded)
    else:
        data = report_spec(source, guide, decode_report(source.spec, panel, source.project, strange))
    return cast(Data, unresolved(data))


def comes_back(spec: Pulled, source: Source) -> bool:
    """Whether building a spec gives the view."""
    try:
        return same(built(spec), source.spec)
    except SpecError:
        return False


def built(spec: Pulled) -> Json:
    """The one view of a spec. Raises SpecError where it does not hold together."""
    (view,) = compile_guide(parse_guide(spec.text.encode())[0]).views
    return view.spec


def kept(source: Source, guide: str | None) -> Data:
    """A view that is kept to the letter as a whole."""
    assert isinstance(source.spec, dict)
    start = head(source.title, source.project, guide)
    options = legal_title(source.title) if source.kind == "workspace" else {"title": titled(source.title)}
    bare: Data = {**start, f"{source.kind}s": {"default": options}}
    raw = residual(built(pulled(cast(Data, unresolved(bare)))), source.spec)
    return cast(Data, unresolved({**bare, f"{source.kind}s": {"default": {**options, "raw": raw}}}))


def workspace_spec(source: Source, guide: str | None, workspace: Data) -> Data:
    """The spec around a decoded workspace."""
    named: list[tuple[Data, Names]] = []
    sections = [with_ids(section, named) for section in name_sections(workspace.pop("sections"))]
    axes = [workspace.get("x"), *(section.get("x") for section in sections)]
    names = catalogue(named, axes, [workspace["runs"]] if "runs" in workspace else [])
    shown = [
        {**escaped_settings(section), "panels": list(map(escaped_panel, section["panels"]))}
        for section in sections
    ]
    return {
        **head(source.title, source.project, guide),
        **names,
        "workspaces": {
            "default": {**legal_title(source.title), **escaped_settings(workspace), "sections": shown}
        },
    }


def report_spec(source: Source, guide: str | None, report: Data) -> Data:
    """The spec around a decoded report."""
    grids = list(grids_of(report.get("blocks", ())))
    named: list[tuple[Data, Names]] = []
    for grid in grids:
        grid["panels"] = with_ids(grid, named)["panels"]
    runs = [run_set for grid in grids for run_set in grid.get("runs", ()) if isinstance(run_set, dict)]
    names = catalogue(named, [], runs)
    if "blocks" in report:
        report = {**report, "blocks": list(map(escaped_block, report["blocks"]))}
    visible = read_marker(source.description)[0].strip()
    about = {"description": visible[:2000]} if visible else {}
    return {
        **head(source.title, source.project, guide),
        **names,
        "reports": {"default": {"title": titled(source.title), **about, **report}},
    }


def grids_of(blocks: Iterable[Any]) -> Iterator[Data]:
    """The panel grids among decoded blocks, folded ones too."""
    for block in blocks:
        if isinstance(block, dict):
            if isinstance(block.get("panels"), list):
                yield block
            yield from grids_of(block.get("folded") or ())


def head(title: str, project: str, guide: str | None) -> Data:
    """The first keys of a spec."""
    made = slug(title).replace("_", "-")[:40].strip("-")
    id = guide or (made if made and made[0].isalpha() else "pulled")
    return {"wbgen": 1, "guide": id, "title": titled(title), "project": project}


def titled(title: str) -> str:
    """A title within the bounds of the language."""
    return title[:128] or UNNAMED


def legal_title(title: str) -> Data:
    """A workspace's title, and a name beside it where W&B's library would refuse the title."""
    named = {"title": titled(title)}
    return {**named, "name": legal_name(title)[:128] or UNNAMED} if refused_in_name(title) else named


def name_sections(sections: Iterable[Data]) -> Iterator[Data]:
    """The sections, each with an ``id`` where its title gives none, or one that another has."""
    seen: set[str] = set()
    for index, section in enumerate(sections, start=1):
        made = slug(section["title"]).replace("_", "-")[:50].strip("-")
        id = made if made and made[0].isalpha() else f"section-{index}"
        while id in seen:
            id = f"{id}-{index}"
        seen.add(id)
        yield section if id == slug(section["title"]) else {"id": id, **section}


def with_ids(section: Data, named: list[tuple[Data, Names]]) -> Data:
    """A section whose panels have an ``id`` each where theirs would meet.

    named: gets every panel with what it names.
    """
    seen: set[str] = set()
    panels = []
    for index, panel in enumerate(section.get("panels", ()), start=1):
        names = names_of(panel)
        id = panel_slug(kind_of(panel), names.slugs)
        if id in seen or not models_id(id):
            panel = {**panel, "id": f"panel-{index}"}
            id = f"panel-{index}"
        seen.add(id)
        panels.append(panel)
        named.append((panel, names))
    return {**section, "panels": panels}


def models_id(id: str) -> bool:
    """Whether a text can be an id in the language."""
    return bool(id) and id[0].isalpha() and len(id) <= 60


def raw_share(spec: Pulled, view: Json) -> float:
    """Which part of a view's values is kept as raw, from 0 to 1."""
    return min(1.0, raw_leaves(spec.data) / max(1, leaves(view)))


def raw_leaves(data: Any) -> int:
    """How many single values stand under ``raw`` keys."""
    if isinstance(data, dict):
        return sum(leaves(value) if key == "raw" else raw_leaves(value) for key, value in data.items())
    if isinstance(data, list):
        return sum(map(raw_leaves, data))
    return 0
