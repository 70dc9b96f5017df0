"""What compiling gives: views and charts, complete but for the target they go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wbgen.views.json import Json

Kind = Literal["workspace", "report"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A custom chart definition: a prerequisite of the panels that name it, never a planned change.

    W&B can neither update nor delete one, so its name carries a hash of its content.
    """

    name: str
    title: str
    spec: str


@dataclass(frozen=True, slots=True)
class View:
    """A workspace or report to be.

    address: its identity, ``main/npt/workspace/default``.  name: the server's name for it.
    title: what people read there.  heading: what the spec calls it, where the title is its ``name``.
    description: its visible description, without the marker.
    spec: its body, with the placeholders of ``wbgen.views.target`` where the target shows.
    charts: names of the charts its panels use.
    former: the addresses it had before, the oldest first; its name is of the first of them.
    addresses: of its sections and panels, by their keys (see ``wbgen.views.merge.parts``).
    adopt: the URL of the view that it takes over; empty where it is one of its own.
    protect: whether it is never deleted.
    """

    address: str
    kind: Kind
    name: str
    title: str
    description: str
    spec: Json
    heading: str = ""
    charts: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    adopt: str = ""
    protect: bool = False


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything one guide compiles to."""

    guide: str
    project: str
    stack: str
    views: tuple[View, ...]
    charts: tuple[Chart, ...]
