"""Views of the server's own runs, drawn piece by piece as pages ask for them, and kept until they change.

What makes a page slow is bounded here: how many runs a view is drawn from, how many panels at once, and how
many threads draw. Nothing of the rendering is imported before the first page with charts.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from wbgen.errors import WbgenError
from wbgen.extras import need
from wbgen.server.pages import live
from wbgen.server.pages.kept import Kept
from wbgen.server.store import Project, Run, Store
from wbgen.server.store.lines import EVENTS, HISTORY
from wbgen.server.store.runs import ALIVE
from wbgen.views.json import Json

if TYPE_CHECKING:
    from wbgen.render.views.parts import Part
    from wbgen.server.pages.store_runs import StoreRun

#: Runs that a view is drawn from, the newest.
MOST_RUNS = 500
#: Panels of a piece, which divides into rows of one, two, three, four and six; and pieces of one answer.
PANELS, PIECES = 12, 6
#: Views taken apart, and drawn pieces, that are kept; and characters of these, which hold images too.
KEPT_VIEWS, KEPT_PIECES, KEPT_TEXT = 8, 96, 64 * 2**20
#: Runs of a piece whose losses are told.
MOST_TOLD = 5
#: Threads that draw.
AT_ONCE = 2


def can_draw() -> bool:
    """Whether what drawing needs is installed."""
    try:
        need("preview")
    except WbgenError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the panels of a part: what is drawn at once. name: ``3-0``, by the places of both."""

    name: str
    part: Part


@dataclass(frozen=True, slots=True)
class DrawnPiece:
    """A piece as pages get it.

    panels: the id, the digest and the HTML of each.  notes: what they do not show, in sentences.
    """

    panels: Sequence[Mapping[str, str]] = ()
    notes: Sequence[str] = ()

    def weight(self) -> int:
        """How many characters it has, nearly."""
        return sum(len(panel["html"]) for panel in self.panels)

    def without(self, known: Collection[str]) -> list[Mapping[str, str]]:
        """Its panels; of those whose digest is known, which a page has already, without the HTML."""
        return [
            {"id": panel["id"], "digest": panel["digest"]} if panel["digest"] in known else panel
            for panel in self.panels
        ]


@dataclass(frozen=True, slots=True)
class Listed:
    """A run beside a view. color: ``#rrggbb``.  hidden: whether its box is empty."""

    row: Run
    color: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A view with the runs it is drawn from.

    rows: the newest first.  more: how many runs there are besides.  hidden: names of runs that are not drawn.
    tag: stands for all that is drawn.
    """

    project: Project
    spec: Json
    kind: Literal["workspace", "report"]
    rows: Sequence[Run]
    more: int
    hidden: frozenset[str]
    tag: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its pieces. id: the same one as long as the part has its title, wherever it stands."""

    id: str
    part: Part
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Opened:
    """A board taken apart. notes: what holds for all of it, in sentences.

    listed: the runs that any part shows, hidden ones among them.
    """

    sections: Sequence[Section]
    notes: Sequence[str]
    listed: Sequence[Listed]
    by_name: Mapping[str, Piece] = field(default_factory=dict)


class Boards:
    """The boards of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._runs = _Runs(store)
        self._opened: Kept[str, Opened] = Kept(KEPT_VIEWS)
        self._drawn: Kept[tuple[str, str], DrawnPiece] = Kept(KEPT_PIECES, KEPT_TEXT, DrawnPiece.weight)
        self._drawing = threading.Semaphore(AT_ONCE)

    def board(
        self,
        project: Project,
        spec: Json,
        kind: Literal["workspace", "report"],
        rows: Sequence[Run],
        hidden: Collection[str] = (),
        more: int = 0,
    ) -> Board:
        """A view with some runs, the newest first."""
        unseen = frozenset(hidden)
        told = json.dumps(spec, sort_keys=True)
        tag = live.tag_of(project.id, told, kind, sorted(unseen), more, [self._sign(row) for row in rows])
        return Board(project, spec, kind, rows, more, unseen, tag)

    def _sign(self, row: Run) -> object:
        """What tells whether a run has anything new. Heartbeats are nothing new."""
        known, files = replace(row, heartbeat_at=""), self._store.files.version(row.number)
        if row.state not in ALIVE:
            return known, files, self._store.columns.has(row.number)
        lines = self._store.lines
        return (
            known,
            files,
            lines.count(row.number, HISTORY),
            lines.count(row.number, EVENTS),
            lines.version(row.number),
        )

    def open(self, board: Board) -> Opened:
        """A board taken apart. Nothing is drawn yet."""
        found = self._opened.get(board.tag)
        if found is None:
            found = self._taken_apart(board)
            self._opened.put(board.tag, found)
        return found

    def _taken_apart(self, board: Board) -> Opened:
        from wbgen.render.view import view_parts

        runs = [self._runs.of(board.project, row) for row in board.rows]
        parts = view_parts(board.spec, board.kind, runs, now=datetime.now(UTC), charts=self._chart)
        listed = {id(shown.data): shown for part in parts.parts for shown in part.scene.runs}
        rows = {id(run): run.row for run in runs}
        sections = _sections(parts.parts, board.hidden)
        return Opened(
            sections,
            parts.notes,
            [Listed(rows[key], run.color, rows[key].name in board.hidden) for key, run in listed.items()],
            {piece.name: piece for section in sections for piece in section.pieces},
        )

    def draw(self, board: Board, names: Sequence[str]) -> dict[str, DrawnPiece]:
        """Some pieces by their names, drawn.

        At most ``PIECES`` of them; a piece that there is not has no panels.
        """
        return {name: self._piece(board, name) for name in list(dict.fromkeys(names))[:PIECES]}

    def _piece(self, board: Board, name: str) -> DrawnPiece:
        drawn = self._drawn.get((board.tag, name))
        piece = self.open(board).by_name.get(name) if drawn is None else None
        if piece is not None:
            with self._drawing:
                drawn = DrawnPiece(_panels(piece), _losses(piece))
            self._drawn.put((board.tag, name), drawn)
        return drawn or DrawnPiece()

    def _chart(self, id: str) -> Mapping[str, Any] | None:
        """A custom chart's Vega by ``entity/name``."""
        entity, _, name = id.partition("/")
        chart = self._store.charts.get(entity, name)
        read = json.loads(chart.spec) if chart else None
        return read if isinstance(read, dict) else None


class _Runs:
    """The run data of a store's runs, made with the first that is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._histories: Any = None

    def of(self, project: Project, row: Run) -> StoreRun:
        from wbgen.server.pages.histories import Histories
        from wbgen.server.pages.store_runs import StoreRun

        with self._lock:
            if self._histories is None:
                self._histories = Histories(self._store)
        return StoreRun(self._store, self._histories, project, row)


def _sections(parts: Sequence[Part], hidden: Collection[str]) -> list[Section]:
    seen: Counter[str] = Counter()
    made = []
    for number, part in enumerate(parts):
        seen[part.title] += 1
        id = live.digest_of(f"{part.title} {seen[part.title]}")
        made.append(Section(id, part, _pieces(number, part, hidden)))
    return made


def _pieces(number: int, part: Part, hidden: Collection[str]) -> list[Piece]:
    """The panels of a part in stretches, without the runs that are hidden."""
    shown = tuple(run for run in part.scene.runs if run.data.run.id not in hidden)
    seen = replace(part, scene=replace(part.scene, runs=shown))
    return [
        Piece(f"{number}-{n}", replace(seen, places=part.places[start : start + PANELS]))
        for n, start in enumerate(range(0, len(part.places), PANELS))
    ]


def _panels(piece: Piece) -> list[Mapping[str, str]]:
    from wbgen.render.page.fragments import panel_html

    drawn = [(panel.id, str(panel_html(panel))) for panel in piece.part.draw().panels]
    return [{"id": id, "digest": live.digest_of(html), "html": html} for id, html in drawn]


def _losses(piece: Piece) -> list[str]:
    """What was not read of the runs of a piece, which is known once it is drawn."""
    runs = piece.part.scene.runs
    told = [f"{shown.label}: {loss}" for shown in runs for loss in shown.data.run.losses]
    more = len(told) - MOST_TOLD
    return told[:MOST_TOLD] + ([f"{more:,} more notes like these are left out."] if more > 0 else [])
