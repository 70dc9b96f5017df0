"""A row of the field table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from wbgen.views.codecs import PLAIN, Codec

Path = tuple[str, ...]


class Impact(IntEnum):
    """What a change means to people, from least to most."""

    NONE = 0
    COSMETIC = 1
    LAYOUT = 2
    MEANING = 3
    DESTRUCTIVE = 4

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Field:
    """One option.

    option: its dotted name in the language.  attribute: of the official class; None where the class has
    none, or would rewrite the value: it is then written to its place directly.  wire: its place(s) in
    the JSON; an option that is a pair has two.  modern: its place in a view that the app has migrated.
    codec: how values of the language and of the JSON become one another.  head: the first of the names in
    ``option``.
    """

    option: str
    attribute: str | None
    wire: tuple[Path, ...]
    impact: Impact
    codec: Codec = PLAIN
    modern: tuple[Path, ...] = ()
    head: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", self.option.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of panel: its ``viewType``, the official class, and its fields, the first of which names it.

    plot_types: the ``plotType`` values that tell kinds of one ``viewType`` apart.  given: attributes the
    official class is always given, since its own default is not W&B's.
    """

    view_type: str
    official: str
    fields: tuple[Field, ...]
    plot_types: tuple[str | None, ...] = ()
    given: tuple[tuple[str, Any], ...] = ()
