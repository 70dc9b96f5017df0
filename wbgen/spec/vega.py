"""Vega-Lite charts of the team's own: files beside the spec, and maps inside it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 100

#: What W&B fills in: ``${field:x}`` with a column, ``${string:title:default}`` with a text.
PLACE = re.compile(r"\$\{(field|string):([^:}]+)(?::([^}]*))?\}")

#: Keys one of which every Vega-Lite chart has.
COMPOSITIONS = frozenset({"mark", "layer", "facet", "concat", "hconcat", "vconcat", "repeat", "spec"})

CURE = "begin with `wandb` as its data, a mark, and an encoding like `{x: {field: '${field:x}'}}`"


class ChartError(ValueError):
    """A chart that cannot be used: the code of its diagnostic, what is wrong, and the cure."""

    def __init__(self, code: str, message: str, cure: str) -> None:
        super().__init__(message)
        self.code, self.message, self.cure = code, message, cure


@dataclass(frozen=True, slots=True)
class VegaLite:
    """A chart as text (keys sorted, no spaces), with what W&B fills in: fields, and strings with defaults."""

    text: str
    fields: frozenset[str]
    strings: dict[str, str | None]


def is_file(written: str) -> bool:
    """Whether the text after ``vega:`` means a file rather than the name of a chart."""
    return written.endswith(".json")


def read_file(folder: Path | None, written: str) -> VegaLite:
    """The chart in a file, which lies in the folder of the spec or below it. Raises ChartError."""
    return read_text(read_bytes(inside(folder, written), written), written)


def inside(folder: Path | None, written: str) -> Path:
    """The path of a file, if it stays inside the folder, through links too. Raises ChartError."""
    cure = "a path from the spec's folder down: `vega: charts/loss.vl.json`"
    parts = {*PurePosixPath(written).parts, *PureWindowsPath(written).parts}
    absolute = PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor
    outside = ChartError("vega-outside", f"`{written}` leads out of the folder of the spec", cure)
    if absolute or ".." in parts or "\0" in written:
        raise outside
    if folder is None:
        raise ChartError("vega-file", f"no file `{written}`: the spec itself is not in a folder", cure)
    try:
        path = (folder / written).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise outside
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise ChartError("vega-file", f"cannot read `{written}`: {error}", cure) from None
    return path


def read_bytes(path: Path, written: str) -> bytes:
    """What a regular file holds. Raises ChartError where it is none, or too large."""
    cure = "write the chart there, or correct the path"
    try:
        if path.exists() and not path.is_file():
            raise ChartError("vega-file", f"`{written}` is not a file", cure)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot read `{written}`: {error.strerror or error}"
        raise ChartError("vega-file", message, cure) from None
    if len(data) > MAX_BYTES:
        message = f"`{written}` is larger than {MAX_BYTES // 1024:,} KiB"
        raise ChartError("vega-file", message, "let W&B fetch the data: a chart holds none")
    return data


def read_text(data: bytes, written: str) -> VegaLite:
    """The chart in some bytes. Raises ChartError where they are not strict JSON of a chart."""
    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=unique, parse_constant=refuse, parse_float=finite
        )
    except RecursionError:
        raise ChartError("vega-json", f"`{written}` is nested too deeply", "simplify it") from None
    except ValueError as error:
        message = f"`{written}` is not JSON: {error}"
        raise ChartError("vega-json", message, "correct it; JSON has no comments and no last comma") from None
    return read_value(value, f"`{written}`")


def read_value(value: Any, what: str) -> VegaLite:
    """The chart that a value is. Raises ChartError where it is no Vega-Lite, or shows no field."""
    if not isinstance(value, dict):
        raise ChartError("vega-json", f"{what} is not a JSON object", CURE)
    schema = value.get("$schema", "vega-lite")
    if "vega-lite" not in str(schema) or COMPOSITIONS.isdisjoint(value):
        raise ChartError("vega-json", f"{what} is not a Vega-Lite chart", CURE)
    texts, names_field = scan(value, what)
    places = [found for text in texts for found in PLACE.finditer(text)]
    fields = frozenset(found[2] for found in places if found[1] == "field")
    if not fields and not names_field:
        raise ChartError("vega-no-field", f"{what} shows no field of its data", CURE)
    strings: dict[str, str | None] = {}
    for found in places:
        if found[1] == "string":
            strings[found[2]] = strings.get(found[2]) or found[3]
    try:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise ChartError("vega-json", f"{what} is not JSON: {error}", "write a number") from None
    return VegaLite(text, fields, strings)


def scan(value: Any, what: str) -> tuple[list[str], bool]:
    """Every text of a chart, and whether any of its keys names a field of the data. Raises ChartError."""
    texts: list[str] = []
    names_field = False
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                names_field = names_field or isinstance(node.get("field"), str)
                below += node.values()
            elif isinstance(node, list):
                below += node
            elif isinstance(node, str):
                texts.append(node)
        if not below:
            return texts, names_field
        level = below
    raise ChartError("vega-json", f"{what} is nested deeper than {MAX_DEPTH} levels", "simplify it")


def unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a map. Raises ValueError where a key stands twice, which Python would not mind."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key `{key}` stands twice in one object")
        found[key] = value
    return found


def refuse(constant: str) -> float:
    """Raise ValueError for ``NaN`` and ``Infinity``, which Python would read and JSON has not."""
    raise ValueError(f"{constant} is not JSON")


def finite(text: str) -> float:
    """A number. Raises ValueError where it is too large to be one."""
    number = float(text)
    return number if math.isfinite(number) else refuse(text)


def missing(needed: Iterable[str], given: Iterable[str]) -> Iterator[str]:
    """The names needed and not given, sorted."""
    yield from sorted(set(needed) - set(given))
