"""Logged tables: the Weave panel that shows ``runs.summary["key"]``, which is how the app shows a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from wbgen.render.drawing import Drawing, Grid, Nothing
from wbgen.render.labels import distinct
from wbgen.render.logged import newest
from wbgen.render.measured import NO_RUNS
from wbgen.render.missing import not_logged, quoted
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.render.values import told
from wbgen.runs import Kind
from wbgen.runs.media import Histogram, Media
from wbgen.runs.tables import Cell, Table, read_table, table_path
from wbgen.views.outline.reading import dig, mapping, text

MOST_ROWS, MOST_COLUMNS, MOST_RUNS = 200, 50, 50
MOST_STEPS = 50


def draw(config: Settings, scene: Scene) -> Drawing:
    """The tables of all runs, one below the other."""
    name = table_name(config)
    if not name:
        return Drawing(Nothing("wbgen cannot draw this Weave panel; it is kept as it is."))
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    runs = scene.runs[:MOST_RUNS]
    found = [(label, *table_of(shown, name)) for label, shown in zip(distinct(runs), runs, strict=True)]
    tables = [(label, table) for label, table, _ in found if table]
    notes = [f"{label}: {why}" for label, _, why in found if why]
    if tables:
        return Drawing(grid(tables), tuple(notes))
    if notes:
        return Drawing(Nothing(" ".join(notes)))
    return Drawing(Nothing(not_logged([name], table_keys(runs))))


def table_name(config: Settings) -> str:
    """The key that a Weave panel picks of the runs' summaries; empty where it shows anything else."""
    node = dig(config.get("panel2Config"), "exp")
    for _ in range(MOST_STEPS):
        step = mapping(dig(node, "fromOp"))
        given = mapping(step.get("inputs"))
        if step.get("name") == "pick":
            of_summary = dig(given.get("obj"), "fromOp", "name") == "run-summary"
            return text(dig(given.get("key"), "val")) if of_summary else ""
        node = next(iter(given.values()), None)
    return ""


def table_of(shown: Shown, name: str) -> tuple[Table | None, str]:
    """A run's table, or why there is none; neither where it logged none."""
    for _, value in newest(shown.data, name):
        path = table_path(value)
        if not path:
            return None, f"{quoted(name)} is no table in a file."
        content = shown.data.file(path)
        if content is None:
            return None, f"the file {quoted(path)} is not there."
        table = read_table(content, MOST_ROWS)
        return table, "" if table else f"the file {quoted(path)} holds no table."
    return None, ""


def grid(tables: Sequence[tuple[str, Table]]) -> Grid:
    """The rows of all tables under the columns of any; with the run in front where there are several."""
    several = len(tables) > 1
    names = list(dict.fromkeys(name for _, table in tables for name in table.columns))
    shown = names[:MOST_COLUMNS]
    rows = [row for label, table in tables for row in rows_of(label if several else "", table, shown)]
    left = sum(table.total[0] for _, table in tables) - min(len(rows), MOST_ROWS)
    more = [f"{left:,} more rows"] if left > 0 else []
    more += [f"{len(names) - len(shown):,} more columns"] if len(names) > len(shown) else []
    head = ("run", *shown) if several else tuple(shown)
    return Grid(head, tuple(rows[:MOST_ROWS]), more=f"{' and '.join(more)}." if more else "")


def rows_of(label: str, table: Table, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The rows of a table as texts, in the order of some columns."""
    places = [table.columns.index(name) if name in table.columns else None for name in names]
    for row in table.rows[:MOST_ROWS]:
        cells = tuple("" if place is None else cell_text(row[place]) for place in places)
        yield (label, *cells) if label else cells


def cell_text(cell: Cell) -> str:
    """A cell as a text; media by what they are."""
    if isinstance(cell, Media):
        return f"({cell.kind.value}) {cell.caption or PurePosixPath(cell.path).name}"
    if isinstance(cell, Histogram):
        return f"(histogram of {len(cell.counts)} bins)"
    return told(cell)


def table_keys(runs: Sequence[Shown]) -> list[str]:
    """The keys of tables that any run logged."""
    found = (name for shown in runs for name, key in shown.data.keys().items() if key.kind is Kind.TABLE)
    return list(dict.fromkeys(found))
