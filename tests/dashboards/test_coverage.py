"""What the table of dashboards must hold at least once: every panel kind, option, setting and block."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from tests.dashboards.all import ALL
from wbgen.spec import models
from wbgen.spec.guide import Guide
from wbgen.spec.read import parse_guide
from wbgen.views.table.blocks import BLOCKS

#: What the official library has no counterpart of, or what only names things within the spec.
OURS = {
    "was": "names", "id": "names", "name": "names", "use": "packs", "only_if": "text of a note",
    "thresholds": "charts of the team's own", "bands": "charts of the team's own",
    "annotate": "charts of the team's own", "right": "charts of the team's own",
    "y2_title": "charts of the team's own", "y2_log": "charts of the team's own",
    "draw": "charts of the team's own",
}  # fmt: skip

#: Panel kinds without an official panel: wbgen writes their charts itself.
OWN_KINDS = {"histogram", "heatmap", "chart", "vega"}

KINDS = {kind: model for kind, model in models.PANEL_KINDS.items() if kind not in OWN_KINDS}
TEXTS = {row.kind: models.BLOCK_KINDS[row.kind] for row in BLOCKS if row.kind in models.BLOCK_KINDS}
SETTINGS: tuple[type[BaseModel], ...] = (models.Section, models.Workspace, models.RunSet, models.Report)

Key = tuple[str, str]


def wanted() -> set[Key]:
    """Every option that a dashboard must write, by the model that has it."""
    holders = (*KINDS.values(), *TEXTS.values(), models.GridBlock, *SETTINGS)
    return {key(model, name) for model in holders for name in model.model_fields if name not in OURS}


def key(model: type[BaseModel], name: str) -> Key:
    """An option by the outermost model that has it: what every panel may say is one option."""
    owner = next(base for base in reversed(model.__mro__) if name in getattr(base, "model_fields", ()))
    return owner.__name__, name


def written(node: Any) -> Iterator[Key]:
    """The options that a checked spec says, at any depth."""
    if isinstance(node, BaseModel):
        yield from (key(type(node), name) for name in node.model_fields_set)
        yield from inside(getattr(node, name) for name in node.model_fields_set)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        yield from inside(getattr(node, field.name) for field in dataclasses.fields(node))
    elif isinstance(node, list | tuple):
        yield from inside(node)


def inside(nodes: Iterable[Any]) -> Iterator[Key]:
    for node in nodes:
        yield from written(node)


def shown(guide: Guide) -> Iterator[Key]:
    yield from inside((guide.workspaces, guide.reports))


def test_every_option_is_written_at_least_once() -> None:
    said = {key for dashboard in ALL for key in shown(parse_guide(dashboard.yaml.encode())[0])}
    assert sorted(wanted() - said) == []


def test_there_are_enough_and_each_has_its_name() -> None:
    assert len(ALL) >= 40
    assert len({dashboard.name for dashboard in ALL}) == len(ALL)
