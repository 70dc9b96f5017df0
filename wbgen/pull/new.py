"""A view by anyone as a whole spec: what it shows in the language, a catalogue of what its panels name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from wbgen.compile.blocks.decode import decode_report
from wbgen.compile.decode import decode_panel, encoded
from wbgen.compile.decode_workspace import decode_workspace
from wbgen.compile.runsets import key_of
from wbgen.pull.source import Source
from wbgen.spec import models
from wbgen.spec.check_names import COLUMN_OPTIONS, METRIC_KINDS, PanelNames
from wbgen.spec.expressions import Key, keys_of, parse_filter
from wbgen.spec.names import PLACEHOLDER, is_built_in, legal_name, panel_slug, refused_in_name, slug
from wbgen.spec.resolve import unresolved
from wbgen.views.json import Json
from wbgen.views.marker import read_marker
from wbgen.views.overlay import leaves

Data = dict[str, Any]

#: Stands for a title where a view has none.
UNNAMED = "Pulled view"


def spec_of_workspace(title: str, project: str, spec: Json, guide: str | None = None) -> Data:
    """The spec of one workspace, as plain data.

    title: what people call the view.  project: the one it is in.  guide: the id of the guide; made of
    the title where it is None. Raises ValueError where the JSON is not that of a workspace.
    """
    workspace = decode_workspace(spec, project)
    sections = [with_ids(section) for section in name_sections(workspace.pop("sections"))]
    sections = [{**s, "panels": [sayable(panel) for panel in s["panels"]]} for s in sections]
    panels = [panel for section in sections for panel in section.get("panels", ())]
    axes = [workspace.get("x"), *(section.get("x") for section in sections)]
    names = catalogue(panels, axes, [workspace["runs"]] if "runs" in workspace else [])
    shown = [{**s, "panels": [escaped(panel) for panel in s["panels"]]} for s in sections]
    return {
        **head(title, project, guide),
        **names,
        "workspaces": {"default": {**legal_title(title), **workspace, "sections": shown}},
    }


def spec_of_report(source: Source, guide: str | None = None) -> Data:
    """The spec of one report, as plain data. Raises ValueError where the JSON is not that of a report."""
    said = decode_report(source.spec, decode_panel, source.project)
    grids = list(grids_of(said.get("blocks", ())))
    for grid in grids:
        grid["panels"] = [sayable(panel) for panel in with_ids(grid)["panels"]]
    panels = [panel for grid in grids for panel in grid["panels"]]
    runs = [run_set for grid in grids for run_set in grid.get("runs", ()) if isinstance(run_set, dict)]
    names = catalogue(panels, [], runs)
    for grid in grids:
        grid["panels"] = [escaped(panel) for panel in grid["panels"]]
    visible = read_marker(source.description)[0].strip()
    about = {"description": visible[:2000]} if visible else {}
    report = {"title": source.title[:128] or UNNAMED, **about, **said}
    return {**head(source.title, source.project, guide), **names, "reports": {"default": report}}


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
    return {"wbgen": 1, "guide": id, "title": title[:128] or UNNAMED, "project": project}


def legal_title(title: str) -> Data:
    """A workspace's title, and a name beside it where W&B's library would refuse the title."""
    named = {"title": title[:128] or UNNAMED}
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


def with_ids(section: Data) -> Data:
    """A section whose panels have an ``id`` each where theirs would meet."""
    seen: set[str] = set()
    panels = []
    for index, panel in enumerate(section.get("panels", ()), start=1):
        kind = kind_of(panel)
        model = models.PANEL_KINDS[kind].model_validate(panel)
        id = panel_slug(kind, PanelNames(model, kind).slugs)
        if id in seen or not models_id(id):
            panel = {**panel, "id": f"panel-{index}"}
            id = f"panel-{index}"
        seen.add(id)
        panels.append(panel)
    return {**section, "panels": panels}


def models_id(id: str) -> bool:
    """Whether a text can be an id in the language."""
    return bool(id) and id[0].isalpha() and len(id) <= 60


def kind_of(panel: Data) -> str:
    """The kind of a decoded panel: its first key."""
    return next(iter(panel))


def catalogue(panels: Iterable[Data], axes: Iterable[str | None], runs: Iterable[Data] = ()) -> Data:
    """The ``metrics`` and ``config`` of a spec that hold every name its panels and run sets use."""
    names: dict[str, None] = {}
    config: dict[str, None] = {}
    for axis in axes:
        note(axis, names, config)
    for run_set in runs:
        for key in keys_of_runs(run_set):
            if key.section != "run":
                note(key.name if key.section == "summary" else f"config.{key.name}", names, config)
    for panel in panels:
        kind = kind_of(panel)
        options = models.PANEL_KINDS[kind].model_validate(panel)
        used = PanelNames(options, kind)
        names.update(dict.fromkeys(name for name, _ in used.metrics))
        for name, _ in used.columns:
            note(name, names, config)
    groups: dict[str, Data] = {}
    for name in names:
        if not is_built_in(name):
            prefix = name.partition("/")[0] if "/" in name else ""
            groups.setdefault(prefix or "Metrics", {})[escape(name)] = {}
    result: Data = {}
    if config:
        result["config"] = dict.fromkeys(config)
    if groups:
        result["metrics"] = [{"group": title, "of": members} for title, members in groups.items()]
    return result


def keys_of_runs(run_set: Data) -> Iterator[Key]:
    """What a decoded run set filters, groups and orders by, and its columns."""
    if run_set.get("where"):
        yield from keys_of(parse_filter(run_set["where"]))
    for name in (*run_set.get("group", ()), *run_set.get("order", ())):
        yield key_of(name.removeprefix("-"))
    for option in ("columns", "visible", "hidden", "column_order", "widths"):
        for name in run_set.get(option, ()):
            section, dot, rest = name.partition(".")
            yield Key(section, rest) if dot and section in ("config", "run") else Key("summary", name)


def sayable(panel: Data) -> Data:
    """A decoded panel, or its own JSON where it names a metric that the catalogue cannot hold."""
    kind = kind_of(panel)
    model = models.PANEL_KINDS[kind].model_validate(panel)
    names = PanelNames(model, kind)
    if all(map(can_be_named, (name for name, _ in (*names.metrics, *names.columns)))):
        return panel
    ids = {"id": panel["id"]} if "id" in panel else {}
    return {"raw": encoded(kind, model), **ids}


def can_be_named(name: str) -> bool:
    """Whether the language can hold a name as it is: no glob, and none of W&B's private names."""
    return "*" not in name and "\\" not in name and (not name.startswith("_") or is_built_in(name))


def escaped(panel: Data) -> Data:
    """A panel whose names say ``\\<`` where they hold a ``<`` that the language would read as a dimension."""
    kind = kind_of(panel)
    if kind not in METRIC_KINDS and kind not in COLUMN_OPTIONS:
        return panel
    return {key: escape(value) if key in (kind, "x", "z") else value for key, value in panel.items()}


def escape(value: Any) -> Any:
    """Names with their placeholders escaped."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: "\\" + found[0], value)
    if isinstance(value, list):
        return [escape(item) for item in value]
    return {**value, "metric": escape(value["metric"])} if isinstance(value, dict) else value


def note(name: str | None, names: dict[str, None], config: dict[str, None]) -> None:
    """Put a name of an axis or column where it belongs."""
    if name is None or name.startswith("run."):
        return
    if name.startswith("config."):
        config[name.removeprefix("config.").split(".")[0]] = None
    else:
        names[name] = None


def raw_share(data: Any, spec: Json) -> float:
    """Which part of a view's values is kept as raw, from 0 to 1."""
    return min(1.0, raw_leaves(data) / max(1, leaves(spec)))


def raw_leaves(data: Any) -> int:
    """How many single values stand under ``raw`` keys."""
    if isinstance(data, dict):
        return sum(leaves(value) if key == "raw" else raw_leaves(value) for key, value in data.items())
    if isinstance(data, list):
        return sum(map(raw_leaves, data))
    return 0


def spec_of(source: Source, guide: str | None = None) -> Data:
    """The spec of a view of either kind. Raises ValueError where its JSON is not that of a view."""
    if source.kind == "workspace":
        data = spec_of_workspace(source.title, source.project, source.spec, guide)
    else:
        data = spec_of_report(source, guide)
    return cast(Data, unresolved(data))
