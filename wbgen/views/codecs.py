"""How values of the language and values of a view's JSON become one another.

A codec is a pair of functions. Decoding may refuse (ValueError); whoever decodes also checks that
encoding gives the wire value back, so a codec need not foresee every odd value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wbgen.spec.expressions.nodes import Key
from wbgen.views.filters.keys import (
    RUN_NAMES,
    RUN_WORDS,
    column,
    enveloped,
    key_of_column,
    key_of_group,
    key_of_line_axis,
    line_axis,
)


@dataclass(frozen=True, slots=True)
class Codec:
    """encode: language to wire.  decode: wire to language; raises ValueError where it cannot."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def same(value: Any) -> Any:
    """The value itself."""
    return value


PLAIN = Codec(same, same)


def words(table: Mapping[Any, Any]) -> Codec:
    """Values of the language that are called otherwise on the wire; others are the same."""
    back = {wire: word for word, wire in table.items()}
    return Codec(lambda value: table.get(value, value), lambda value: back.get(value, value))


def only(table: Mapping[Any, Any]) -> Codec:
    """As :func:`words`, but nothing else can be said."""

    def decode(value: Any) -> Any:
        for word, wire in table.items():
            if wire == value and type(wire) is type(value):
                return word
        raise ValueError(f"{value!r} is none of the known values")

    return Codec(lambda value: table[value], decode)


def one_of_list(value: Any) -> Any:
    """The only item of a list."""
    if not isinstance(value, list) or len(value) != 1:
        raise ValueError("not a list of one")
    return value[0]


ONE_METRIC = Codec(lambda value: [value], one_of_list)
NEGATED = Codec(lambda value: not value, lambda value: not value)


# --- names of things on axes and in groups (``wbgen.views.filters.keys`` has W&B's spellings) ---------


def key_of(name: str) -> Key | None:
    """The config key or run attribute that a name means; None for a metric."""
    section, _, rest = name.partition(".")
    if section == "config" and rest:
        return Key("config", rest)
    return Key("run", rest) if section == "run" and rest in RUN_NAMES else None


def named(key: Key | None) -> str:
    """The name of a key in the language. Raises ValueError where there is none."""
    if key is None:
        raise ValueError("a key that the language has no name for")
    return key.name if key.section == "summary" else f"{key.section}.{key.name}"


def encode_axis(name: str) -> str:
    """The x axis of a line: a history key as it is, ``config.lr`` as ``config.lr.value``."""
    key = key_of(name)
    return line_axis(key) if key and key.section == "config" else name


def decode_axis(wire: str) -> str:
    """The inverse of :func:`encode_axis`."""
    return named(key_of_line_axis(wire)) if wire.startswith("config.") else wire


def encode_column(name: str) -> str:
    """A column: a summary value by its bare name, ``config.lr``, or ``run.created``."""
    return column(key_of(name) or Key("summary", name))


def decode_column(wire: str) -> str:
    """The inverse of :func:`encode_column`."""
    return named(key_of_column(wire))


def encode_group(name: str) -> str:
    """What a panel groups by: ``config.lr`` as ``lr.value``, ``run.group`` as ``group``."""
    return enveloped(key_of(name) or Key("run", name))


def decode_group(wire: str) -> str:
    """The inverse of :func:`encode_group`."""
    if wire in RUN_WORDS:
        return f"run.{RUN_WORDS[wire]}"
    return named(key_of_group({"section": "config", "name": wire}))


AXIS = Codec(encode_axis, decode_axis)
COLUMN = Codec(encode_column, decode_column)
GROUP = Codec(encode_group, decode_group)


# --- compound values ---------------------------------------------------------------------------


def renamed(item: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """A map with its keys renamed; a key without a new name is refused."""
    if not isinstance(item, dict) or not item.keys() <= names.keys():
        raise ValueError(f"{item!r} holds what the language has no word for")
    return {names[key]: value for key, value in item.items() if value is not None}


COLUMN_NAMES = {"metric": "accessor", "name": "displayName", "inverted": "inverted", "log": "log"}
POINT_NAMES = {"color": "color", "at": "offset"}


def back(names: Mapping[str, str]) -> dict[str, str]:
    """A renaming the other way round."""
    return {wire: word for word, wire in names.items()}


def encode_columns(columns: list[Any]) -> list[dict[str, Any]]:
    """The axes of a parallel coordinates plot; a bare name stands for a column without options."""
    maps = [{"metric": item} if isinstance(item, str) else item for item in columns]
    return [renamed({**item, "metric": encode_column(item["metric"])}, COLUMN_NAMES) for item in maps]


def decode_columns(wire: list[Any]) -> list[Any]:
    found = [renamed(item, back(COLUMN_NAMES)) for item in wire]
    named = [{**item, "metric": decode_column(item["metric"])} for item in found]
    return [item["metric"] if len(item) == 1 else item for item in named]


COLUMNS = Codec(encode_columns, decode_columns)
GRADIENT = Codec(
    lambda points: [renamed({"at": 0, **point}, POINT_NAMES) for point in points],
    lambda wire: [renamed(point, back(POINT_NAMES)) for point in wire],
)


def encode_color(color: Any) -> Any:
    """A series' colour; the app wants a see-through one beside it (the library adds ``19``, a tenth)."""
    return {"color": color, "transparentColor": f"{color}19"} if isinstance(color, str) else color


def decode_color(wire: Any) -> Any:
    color = wire.get("color") if isinstance(wire, dict) else None
    return color if encode_color(color) == wire else wire


COLORS = Codec(
    lambda colors: {series: encode_color(color) for series, color in colors.items()},
    lambda wire: {series: decode_color(color) for series, color in wire.items()},
)
