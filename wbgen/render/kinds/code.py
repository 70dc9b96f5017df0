"""Comparing code: the program of two runs, with the lines that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbgen.render.difference import Line, compared
from wbgen.render.drawing import Drawing, Grid, Nothing
from wbgen.render.labels import distinct
from wbgen.render.measured import NO_RUNS
from wbgen.render.missing import quoted
from wbgen.render.scene import Scene, Settings
from wbgen.runs import RunData
from wbgen.spec.diagnostics import printable
from wbgen.views.json import parse
from wbgen.views.outline.reading import clip, dig, text

#: What the client writes about a run, and where it puts the program that the run began with.
METADATA = "wandb-metadata.json"
CODE = "code/"

MOST_BYTES, MOST_LINES, MOST_CHARS = 512 * 1024, 3000, 300
MOST_ROWS = 400

#: What stands between two stretches, and for an indent, so that a page keeps it.
GAP = "⋯"
SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Program:
    """The program of a run."""

    run: str
    path: str
    lines: tuple[str, ...]


def draw(config: Settings, scene: Scene) -> Drawing:
    """The programs of the first two runs that saved theirs, next to each other or one through the other."""
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    programs = programs_of(scene)
    if len(programs) < 2:
        saved = "None of the runs" if not programs else f"Only {quoted(programs[0].run)}"
        return Drawing(Nothing(f"{saved} saved its code where wbgen can read it; two are needed to compare."))
    one, other = programs
    if one.lines == other.lines:
        same = f"{quoted(one.run)} and {quoted(other.run)} ran the same code ({quoted(one.path)})."
        return Drawing(Nothing(same))
    stretches = list(compared(one.lines, other.lines))
    make = unified if config.get("diff") == "unified" else split
    notes = (f"The first two of {len(scene.runs)} runs that saved code are compared.",)
    return Drawing(make(one, other, stretches), notes if len(scene.runs) > 2 else ())


def programs_of(scene: Scene) -> list[Program]:
    """The programs of the first two runs that have any to read."""
    found: list[Program] = []
    for label, shown in zip(distinct(scene.runs), scene.runs, strict=True):
        program = program_of(label, shown.data)
        if program:
            found.append(program)
        if len(found) == 2:
            break
    return found


def program_of(label: str, data: RunData) -> Program | None:
    """The program that a run's metadata names, from the files it saved."""
    told = data.file(METADATA)
    try:
        metadata = parse(told.decode()) if told and len(told) <= MOST_BYTES else None
    except ValueError:
        return None
    path = text(dig(metadata, "codePath")) or text(dig(metadata, "program"))
    content = data.file(CODE + path) if path else None
    if content is None or len(content) > MOST_BYTES:
        return None
    lines = content.decode(errors="replace").splitlines()[:MOST_LINES]
    return Program(label, path, tuple(clip(printable(line.expandtabs(4)), MOST_CHARS) for line in lines))


def split(one: Program, other: Program, stretches: Sequence[Sequence[Line]]) -> Grid:
    """Both programs side by side."""
    rows: list[tuple[tuple[str, ...], bool]] = []
    for lines in stretches:
        rows += [((GAP, "", "", ""), False)] if rows else []
        for line in lines:
            cells = (number(line.before), shown(line.old), number(line.after), shown(line.new))
            rows.append((cells, line.differs))
    return grid(("", f"{one.run}: {one.path}", "", f"{other.run}: {other.path}"), rows)


def unified(one: Program, other: Program, stretches: Sequence[Sequence[Line]]) -> Grid:
    """One program through the other: ``-`` before lines of the first, ``+`` before those of the second."""
    rows: list[tuple[tuple[str, ...], bool]] = []
    for lines in stretches:
        rows += [((GAP, "", ""), False)] if rows else []
        waiting: list[tuple[tuple[str, ...], bool]] = []
        for line in lines:
            if not line.differs:
                rows += [*waiting, ((number(line.after), "", shown(line.new)), False)]
                waiting = []
                continue
            if line.before is not None:
                rows.append(((number(line.before), "-", shown(line.old)), True))
            if line.after is not None:
                waiting.append(((number(line.after), "+", shown(line.new)), True))
        rows += waiting
    return grid(("", "", f"{one.run} (-) and {other.run} (+): {other.path}"), rows)


def grid(head: tuple[str, ...], rows: Sequence[tuple[tuple[str, ...], bool]]) -> Grid:
    """The rows as a table, with which of them differ."""
    kept = rows[:MOST_ROWS]
    left = len(rows) - len(kept)
    more = f"{left:,} more lines." if left else ""
    return Grid(head, tuple(cells for cells, _ in kept), tuple(differs for _, differs in kept), more=more)


def number(line: int | None) -> str:
    """The number of a line, if it has one."""
    return "" if line is None else str(line)


def shown(line: str) -> str:
    """A line whose indent a page keeps."""
    body = line.lstrip(" ")
    return SPACE * (len(line) - len(body)) + body
