"""Small specs for tests of the compiler: any panels, any settings, one function each."""

from __future__ import annotations

import json
from typing import Any

from wbgen.compile import Resources, compile_guide
from wbgen.spec.read import parse_guide

#: Names of W&B's front end among them, which the official classes rewrite.
METRICS = ("loss/a", "loss/b", "Runtime", "Name", "Step", "lm loss")


def spec(panels: list[Any] | None = None, section: Any = None, workspace: Any = None, **more: Any) -> bytes:
    """A spec with one workspace of one section and a report of it; JSON is YAML."""
    body = {"id": "s", "title": "S", **(section or {}), "panels": panels or []}
    return json.dumps(
        {
            "wbgen": 1,
            "guide": "g",
            "title": "Title",
            "project": "p",
            "metrics": [{"group": "All", "of": {name: {} for name in METRICS}}],
            "workspaces": {"w": {**(workspace or {}), "sections": [body]}},
            "reports": {"r": {"blocks": [{"section": "s"}]}},
            **more,
        }
    ).encode()


def compiled(*args: Any, **more: Any) -> Resources:
    """The resources of such a spec."""
    return compile_guide(parse_guide(spec(*args, **more))[0])


def body(resources: Resources) -> Any:
    """The body of the workspace."""
    return resources.views[0].spec


def panels_of(resources: Resources) -> list[Any]:
    """The panels of the workspace's section."""
    panels: list[Any] = section_of(resources)["panels"]
    return panels


def section_of(resources: Resources) -> Any:
    """The workspace's section."""
    return body(resources)["section"]["panelBankConfig"]["sections"][0]


def grid_of(resources: Resources) -> Any:
    """The panel grid of the report."""
    blocks = resources.views[1].spec["blocks"]  # type: ignore[call-overload, index]
    return next(block for block in blocks if block["type"] == "panel-grid")
