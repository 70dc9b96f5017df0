"""What a panel turns into. Pages and pictures know these few bodies and no kinds of panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

#: Columns of equal length by name. Numbers are finite floats, or None.
Columns: TypeAlias = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart.

    spec: without ``$schema``, ``width``, ``height``, ``background`` and colours of axes and grid, which the
    page or the picture gives; its data are named (``{"data": {"name": "lines"}}``) and never a URL.
    data: the rows of each name, as columns.
    own: whether the spec is someone's own custom chart, whose sizes and colours stay.
    """

    spec: Mapping[str, Any]
    data: Mapping[str, Columns]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """One number told large. text: as shown.  about: what it is, in a line below."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text. html: sanitized, safe to place in a page as it is.

    stretches: the same as plain text, cut where a block of code begins or ends; with whether each is one.
    """

    html: str
    stretches: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "\n".join(text for text, _ in self.stretches).strip()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts. differs: whether the row's cells differ, for each row, where that is told.

    more: rows or columns left out, in words.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    differs: tuple[bool, ...] = ()
    colors: tuple[str, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A media item. content: its bytes, empty where ``why`` says what is missing.  mime: ``image/png``.

    width, height: its pixels; 0 where unknown.
    """

    caption: str
    mime: str
    content: bytes = b""
    why: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Gallery:
    """Media side by side, at most ``columns`` in a row (0: as many as fit)."""

    items: tuple[Picture, ...]
    columns: int = 0
    more: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why there is nothing to draw, as a sentence for the person who looks at the panel."""

    why: str


Body: TypeAlias = Chart | Number | Prose | Grid | Gallery | Nothing


@dataclass(frozen=True, slots=True)
class Drawing:
    """A panel's body with what to say under it (``10 of 43 runs``, ``no data for `loss``), in sentences."""

    body: Body
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel, drawn. id: stable in its view (an HTML id).  title, kind: for people.  w, h: columns and rows.

    changed: ``added``, ``removed``, ``changed`` or empty, where two versions are compared.
    """

    id: str
    title: str
    kind: str
    drawing: Drawing
    x: int = 0
    y: int = 0
    w: int = 8
    h: int = 6
    changed: str = ""


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """Panels under one heading.

    columns: how many stand in a row; 0 for a report's grid of 24 (see ``Drawn``).
    before: the blocks of a report that stand before the panels, as sanitized HTML.
    """

    title: str
    panels: tuple[Drawn, ...]
    columns: int = 3
    open: bool = True
    before: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A view, drawn. notes: what holds for all of it (invented runs, losses), in sentences."""

    title: str
    kind: str
    sections: tuple[DrawnSection, ...]
    notes: tuple[str, ...] = ()
    runs: tuple[tuple[str, str], ...] = field(default=())
    """The label and the colour of each run that is shown."""
