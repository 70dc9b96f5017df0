"""YAML for what runs log and nobody declared: ready to be put into a spec."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from wbgen.contract.arrays import Numbers, Steps
from wbgen.contract.names import Names, kinds
from wbgen.contract.subject import Subject
from wbgen.runs.keys import Kind
from wbgen.runs.run import RunData
from wbgen.spec.edit.emit import emit
from wbgen.spec.guide import Guide
from wbgen.spec.names import can_be_named, escaped
from wbgen.spec.resolve import doubled_key
from wbgen.spec.tree import PlainData

GROUP = "Found in runs"

#: How each kind of value is declared; numbers need no type.
TYPES: dict[Kind, str] = {
    Kind.TEXT: "text",
    Kind.HISTOGRAM: "histogram",
    Kind.IMAGE: "image",
    Kind.AUDIO: "audio",
    Kind.VIDEO: "video",
    Kind.TABLE: "table",
    Kind.HTML: "media",
    Kind.OTHER: "media",
}

#: A number in a name, with the word before it.
NUMBERED = re.compile(r"([A-Za-z]*)([_.-]?)([0-9]+)")
LONGEST_NAME = 256
FEWEST_ROWS = 3


@dataclass
class Seen:
    """What runs logged under one name."""

    kind: Kind
    numbers: list[Numbers] = field(default_factory=list)
    steps: list[Steps] = field(default_factory=list)


def suggested(guide: Guide, runs: Sequence[RunData]) -> str:
    """YAML that declares what the runs log and the spec neither has nor explains; empty for nothing.

    Names that differ in their numbers alone become a pattern with a dimension.
    """
    seen = {name: one for name, one in undeclared(guide, runs).items() if can_be_declared(name)}
    if not seen:
        return ""
    dimensions, patterns = patterns_of(guide, [*seen])
    of: dict[str, PlainData] = {
        pattern: attributes([seen[name] for name in names]) for pattern, names in patterns.items()
    }
    groups: list[PlainData] = [{"group": group_title(guide), "of": of}]
    data: dict[str, PlainData] = {"metrics": groups}
    return emit({"dimensions": dimensions, **data} if dimensions else data)


def undeclared(guide: Guide, runs: Sequence[RunData]) -> dict[str, Seen]:
    """What the runs logged and nothing explains, in the order of the first run that has it."""
    found: dict[str, Seen] = {}
    for data in runs:
        subject = Subject(guide, data)
        names = Names(subject)
        strange = [name for name in names.unknown if name not in names.explained]
        subject.read(strange)
        kind_of = kinds(subject)
        for name in strange:
            one = found.setdefault(name, Seen(kind_of[name]))
            if name in subject.keys:
                column = subject.column(name)
                one.steps.append(column.steps)
                one.numbers += [column.numbers] if column.numbers is not None else []
    return found


def can_be_declared(name: str) -> bool:
    """Whether the language can hold a name."""
    return can_be_named(name) and len(name) <= LONGEST_NAME and name.isprintable()


def group_title(guide: Guide) -> str:
    """A title that no group of the guide has."""
    taken = {group.title for group in guide.catalogue.groups}
    numbered = (GROUP if n == 1 else f"{GROUP} {n}" for n in range(1, len(taken) + 2))
    return next(title for title in numbered if title not in taken)


# --- patterns


def patterns_of(guide: Guide, names: Sequence[str]) -> tuple[dict[str, PlainData], dict[str, list[str]]]:
    """New dimensions, and patterns with the names they stand for."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[NUMBERED.sub(lambda found: f"{found[1]}{found[2]}\0", name)].append(name)
    dimensions: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, list[str]] = {}
    for several in alike.values():
        pattern = one_pattern(guide, several, dimensions) if len(several) > 1 else None
        if pattern is None:
            patterns |= {literal(name): [name] for name in several}
        else:
            patterns[pattern] = several
    values = {name: [*map(int, values)] for name, values in dimensions.items()}
    return {name: [*numbers] for name, numbers in values.items()}, patterns


def one_pattern(guide: Guide, names: Sequence[str], new: dict[str, tuple[str, ...]]) -> str | None:
    """The pattern of names that differ in numbers; None where it would stand for others too.

    Dimensions that the guide does not have are added to ``new``.
    """
    columns = list(zip(*([found[3] for found in NUMBERED.finditer(name)] for name in names), strict=True))
    varying = [index for index, values in enumerate(columns) if len({*values}) > 1]
    values = {index: tuple(sorted({*columns[index]}, key=int)) for index in varying}
    plain = all(str(int(value)) == value for several in values.values() for value in several)
    if not plain or math.prod(len(several) for several in values.values()) != len(names):
        return None
    pattern, end = "", 0
    made = dict(new)
    for index, found in enumerate(NUMBERED.finditer(names[0])):
        pattern += literal(names[0][end : found.start(3)])
        end = found.end()
        pattern += f"<{dimension(guide, made, found[1], values[index])}>" if index in values else found[3]
    new |= made
    return pattern + literal(names[0][end:])


def literal(text: str) -> str:
    """A part of a name as a spec holds it: no dimension, and no variable."""
    return doubled_key(escaped(text))


def dimension(guide: Guide, new: dict[str, tuple[str, ...]], word: str, values: tuple[str, ...]) -> str:
    """The dimension with some values that is called by a word: the guide's, or a new one."""
    known = {name: one.values for name, one in guide.catalogue.dimensions.items() if not one.open} | new
    name = word.lower() or "index"
    number = 1
    while known.get(called := name if number == 1 else f"{name}_{number}", values) != values or (
        called in guide.catalogue.dimensions and called not in known
    ):
        number += 1
    if called not in known:
        new[called] = values
    return called


# --- attributes


def attributes(seen: Sequence[Seen]) -> dict[str, PlainData]:
    """What can be told of metrics from their values: type, range, cadence."""
    told: dict[str, PlainData] = {}
    if (type_ := TYPES.get(seen[0].kind)) is not None:
        told["type"] = type_
    else:
        told |= of_numbers([values for one in seen for values in one.numbers])
    cadences = {cadence(steps) for one in seen for steps in one.steps}
    if len(cadences) == 1 and (every := cadences.pop()) is not None:
        told["every"] = every
    return told


def of_numbers(columns: Sequence[Numbers]) -> Iterator[tuple[str, PlainData]]:
    """A flag where there are zeros and ones alone, a range where all lies between them."""
    values = np.concatenate([*columns, np.empty(0)])
    different = np.unique(values[np.isfinite(values)])
    if np.array_equal(different, [0.0, 1.0]):
        yield "type", "flag"
    elif len(different) > 1 and different[0] >= 0 and different[-1] <= 1:
        yield "range", [0, 1]


def cadence(steps: Steps) -> str | None:
    """How often something was logged, where that is the same all along."""
    distances = np.unique(np.diff(steps))
    if len(steps) < FEWEST_ROWS or len(distances) != 1 or distances[0] < 1:
        return None
    return "step" if distances[0] == 1 else f"{distances[0]} steps"
