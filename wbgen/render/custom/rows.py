"""The rows that reach a custom chart: of histories, summaries, configs and tables, joined per run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from wbgen.render.curves.legends import drawable
from wbgen.render.curves.quantities import keys_of
from wbgen.render.custom.query import MOST_ROWS, Query
from wbgen.render.drawing import Columns
from wbgen.render.missing import not_logged, quoted
from wbgen.render.scene import Shown
from wbgen.render.values import key_in
from wbgen.runs.frames import chosen, exactly
from wbgen.runs.media import read_value
from wbgen.runs.run import AXES, STEP
from wbgen.runs.tables import read_table, table_path
from wbgen.runs.values import find

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, Any]

#: Pixels that a row of a history stands for, and the fewest rows of a run.
PIXELS, FEWEST = 1, 100


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows as columns, and what to say of what is not among them."""

    columns: Columns
    notes: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.columns.get("id", ()))


def rows_of(query: Query, runs: Sequence[Shown], width: int) -> Rows:
    """The rows of a query. W&B joins per run: what is one value of a run stands in each of its rows.

    width: pixels of the chart, which decide how far a history is reduced.
    """
    chosen = runs[: query.limit]
    notes = [f"{len(chosen):,} of {len(runs):,} runs are shown."] if len(chosen) < len(runs) else []
    most = min(MOST_ROWS, max(FEWEST, width // PIXELS) * len(chosen)) if query.history else MOST_ROWS
    share = max(1, most // max(1, len(chosen)))
    found: list[Row] = []
    cut = False
    for index, shown in enumerate(chosen):
        every = {**about(shown, index), **of_run(query, shown)}
        own, total = rows_of_run(query, shown, share, notes)
        cut = cut or len(own) < total
        found += ({**every, **row, "_index": at} for at, row in enumerate(own))
    if cut:
        notes.append(f"{len(found):,} rows are drawn, each run's least and greatest values among them.")
    notes += missing(query, runs)
    names = dict.fromkeys(name for row in found for name in row)
    columns = {drawable(name): [plain(row.get(name)) for row in found] for name in names}
    return Rows(columns, tuple(dict.fromkeys(notes)))


def about(shown: Shown, index: int) -> Row:
    """What stands in every row of a run."""
    run = shown.data.run
    return {"id": run.id, "name": run.label, "color": shown.color, "_defaultColorIndex": index}


def of_run(query: Query, shown: Shown) -> Row:
    """The values that a run has once: of its config and its summary."""
    run = shown.data.run
    config = {key: find(run.config, key_in("config", key).name) for key in query.config}
    return {**config, **{key: find(run.summary, key) for key in query.summary}}


def rows_of_run(query: Query, shown: Shown, most: int, notes: list[str]) -> tuple[list[Row], int]:
    """The rows of one run, reduced, and how many there were."""
    if query.history:
        return of_history(query.history, shown, most)
    if query.tables:
        return of_tables(query, shown, most, notes)
    has_any = any(value is not None for value in of_run(query, shown).values())
    return ([{}], 1) if has_any else ([], 0)


# --- histories


def of_history(keys: Sequence[str], shown: Shown, most: int) -> tuple[list[Row], int]:
    """The rows that hold all the keys."""
    import polars as pl

    logged = shown.data.keys()
    if not all(key in logged or key in AXES for key in keys):
        return [], 0
    wanted = [key for key in keys if key not in AXES]
    frame = shown.data.history(wanted or list(logged)[:1])
    there = [name for name in dict.fromkeys((STEP, *keys)) if name in frame.columns]
    held = chosen(frame, there).drop_nulls(exactly(*(key for key in keys if key in frame.columns)))
    kept = thinned(held, most)
    objects = [name for name, kind in kept.schema.items() if kind == pl.String]
    rows = [
        {name: cell(value) if name in objects else value for name, value in row.items()}
        for row in kept.iter_rows(named=True)
    ]
    return rows, held.height


def thinned(frame: pl.DataFrame, most: int) -> pl.DataFrame:
    """At most so many rows: the first, the last, and of each stretch those with a column's extremes.

    So no event is lost that stands alone, nor the greatest or least value of any column.
    """
    import polars as pl

    if frame.height <= most:
        return frame
    numbers = [name for name, kind in frame.schema.items() if kind.is_numeric() and name not in AXES]
    stretches = max(1, (most - 2) // max(1, 2 * len(numbers)))
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    named = {str(index): name for index, name in enumerate(numbers)}
    columns = {index: exactly(name).fill_nan(None) for index, name in named.items()}
    rows = frame.select(**columns, at=at).with_columns(stretch=pl.col("at") * stretches // frame.height)
    row = pl.col("at")
    ends = rows.group_by("stretch").agg(
        row.first().alias("first"),
        *(row.get(pl.col(index).arg_min()).alias(f"low {index}") for index in named),
        *(row.get(pl.col(index).arg_max()).alias(f"high {index}") for index in named),
    )
    wanted = ends.drop("stretch") if not numbers else ends.drop("stretch", "first")
    kept = {int(value) for column in wanted.iter_columns() for value in column.drop_nulls()}
    return frame[sorted({0, frame.height - 1, *kept})]


def cell(text: str) -> Any:
    """The object that a text states, as a histogram's chart needs it; else the text."""
    value = read_value(text)
    return text if value is None else value


# --- tables


def of_tables(query: Query, shown: Shown, most: int, notes: list[str]) -> tuple[list[Row], int]:
    """The rows of a run's tables, one table after the other."""
    rows: list[Row] = []
    total = 0
    for key, logged in tables(query, shown):
        path = table_path(logged)
        content = shown.data.file(path) if path else None
        table = None if content is None else read_table(content)
        if table is None:
            if path:
                notes.append(
                    f"The file of the table {quoted(key)} of {quoted(shown.label)} is not to be had."
                )
            continue
        total += table.total[0]
        rows += (dict(zip(table.columns, line, strict=True)) for line in table.rows)
    if len(rows) > most:
        step = len(rows) / most
        rows = [rows[int(at * step)] for at in range(most)]
    return rows, total


def tables(query: Query, shown: Shown) -> Iterator[tuple[str, Any]]:
    """What a run logged under the keys of tables: its summary's, or one of its history's."""
    for key in query.summary_tables:
        yield key, find(shown.data.run.summary, key)
    for key in query.history_tables:
        frame = shown.data.history([key])
        if key in frame.columns:
            logged = frame.get_column(key).drop_nulls().to_list()
            at = len(logged) - 1 if query.index is None else min(query.index, len(logged) - 1)
            yield key, read_value(logged[at]) if logged else None


# --- what is not there


def missing(query: Query, runs: Sequence[Shown]) -> list[str]:
    """What to say of keys that no run has."""
    keys = keys_of(runs)
    history = [key for key in query.history if key not in keys and key not in AXES]
    tables = {key for shown in runs for key in shown.data.run.summary} | set(keys)
    found = [not_logged(history, keys)] if history else []
    gone = [key for key in query.summary if not any_has(runs, "summary", key)]
    gone += [key for key in query.tables if key not in tables and not any_has(runs, "summary", key)]
    config = [key for key in query.config if not any_has(runs, "config", key_in("config", key).name)]
    known = dict.fromkeys((*tables, *keys))
    found += [not_logged(gone, known)] if gone else []
    settings = dict.fromkeys(key for shown in runs for key in shown.data.run.config)
    return found + ([not_logged(config, settings, "has a setting")] if config else [])


def any_has(runs: Iterable[Shown], part: str, key: str) -> bool:
    """Whether any run has a value of a key in its summary or config."""
    return any(find(getattr(shown.data.run, part), key) is not None for shown in runs)


def plain(value: Any) -> Any:
    """A value as a chart's data may hold it: finite, or nothing; media in a table's cell are nothing."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {drawable(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return drawable(value)
    return value if isinstance(value, bool | int) else None
