"""Pages with charts: the page itself at once, its panels as its script asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from wbgen.server.pages import live
from wbgen.server.pages.boards import MOST_RUNS, Board, Boards, Opened, can_draw
from wbgen.server.pages.render import fragment, page
from wbgen.server.store import Project, Run, Store

#: Names of hidden runs in a URL.
MOST_HIDDEN = MOST_RUNS

#: HTML by the name of the element that it goes into, made when it is needed.
Frame = Callable[[Board, Opened], Mapping[str, str]]


def newest(store: Store, project: Project) -> tuple[list[Run], int]:
    """The runs of a project that views are drawn from, and how many there are besides."""
    rows = store.runs.page(project.id, MOST_RUNS, newest_first=True)
    return rows, store.runs.count(project.id) - len(rows) if len(rows) == MOST_RUNS else 0


def hidden_in(request: Request) -> Sequence[str]:
    """The names of the runs that a page is to leave out (``?hide=abc``)."""
    return request.query_params.getlist("hide")[:MOST_HIDDEN]


def board_page(
    request: Request,
    boards: Boards,
    board: Board,
    template: str,
    given: Mapping[str, object],
    parts: Mapping[str, str],
    frame: Frame,
) -> Response:
    """A page with a board, or what is new of it.

    parts: its other fragments.  frame: makes those of its board.
    """
    tag = live.tag_of(board.tag, sorted(parts.items()))
    if not live.is_asked(request):
        opened = boards.open(board)
        fragments = {**parts, **frame(board, opened)}
        return page(
            template, {**given, "awaited": False, "board": board, "opened": opened, "fragments": fragments}
        )
    if live.is_known(request, tag):
        return live.unchanged(tag)
    drawn = boards.draw(board, request.query_params.getlist("section"))
    known = frozenset(request.query_params.getlist("have"))
    notes = {f"notes-{name}": fragment("_board.html", "told", piece.notes) for name, piece in drawn.items()}
    fragments = {**parts, **frame(board, boards.open(board)), **notes}
    sections = {name: piece.without(known) for name, piece in drawn.items()}
    return live.changed(tag, {"fragments": live.told(fragments), "sections": sections})


def undrawn(
    request: Request, template: str, given: Mapping[str, object], parts: Mapping[str, str], has_runs: bool
) -> Response:
    """A page that could have a board but has none: there are no runs, or nothing to draw them with.

    Where there are no runs, its script goes on asking, and loads the page anew once there is a board.
    """
    if live.is_asked(request):
        return live.page_of_fragments(request, parts)
    awaited = not has_runs and can_draw()
    told = {"has_runs": has_runs, "awaited": awaited, "opened": None, "fragments": parts}
    return page(template, {**given, **told})


def framed(board: Board, opened: Opened) -> dict[str, str]:
    """The fragments of a board: its sections with their places, the list of its runs, its notes."""
    return {
        "sections": fragment("_board.html", "sections", opened),
        "nav": fragment("_board.html", "nav", opened),
        "runs": fragment("_board.html", "runs", board, opened),
        "notes": fragment("_board.html", "notes", opened),
    }


def bare(_board: Board, opened: Opened) -> dict[str, str]:
    """Of a report, whose panels stand between its blocks, the notes alone."""
    return {"notes": fragment("_board.html", "notes", opened)}
