"""What a logged object says: histograms, and the files that images, audio, video, HTML and tables lie in.

Source: what wandb 0.31 writes (``sdk/data_types``), and what older clients wrote: pictures side by side in
one file, and separate ones whose names follow from the metric and the step. Total: whatever a value is, the
answer is what it says, or nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from wbgen.runs.keys import TYPES, Kind
from wbgen.runs.memory import kind_of
from wbgen.views.json import Json, parse

#: Items of one logged object, bins of a histogram and characters of a caption that are read.
MOST_ITEMS = 200
MOST_BINS = 10_000
MOST_CAPTION = 2000

#: Where several items of one kind stand in their object.
LISTS = {"audio": "audio", "videos": "videos", "html": "html"}


@dataclass(frozen=True, slots=True)
class Histogram:
    """counts: of each bin.  edges: where bins begin and end, one more than there are bins, ascending."""

    counts: tuple[float, ...]
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Media:
    """A file that was logged. path: among the run's files.  width, height: pixels; 0 where unknown.

    sha256: of its content, in hexadecimal; empty where unknown.
    """

    kind: Kind
    path: str
    caption: str = ""
    width: int = 0
    height: int = 0
    sha256: str = ""


def read_value(text: str | None) -> Json:
    """The logged object that a cell of a column states (see ``Kind``); None where it states none."""
    try:
        return parse(text) if text is not None and text.startswith(("{", "[")) else None
    except ValueError:
        return None


def histogram(value: Any) -> Histogram | None:
    """The histogram that a logged value is: by its edges, or by ``{min, size, count}`` of equal bins."""
    if not isinstance(value, dict):
        return None
    counts = numbers(value.get("values"))
    edges = numbers(value.get("bins"))
    packed = value.get("packedBins")
    if edges is None and counts and isinstance(packed, dict):
        low, size = number(packed.get("min")), number(packed.get("size"))
        if low is not None and size is not None and size > 0:
            edges = tuple(low + size * n for n in range(len(counts) + 1))
    if not counts or not edges or len(edges) != len(counts) + 1:
        return None
    ascending = all(low <= high for low, high in pairwise(edges))
    return Histogram(counts, edges) if ascending and min(counts) >= 0 and math.isfinite(edges[-1]) else None


def media(value: Any, name: str = "", step: int | None = None) -> tuple[Media, ...]:
    """The files of a logged value, in its order; none where it has none, or leads out of the run's files.

    name, step: of the metric and the row, which the names of older files follow from.
    """
    if not isinstance(value, dict) or kind_of(value) in (Kind.OTHER, Kind.HISTOGRAM):
        return ()
    found = _each(value, name, step)
    return tuple(item for item in found if is_inside(item.path))[:MOST_ITEMS]


def is_inside(path: str) -> bool:
    """Whether a path is one of a file among a run's files, and leads nowhere else."""
    parts = PurePosixPath(path).parts
    return bool(parts) and path.isprintable() and not {"..", "/", "//"} & {*parts} and "\\" not in path


def _each(value: Mapping[str, Any], name: str, step: int | None) -> Iterator[Media]:
    type = str(value.get("_type"))
    captions = value.get("captions")
    captions = captions if isinstance(captions, list) else []
    if type == "images/separated":
        yield from _separated(value, captions, name, step)
    elif type == "images" and "path" not in value:
        if name and step is not None:  # one picture with all of them side by side
            yield Media(Kind.IMAGE, f"media/images/{name}_{step}.jpg", text(captions[0] if captions else ""))
    elif type in LISTS:
        items = value.get(LISTS[type])
        for n, item in enumerate(items[:MOST_ITEMS] if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield _file(item, TYPES[type], captions[n] if n < len(captions) else "")
    else:
        yield _file(value, kind_of(value), "")


def _separated(
    value: Mapping[str, Any], captions: Sequence[Any], name: str, step: int | None
) -> Iterator[Media]:
    paths = value.get("filenames")
    if not isinstance(paths, list):
        ending = text(value.get("format")) or "png"
        count = size(value.get("count")) if name and step is not None else 0
        paths = [f"media/images/{name}_{step}_{n}.{ending}" for n in range(count)]
    sides = size(value.get("width"), math.inf), size(value.get("height"), math.inf)
    for n, path in enumerate(paths[:MOST_ITEMS]):
        if isinstance(path, str):
            yield Media(Kind.IMAGE, path, text(captions[n]) if n < len(captions) else "", *sides)


def _file(item: Mapping[str, Any], kind: Kind, caption: Any) -> Media:
    return Media(
        kind,
        text(item.get("path")),
        text(item.get("caption") or caption),
        size(item.get("width"), math.inf),
        size(item.get("height"), math.inf),
        text(item.get("sha256")),
    )


def text(value: Any) -> str:
    """A text, bounded; a list of lines is one."""
    if isinstance(value, list):
        value = "\n".join(line for line in value if isinstance(line, str))
    return value[:MOST_CAPTION] if isinstance(value, str) else ""


def size(value: Any, most: float = MOST_ITEMS) -> int:
    """A count or a number of pixels; 0 where it is none."""
    return int(min(value, most)) if type(value) is int and value > 0 else 0


def number(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def numbers(value: Any) -> tuple[float, ...] | None:
    """Finite numbers, or None where one is none, or there are too many."""
    if not isinstance(value, list) or len(value) > MOST_BINS + 1:
        return None
    found = tuple(number(item) for item in value)
    return found if all(item is not None for item in found) else None  # type: ignore[return-value]
