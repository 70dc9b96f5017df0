"""What a row of the table of dashboards is: the same view written twice."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

ENTITY, PROJECT, TITLE = "team", "p", "Training"

#: What an id begins with that is said on both sides, and must be the same.
OWN = "own-"

#: What every dashboard's spec begins with: the catalogue that its panels name.
HEAD = """\
wbgen: 1
guide: g
title: Training
project: p
dimensions:
  layer: [14, 15]
config:
  lr:
  optim:
  batch:
metrics:
  - group: Losses
    headline: true
    about: The key metrics.
    of:
      loss: {goal: minimize, healthy: below 0.7, range: [0, 1]}
      loss/a:
      loss/b:
      similarity/layer_<layer>:
  - group: Others
    of:
      epoch:
      stage: {values: {0: teacher, 1: student}, type: category}
      restart: {type: event}
      norm: {warn: {above 10: Grows}, critical: {above 100: Explodes}}
      grads: {type: histogram}
      samples/images: {type: image}
      samples/depth: {type: image}
      samples/table: {type: table}
"""

#: What the library asks the server for when it writes a run set.
OF_PROJECT = {"entityName": ENTITY, "name": PROJECT, "id": "1"}

Official = ws.Workspace | wr.Report


@dataclass(frozen=True)
class Dashboard:
    """A view in YAML, and as a careful user writes it with the official classes.

    patch: what the library has no way to say, by its place in the JSON (None: not there).
    """

    name: str
    yaml: str
    official: Callable[[], Official]
    patch: Mapping[str, Any] = field(default_factory=dict)


def written(head: str, tail: str, indent: int) -> str:
    """A text below another, as far in as it must be."""
    return head + textwrap.indent(textwrap.dedent(tail).strip("\n") + "\n", " " * indent)


def workspace(name: str, yaml: str, official: Callable[[], ws.Workspace], **more: Any) -> Dashboard:
    """A workspace by its options. top: what the spec says beside it.  patch: see :class:`Dashboard`."""
    head = HEAD + textwrap.dedent(more.pop("top", ""))
    return Dashboard(name, written(f"{head}workspaces:\n  w:\n", yaml, 4), official, **more)


def sections(name: str, yaml: str, official: Callable[[], list[ws.Section]], **more: Any) -> Dashboard:
    """A workspace by its sections."""
    body = written("sections:\n", yaml, 2)
    return workspace(name, body, lambda: by_hand(sections=official()), **more)


def panels(name: str, yaml: str, official: Callable[[], list[Any]], **more: Any) -> Dashboard:
    """A workspace of one section by its panels; places of a patch are those inside the panels."""
    body = written("- title: S\n  panels:\n", yaml, 4)
    patch = {f"{PANELS}/{place}": value for place, value in more.pop("patch", {}).items()}
    made = lambda: [ws.Section(name="S", is_open=True, panels=official())]  # noqa: E731
    return sections(name, body, made, patch=patch, **more)


PANELS = "section/panelBankConfig/sections/0/panels"


def by_hand(**options: Any) -> ws.Workspace:
    """A workspace of the project."""
    return ws.Workspace(**{"entity": ENTITY, "project": PROJECT, "name": TITLE, **options})


def report(name: str, yaml: str, official: Callable[[], list[Any]], **more: Any) -> Dashboard:
    """A report by its blocks. options: of the report, in YAML.  given: of the official class."""
    head = HEAD + textwrap.dedent(more.pop("top", "")) + "reports:\n  r:\n"
    head = written(head, more.pop("options", ""), 4).rstrip(" \n") + "\n"
    given = {"title": TITLE, **more.pop("given", {})}

    def made() -> wr.Report:
        return wr.Report(project=PROJECT, entity=ENTITY, blocks=official(), **given)

    return Dashboard(name, written(f"{head}    blocks:\n", yaml, 6), made, **more)


def whole(yaml: str) -> str:
    """A spec with a catalogue of its own."""
    return "wbgen: 1\nguide: g\ntitle: Training\nproject: p\n" + yaml


def of_blocks(*blocks: Any) -> wr.Report:
    """A report of the project."""
    return wr.Report(project=PROJECT, entity=ENTITY, title=TITLE, blocks=list(blocks))


def runset(**options: Any) -> wr.Runset:
    """A run set. Without an entity, since the library would ask the server for the project's number."""
    return wr.Runset(**{"entity": "", "project": PROJECT, **options})


def named(thing: Any, id: str) -> Any:
    """A panel or run set with an id of its own, which the comparison leaves as it is."""
    thing._id = id
    return thing


def body_of(official: Official) -> Any:
    """The JSON of a view by hand."""
    if isinstance(official, ws.Workspace) and not official._internal_runset_id:
        official._internal_runset_id = "library-runs"
    return json.loads(official._to_model().spec.model_dump_json(by_alias=True, exclude_none=True))
