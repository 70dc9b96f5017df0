"""The words of expressions: attributes of runs, functions, units, and what may stand without quotes."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal, TypeAlias

Section: TypeAlias = Literal["config", "summary", "run"]
SECTIONS: tuple[Section, ...] = ("config", "summary", "run")


class Kind(StrEnum):
    """What the values of a run's attribute are; it decides which operators make sense."""

    TEXT = "text"
    LIST = "list"
    TIME = "time"
    NUMBER = "number"


#: The attributes every run has, by the word that names them with or without ``run.``.
RUN_ATTRIBUTES: dict[str, Kind] = {
    "state": Kind.TEXT,
    "name": Kind.TEXT,
    "id": Kind.TEXT,
    "tags": Kind.LIST,
    "created": Kind.TIME,
    "user": Kind.TEXT,
    "group": Kind.TEXT,
    "job_type": Kind.TEXT,
    "sweep": Kind.TEXT,
    "runtime": Kind.NUMBER,
    "host": Kind.TEXT,
}

#: Seconds in the units of ``within last``.
SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}

#: Units of ``for``, ``after`` and windows.
EXTENTS = ("steps", "epochs")

#: What a series of values is made one number by; those of OVER also work across a dimension.
OVER = ("mean", "min", "max", "std", "median")
FUNCTIONS = (*OVER, "last", "first", "rate")

#: How long an expression may be, and how deep.
MAX_CHARS = 4000
MAX_DEPTH = 50

#: Words that name nothing unless quoted.
RESERVED = frozenset(
    {"and", "or", "not", "in", "is", "null", "nan", "true", "false", "matches", "for", "after"}
    | {"within", "above", "below", "to"}
)

#: What the terminal NAME of grammar.lark reads.
SEGMENT = r"(?:\w|\\?<[A-Za-z_]\w*>)+"
NAME = re.compile(rf"(?![0-9]){SEGMENT}(?:[/.:\-]+{SEGMENT})*\Z")


def is_bare(name: str) -> bool:
    """Whether a name may be written without quotes."""
    return NAME.match(name) is not None and name.lower() not in RESERVED


def quoted(text: str) -> str:
    """The text in quotes, of which a doubled one stands for itself; a backslash is a backslash."""
    mark = '"' if "'" in text and '"' not in text else "'"
    return mark + text.replace(mark, mark * 2) + mark


def unquoted(text: str) -> str:
    """What a quoted text says."""
    mark = text[0]
    return text[1:-1].replace(mark * 2, mark)


def unit_of(word: str, units: tuple[str, ...]) -> str | None:
    """The unit a word names, in singular or plural, in any case; None where it names none."""
    plural = word.lower().removesuffix("s") + "s"
    return plural if plural in units else None
