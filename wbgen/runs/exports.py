"""Runs exported to files: ``<name>_<id>_config.json``, ``..._summary.json`` and ``..._history.csv``.

Scripts that use the public API write them so: config and summary as JSON, the history as ``run.history()``
gives it, a column for each key in any order, an empty cell where a row has none.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wbgen.errors import WbgenError
from wbgen.runs.logged import logged
from wbgen.runs.memory import MemoryRun
from wbgen.runs.run import Run, RunData
from wbgen.views.client_entries import plain_summary
from wbgen.views.json import Json, get

if TYPE_CHECKING:
    import polars as pl

#: The files of an export, by the end of their names.
PARTS = {"config": "_config.json", "summary": "_summary.json", "history": "_history.csv"}

#: Bytes of a JSON file and of a history, and characters of a cell that holds a map, that are read at most.
MOST_JSON = 64 * 1024 * 1024
MOST_CSV = 1024 * 1024 * 1024
MOST_CELL = 100_000

#: Columns that are the client's own.
OWN = frozenset({"_wandb"})

#: How a cell says a truth value.
FLAGS = {"True": "1", "False": "0", "true": "1", "false": "0"}


def exported_runs(path: Path) -> tuple[RunData, ...]:
    """The runs of a folder of exports, or the one that a file is part of.

    Raises WbgenError where there is none, or a file of one cannot be read.
    """
    folder = path if path.is_dir() else path.parent
    stems = sorted(stems_in(folder)) if path.is_dir() else stems_of(path.name)
    if not stems:
        raise WbgenError(
            f"{path} holds no exported run",
            cure="name a folder with <name>_<id>_history.csv, or one such file",
        )
    return tuple(exported_run(folder, stem) for stem in stems)


def stems_in(folder: Path) -> set[str]:
    """What the files of exports in a folder are named after: ``<name>_<id>``."""
    return {stem for file in folder.iterdir() if file.is_file() for stem in stems_of(file.name)}


def stems_of(name: str) -> list[str]:
    """What a file of an export is named after; none where it is not of one."""
    return [name.removesuffix(end) for end in PARTS.values() if name.endswith(end) and name != end]


def exported_run(folder: Path, stem: str) -> RunData:
    """One exported run, of which any file may be missing."""
    name, _, id = stem.rpartition("_")
    summary = map_of(folder / (stem + PARTS["summary"]))
    frame, odd = history(folder / (stem + PARTS["history"]))
    runtime = summary.get("_runtime")
    run = Run(
        id=id,
        name=name or id,
        config=values(map_of(folder / (stem + PARTS["config"]))),
        summary=plain_summary(summary),
        runtime=float(runtime) if isinstance(runtime, int | float) else None,
        source=str(folder / stem),
    )
    return MemoryRun(run, frame, odd=odd)


def map_of(path: Path) -> dict[str, Json]:
    """The map that a JSON file holds; empty where there is no file."""
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file:
            content = file.read(MOST_JSON + 1)
        read = logged(content) if len(content) <= MOST_JSON else None
    except (OSError, ValueError) as error:
        raise WbgenError(f"{path} cannot be read as JSON: {error}", cure="export the run again") from None
    if not isinstance(read, dict):
        raise WbgenError(f"{path} holds no JSON object of at most {MOST_JSON >> 20} MiB")
    return read


def values(config: Mapping[str, Json]) -> dict[str, Json]:
    """A config's values, where each stands as it is or as ``{desc: ..., value: ...}``."""
    wrapped = all(isinstance(item, dict) and "value" in item for item in config.values())
    found = {name: get(item, ["value"]) for name, item in config.items()} if wrapped else config
    return plain_summary(found)


def history(path: Path) -> tuple[pl.DataFrame, dict[str, int]]:
    """The columns of a history, and how many cells of each are of another kind; empty without a file."""
    import polars as pl

    if not path.exists():
        return pl.DataFrame(), {}
    if path.stat().st_size > MOST_CSV:
        raise WbgenError(f"{path} is larger than the {MOST_CSV >> 30} GiB that are read")
    try:
        texts = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.NoDataError:
        return pl.DataFrame(), {}
    except (OSError, pl.exceptions.PolarsError) as error:
        told = str(error).partition("\n")[0]
        raise WbgenError(f"{path} cannot be read as CSV: {told}", cure="export the run again") from None
    found: list[pl.Series] = []
    odd: dict[str, int] = {}
    for column in texts.get_columns():
        # An index that pandas wrote has no name.
        if column.name and column.name not in OWN:
            made, others = typed(column)
            found.append(made)
            odd |= {column.name: others} if others else {}
    frame = pl.DataFrame(found)
    steps = "_step" in frame.columns
    return (frame.sort("_step", maintain_order=True, nulls_last=True) if steps else frame), odd


def typed(texts: pl.Series) -> tuple[pl.Series, int]:
    """A column of cells as numbers or as texts, whichever most are, and how many are the other."""
    import polars as pl

    numbers = texts.replace(FLAGS).cast(pl.Float64, strict=False)
    cells, plain = texts.count(), numbers.count()
    if plain * 2 >= cells:
        return numbers.alias(texts.name), cells - plain
    rest = pl.select(pl.when(numbers.is_null()).then(texts).alias(texts.name)).to_series()
    return rest.map_elements(as_json, return_dtype=pl.String), plain


def as_json(cell: str) -> str:
    """A cell; a map or list that Python wrote (``{'a': None}``) as JSON."""
    if not cell.startswith(("{", "[")) or len(cell) > MOST_CELL:
        return cell
    try:
        logged(cell)
        return cell
    except ValueError:
        pass
    try:
        return json.dumps(ast.literal_eval(cell), allow_nan=False)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return cell
