"""Columns as Polars has them: of one kind each."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

import numpy as np
import polars as pl

from wbgen.runs.keys import TYPES, Key, Kind
from wbgen.runs.logged import logged, put
from wbgen.runs.memory import kind_of
from wbgen.runs.wandb_file.arrays import Whole
from wbgen.runs.wandb_file.columns import NAMES, TYPE, Column, Columns, object_of
from wbgen.runs.wandb_file.paths import Path
from wbgen.views.json import Json, refuse


def keys_of(columns: Columns) -> dict[str, Key]:
    """What each name holds."""
    kinds: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
    for path, column in columns.of.items():
        if object_of(path, columns.objects) is None:
            kinds[".".join(path)] += kinds_of(column)
    for path in outermost(columns):
        kinds[".".join(path)] += kinds_of_objects(columns, path)
    return {name: key_of(kinds[name]) for name in sorted(kinds) if kinds[name]}


def key_of(counts: Counter[Kind]) -> Key:
    """The most frequent kind, and how many there are of others."""
    kind, rows = counts.most_common(1)[0]
    return Key(kind, rows, counts.total() - rows)


def kinds_of(column: Column) -> Counter[Kind]:
    """How many values there are of each kind. ``"NaN"`` is a number, except among texts alone."""
    counts = Counter(column.kinds)
    if counts[Kind.NUMBER] or counts.total() == column.names:
        counts[Kind.NUMBER] += column.names
        counts[Kind.TEXT] -= column.names
    return +counts


def outermost(columns: Columns) -> Iterator[Path]:
    """The objects that are no part of another."""
    return (path for path in columns.objects if object_of(path, columns.objects) is None)


def kinds_of_objects(columns: Columns, path: Path) -> Counter[Kind]:
    """How many objects there are of each kind; rows without ``_type`` are plain maps."""
    counts = Counter(kind_of_type(text) for _, text in columns.of[*path, TYPE].texts)
    longest = max(column.kinds.total() for _, column in parts(columns, path))
    counts[Kind.OTHER] += max(longest - counts.total(), 0)
    return +counts


def parts(columns: Columns, path: Path) -> Iterator[tuple[Path, Column]]:
    """The columns of what is within an object, by the paths there."""
    for whole, column in columns.of.items():
        if len(whole) > len(path) and whole[: len(path)] == path:
            yield whole[len(path) :], column


def single(columns: Columns, name: str) -> list[Column]:
    """The columns of single values that a name has: more than one where a key holds the dots itself."""
    return [
        column
        for path, column in columns.of.items()
        if ".".join(path) == name and object_of(path, columns.objects) is None
    ]


def forget(columns: Columns, name: str) -> None:
    """Let go of the values that the column of a name was made from."""
    for column in single(columns, name):
        column.rows, column.values, column.texts = [], [], []


def series(columns: Columns, name: str, kind: Kind, height: int) -> pl.Series:
    """The column of a name: a value of that kind, or null, for each of so many rows."""
    mine = single(columns, name)
    if kind == Kind.NUMBER:
        return number_series(name, mine, height)
    found: list[str | None] = [None] * height
    texts = [text for column in mine for text in column.texts]
    for path in outermost(columns):
        if ".".join(path) == name:
            texts += objects(columns, path).items()
    for row, text in texts:
        if kind_of_text(text) == kind:
            found[row] = unquoted(text) if kind == Kind.TEXT else strict(text)
    return pl.Series(name, found, pl.String)


def number_series(name: str, columns: list[Column], height: int) -> pl.Series:
    """A column of numbers."""
    values, there = np.empty(height), np.zeros(height, np.bool_)
    for column in columns:
        for rows, numbers in zip(column.rows, column.values, strict=True):
            values[rows] = numbers
            there[rows] = True
        for row, text in column.texts:
            if text in NAMES:
                values[row], there[row] = NAMES[text], True
    found = pl.Series(name, values)
    if there.all():
        return found
    return pl.select(pl.when(pl.Series(there)).then(found).alias(name)).to_series()


def objects(columns: Columns, path: Path) -> dict[int, str]:
    """The JSON of what wandb-core took apart, by rows."""
    trees: defaultdict[int, dict[str, Json]] = defaultdict(dict)
    for within, column in parts(columns, path):
        for row, text in column.texts:
            put(trees[row], within, text)
        for rows, values in zip(column.rows, column.values, strict=True):
            for row, value in zip(numbers_of(rows), values.tolist(), strict=True):
                put(trees[row], within, text_of_number(value))
    return {row: text_of(tree) for row, tree in trees.items()}


def numbers_of(rows: Whole | slice) -> list[int]:
    """The numbers of some rows."""
    return list(range(rows.start, rows.stop)) if isinstance(rows, slice) else rows.tolist()


def text_of(tree: Json) -> str:
    """A map of JSON texts as one."""
    if isinstance(tree, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{text_of(below)}" for name, below in tree.items()) + "}"
    return str(tree)


def text_of_number(value: float) -> str:
    """A number as JSON; whole ones as the client wrote them."""
    return json.dumps(int(value) if value.is_integer() else value)


def kind_of_text(text: str) -> Kind | None:
    """What a JSON text is, or None where it is none."""
    try:
        return kind_of(json.loads(text))
    except (ValueError, RecursionError):
        return None


@cache
def kind_of_type(text: str) -> Kind:
    """What an object is whose ``_type`` is this JSON."""
    try:
        return TYPES.get(str(logged(text)), Kind.OTHER)
    except ValueError:
        return Kind.OTHER


def unquoted(text: str) -> str:
    """The text that a JSON string is. Lone surrogates, which no file can hold, become question marks."""
    return str(json.loads(text)).encode("utf-8", "replace").decode()


def strict(text: str) -> str | None:
    """A JSON text without bare NaN and infinities; None where it is nested too deeply."""
    try:
        json.loads(text, parse_constant=refuse)
        return text
    except (ValueError, RecursionError):
        pass
    try:
        return json.dumps(logged(text), ensure_ascii=False, separators=(",", ":"))
    except ValueError:
        return None
