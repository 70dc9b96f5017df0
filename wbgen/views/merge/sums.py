"""The digests of a view's parts, as the marker carries them.

``parts=`` holds tokens of eight characters: four that stand for a part's key, four for its content. The
members come first, then each thing, begun by a dot, with its panels behind it. Keys that no four
characters could tell apart count as edited, which asks a person rather than losing anything.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wbgen.views.json import canonical
from wbgen.views.merge.parts import Parts, part_id

DIGITS = string.digits + string.ascii_letters
WIDTH = 4


def short(text: str) -> str:
    """Four letters and digits that stand for a text: one of 15 million."""
    number = int.from_bytes(hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:8], "big")
    found = ""
    for _ in range(WIDTH):
        number, rest = divmod(number, len(DIGITS))
        found += DIGITS[rest]
    return found


@dataclass(frozen=True, slots=True)
class SummedThing:
    """own: digest of the thing without its panels.  panels: short keys in order."""

    own: str
    panels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """Digests by short keys; the shape of :class:`wbgen.views.merge.parts.Parts`."""

    members: Mapping[str, str]
    things: Mapping[str, SummedThing]
    panels: Mapping[str, str]

    def digest(self, key: str) -> str | None:
        """The digest of a part by its short key; None where there was none."""
        if key in self.things:
            return self.things[key].own
        return self.panels.get(key, self.members.get(key))

    @property
    def homes(self) -> dict[str, str]:
        """The short key of the thing that each panel is in."""
        return {panel: key for key, thing in self.things.items() for panel in thing.panels}


def content(value: Any) -> str:
    """The digest of a part's content."""
    return short(canonical(value))


def sums_of(parts: Parts) -> Sums:
    """The digests of a normal form's parts; the order of members, which says nothing, is always the same."""
    members = sorted((short(part_id(path)), content(value)) for path, value in parts.members.items())
    return Sums(
        dict(members),
        {
            short(key): SummedThing(content(thing.own), tuple(map(short, thing.panels)))
            for key, thing in parts.things.items()
        },
        {short(key): content(value) for key, value in parts.panels.items()},
    )


def write_sums(sums: Sums) -> str:
    """The digests as one word."""
    groups = ["".join(key + digest for key, digest in sums.members.items())]
    for key, thing in sums.things.items():
        panels = "".join(panel + sums.panels[panel] for panel in thing.panels)
        groups.append(key + thing.own + panels)
    return ".".join(groups)


def read_sums(word: str) -> Sums | None:
    """The digests of a word; None where it is none."""
    first, *rest = word.split(".")
    if not word or not all(group and len(group) % (2 * WIDTH) == 0 for group in (first, *rest)):
        return None
    things: dict[str, SummedThing] = {}
    panels: dict[str, str] = {}
    for group in rest:
        (key, own), *below = tokens(group)
        things[key] = SummedThing(own, tuple(panel for panel, _ in below))
        panels.update(below)
    return Sums(dict(tokens(first)), things, panels)


def tokens(group: str) -> Iterator[tuple[str, str]]:
    """Pairs of a short key and a digest."""
    yield from pairs(group[at : at + 2 * WIDTH] for at in range(0, len(group), 2 * WIDTH))


def pairs(found: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each token in its two halves."""
    for token in found:
        yield token[:WIDTH], token[WIDTH:]
