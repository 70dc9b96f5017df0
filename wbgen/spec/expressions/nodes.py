"""What expressions say, as frozen values: filters of runs, and health rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeAlias, TypeVar

from wbgen.spec.expressions.words import Section
from wbgen.spec.tree import ScalarValue

T = TypeVar("T", covariant=True)
Left = TypeVar("Left", covariant=True)
Right = TypeVar("Right", covariant=True)
Item = TypeVar("Item")


class Op(StrEnum):
    """How two things are compared."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="

    @property
    def is_order(self) -> bool:
        """Whether it asks which is greater."""
        return self not in (Op.EQ, Op.NE)

    @property
    def negated(self) -> Op:
        """What holds where this does not (between two values that can be compared)."""
        return NEGATED[self]


NEGATED = {
    Op.EQ: Op.NE,
    Op.NE: Op.EQ,
    Op.LT: Op.GE,
    Op.GE: Op.LT,
    Op.GT: Op.LE,
    Op.LE: Op.GT,
}


@dataclass(frozen=True, slots=True)
class And(Generic[T]):
    """All of at least two; ``And(())``, :data:`EVERYTHING`, stands alone and holds for every run."""

    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Or(Generic[T]):
    """One of at least two."""

    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Not(Generic[T]):
    """The opposite."""

    item: T


@dataclass(frozen=True, slots=True)
class Key:
    """A value that belongs to a run: of its config (dots go into maps), its summary, or an attribute."""

    section: Section
    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """A number, text, true, false or null as written."""

    value: ScalarValue


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Left, Right]):
    """``left op right``; in filters a key and a value that is not null, in rules two numbers."""

    left: Left
    op: Op
    right: Right


@dataclass(frozen=True, slots=True)
class IsNull(Generic[T]):
    """``is null``: there is no value, or it is null."""

    operand: T
    negated: bool = False


# Filters.


@dataclass(frozen=True, slots=True)
class Membership:
    """``key in [...]``: the key's value is one of at least one."""

    key: Key
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """``key matches 'regex'``: a part of the text fits the RE2 pattern."""

    key: Key
    pattern: str


@dataclass(frozen=True, slots=True)
class WithinLast:
    """``created within last 7 days``."""

    key: Key
    amount: int | float
    unit: Literal["minutes", "hours", "days"]


FilterLeaf: TypeAlias = "Comparison[Key, Value] | Membership | Matches | WithinLast | IsNull[Key]"
Filter: TypeAlias = "And[Filter] | Or[Filter] | Not[Filter] | FilterLeaf"

EVERYTHING: Filter = And(())


# Health rules.


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of a run."""

    amount: int
    unit: Literal["steps", "epochs"]


@dataclass(frozen=True, slots=True)
class Metric:
    """The newest value of a metric; its name may hold ``<dimension>`` placeholders."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers made one."""

    left: Number
    op: Literal["+", "-", "*", "/"]
    right: Number


@dataclass(frozen=True, slots=True)
class Call:
    """One number for the values so far, or for those of the window."""

    function: str
    operand: Number
    window: Extent | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """One number for the values of all members of the dimensions."""

    function: str
    dimensions: tuple[str, ...]
    operand: Number


@dataclass(frozen=True, slots=True)
class IsNan:
    """``is nan``: the value is not a number."""

    operand: Number
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Quantified:
    """The item holds for any, or for all, members of the dimensions."""

    quantifier: Literal["any", "all"]
    dimensions: tuple[str, ...]
    item: Rule


@dataclass(frozen=True, slots=True)
class For:
    """The item has held, without a break, for at least the extent."""

    item: Rule
    extent: Extent


@dataclass(frozen=True, slots=True)
class After:
    """The run is past the extent, and the item holds."""

    item: Rule
    extent: Extent


Number: TypeAlias = "Metric | Key | Value | Arithmetic | Call | Over"
Rule: TypeAlias = (
    "And[Rule] | Or[Rule] | Not[Rule] | Quantified | For | After"
    " | Comparison[Number, Number] | IsNull[Number] | IsNan"
)


def all_of(items: Iterable[Item | And[Item]]) -> Item | And[Item]:
    """All of the items, an ``And`` among them dissolved; a single one is itself."""
    flat: list[Item] = []
    for item in items:
        flat.extend(item.items if isinstance(item, And) else (item,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(items: Iterable[Item | Or[Item]]) -> Item | Or[Item]:
    """One of the items, an ``Or`` among them dissolved; a single one is itself."""
    flat: list[Item] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Or) else (item,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
