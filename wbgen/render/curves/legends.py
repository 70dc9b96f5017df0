"""What lines are called: W&B's legend templates, and the names it lets people give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wbgen.render.scene import Shown
from wbgen.render.values import key_of, told
from wbgen.runs.values import value_of
from wbgen.spec.diagnostics import printable

#: Characters of a label that are shown; the tooltip has no more either.
MOST_LABEL = 120

#: Code points that are no characters, which SVG has not.
NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")

#: ``[[ ... ]]`` is shown where a person points at the line, and not in the legend.
POINTED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

#: ``${run:displayName}``, ``${config:lr.value}``; ``${x}`` only in what is pointed at.
PLACE = re.compile(r"\$\{([^}]*)\}")

#: What W&B puts for the metric of a line.
METRIC = frozenset({"metricName", "metric", "yAxis"})

#: What may stand in what is pointed at, as columns of the drawn points. ``original``: before smoothing.
POINT = {"x": "x", "y": "y", "original": "raw", "mean": "y", "min": "lo", "max": "hi"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what is told of a point: a text, or the column whose value stands there."""

    text: str = ""
    column: str = ""


def label(template: str, shown: Shown, metric: str) -> str:
    """The legend's name of a line by a template; empty where the template says nothing of this line."""
    visible = PLACE.sub(lambda found: filled(found[1], shown, metric), POINTED.sub("", template))
    return cut(" ".join(visible.split()))


def from_fields(fields: Iterable[str], shown: Shown) -> str:
    """The name of a line by the fields that a legend shows: their values."""
    return cut(", ".join(told(value_of(shown.data.run, key_of(field))) for field in fields))


def pointed(template: str, shown: Shown, metric: str) -> tuple[Piece, ...]:
    """What a template tells of the point that a person points at; empty where it has no such part."""
    parts = POINTED.findall(template)
    return tuple(piece for part in parts for piece in pieces(part, shown, metric))


def pieces(part: str, shown: Shown, metric: str) -> Iterator[Piece]:
    """A part between brackets as texts and columns in turn."""
    at = 0
    for found in PLACE.finditer(part):
        yield Piece(text=drawable(part[at : found.start()]))
        column = POINT.get(found[1].strip())
        yield Piece(column=column) if column else Piece(text=drawable(filled(found[1], shown, metric)))
        at = found.end()
    yield Piece(text=drawable(part[at:]))


def filled(name: str, shown: Shown, metric: str) -> str:
    """What stands for a name in a template."""
    name = name.strip()
    if name in METRIC:
        return metric
    return told(value_of(shown.data.run, key_of(name)))


def in_words(expression: str) -> str:
    """An expression as a legend shows it: names without their braces."""
    return drawable(" ".join(PLACE.sub(lambda found: found[1], expression).split()))


def cut(text: str) -> str:
    """A label on one line, without what a terminal would act on, and not too long."""
    shown = drawable(text)
    return shown if len(shown) <= MOST_LABEL else f"{shown[: MOST_LABEL - 1]}…"


def short(names: Sequence[str]) -> list[str]:
    """The names without the leading segments that all share: ``a`` and ``b`` of ``loss/a``, ``loss/b``."""
    parts = [name.split("/") for name in names]
    shared = 0
    while len(parts) > 1 and all(len(own) > shared + 1 and own[shared] == parts[0][shared] for own in parts):
        shared += 1
    return ["/".join(own[shared:]) for own in parts]


def drawable(text: str) -> str:
    """The text without what a picture cannot show, and vl-convert 1.9 ends the process on."""
    return printable(text).translate(NO_CHARACTERS)


def unique(labels: Iterable[str]) -> list[str]:
    """The labels in order, a number behind those that were there before."""
    seen: set[str] = set()
    found = []
    for text in labels:
        number, shown = 1, text
        while shown in seen:
            number += 1
            shown = f"{text} ({number})"
        seen.add(shown)
        found.append(shown)
    return found
