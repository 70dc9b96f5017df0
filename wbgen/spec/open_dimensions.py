"""Open dimensions: values known only at run time, as patterns that W&B matches when it draws.

``metric_regex`` is RE2, which cannot look ahead; what must not match is left out by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

from wbgen.spec.names import PLACEHOLDER, expand, fill, placeholders

SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
SPECIAL_IN_SET = re.compile(r"[\\\]^-]")
DIGITS = "0123456789"

#: The machine's metrics, which are `system.cpu` in the client's files and `system/cpu` in panels.
MACHINE = re.compile(r"^system\\\.")

#: Steps spent on comparing patterns with each other; a catalogue has a handful of them.
MAX_STEPS = 2_000_000


@dataclass(frozen=True, slots=True)
class OpenDimension:
    """A dimension whose values are known only at run time.

    default: the values it stands for where exact names are needed.  excluded: what it never is.
    digits: whether its values are whole numbers.
    """

    default: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    digits: bool = False

    @property
    def sample(self) -> str:
        """A value it may have."""
        return self.default[0] if self.default else "0" if self.digits else "value"

    def one(self, but: Iterable[str] = ()) -> str:
        """The regex of one character of its values, but for some."""
        out = {*but}
        if self.digits:
            left = "".join(digit for digit in DIGITS if digit not in out)
            return "[0-9]" if left == DIGITS else f"[{left}]" if left else ""
        return f"[^/{''.join(SPECIAL_IN_SET.sub(escape_of, char) for char in sorted(out - {'/'}))}]"

    def regex(self, excluded: Iterable[str] = ()) -> str:
        """The regex of its values without those excluded: after each beginning of one, ways to go on or stop.

        ``total`` is left out by ``[^/t][^/]*|t|t[^/o][^/]*|...|total[^/]+``.
        """
        gone = {*self.excluded, *excluded} - {""}
        if not gone:
            return f"{self.one()}+"
        starts = {word[:length] for word in gone for length in range(len(word) + 1)}
        ways: list[str] = []
        for start in sorted(starts):
            longer = (other for other in starts if other.startswith(start) and other != start)
            after = {other[len(start)] for other in longer}
            if start and start not in gone and self.takes(start):
                ways.append(escaped(start))
            if self.takes(start) and (other := self.one(after)):
                ways.append(f"{escaped(start)}{other}{self.one()}*")
        return f"(?:{'|'.join(ways)})"

    def takes(self, beginning: str) -> bool:
        """Whether a value may begin so."""
        return not self.digits or all(char in DIGITS for char in beginning)


OpenDimensions: TypeAlias = Mapping[str, OpenDimension]


def escaped(text: str) -> str:
    """A text as a regex that RE2, Python and JavaScript read alike."""
    return SPECIAL.sub(escape_of, text)


def escape_of(found: re.Match[str]) -> str:
    return "\\" + found[0]


def pieces(pattern: str) -> Iterator[tuple[str, str | None]]:
    """A pattern's literal texts, each with the dimension that follows it."""
    end = 0
    literal = ""
    for found in PLACEHOLDER.finditer(pattern):
        literal += pattern[end : found.start()]
        end = found.end()
        if found[1]:
            yield literal, found[1]
            literal = ""
        else:
            literal += "<"
    yield literal + pattern[end:], None


class OpenPatterns:
    """The catalogue's patterns with open dimensions: which names are theirs, and their regexes."""

    def __init__(
        self,
        patterns: Iterable[str],
        exact: Mapping[str, str],
        closed: Mapping[str, tuple[str, ...]],
        open: OpenDimensions,
    ) -> None:
        """exact: every exact name of the catalogue, with the pattern it is from."""
        self.exact, self.closed, self.open = exact, closed, open
        self.patterns = [p for p in patterns if not open.keys().isdisjoint(placeholders(p))]
        self.matchers = [(pattern, self.matcher(pattern)) for pattern in self.patterns]
        self.matchers.sort(key=lambda pair: -literal_length(pair[0]))  # the longest literal wins

    def owner(self, name: str) -> str | None:
        """The pattern that a name belongs to: an exact name's own, else the one of the longest literal."""
        if name in self.exact:
            return self.exact[name]
        for pattern, matcher in self.matchers:
            if (found := matcher.match(name)) and self.allows(pattern, found.groups()):
                return pattern
        return None

    def allows(self, pattern: str, values: Sequence[str]) -> bool:
        """Whether no dimension of a pattern has a value it never has."""
        named = [dimension for _, dimension in pieces(pattern) if dimension]
        return not any(
            dimension in self.open and value in self.open[dimension].excluded
            for dimension, value in zip(named, values, strict=True)
        )

    def matcher(self, pattern: str) -> re.Pattern[str]:
        """A test for names of a pattern, in linear time: each value is the shortest, and never taken back."""
        parts = [*pieces(pattern)]
        regex = re.escape(parts[0][0])
        for (_, dimension), (literal, after) in pairwise(parts):
            assert dimension is not None
            one = self.open[dimension].one() if dimension in self.open else "[^/]"
            end = r"\Z" if after is None else ""
            regex += f"(?>({one}+?){re.escape(literal)}{end})"
        return re.compile(regex + r"\Z")

    def sampled(self, name: str) -> str:
        """A name with a value for each open dimension; closed ones stay."""
        return PLACEHOLDER.sub(
            lambda found: self.open[found[1]].sample if found[1] in self.open else found[0], name
        )

    def is_open(self, name: str) -> bool:
        """Whether a name holds an open dimension."""
        return not self.open.keys().isdisjoint(placeholders(name))

    def regex(self, names: Iterable[str]) -> str:
        """The regex of everything some names stand for, exact ones and patterns, whole names only."""
        ways = dict.fromkeys(MACHINE.sub("system[./]", way) for name in names for way in self.ways(name))
        return f"^(?:{'|'.join(ways)})$"

    def ways(self, name: str) -> Iterator[str]:
        """The regexes of one name. Exact names of other patterns are left out where one dimension is open."""
        inside = [dimension for dimension in placeholders(name) if dimension in self.open]
        if not inside:
            yield escaped(fill(name, {}))
            return
        closed = {dim: self.closed[dim] for dim in placeholders(name) if dim not in self.open}
        others = {dim: f"<{dim}>" for dim in inside}
        taken: dict[str, list[str]] = {}
        for filled, _ in expand(name, {**closed, **{dim: (text,) for dim, text in others.items()}}):
            taken[filled] = [*self.taken(name, filled, inside)]
        if not any(taken.values()):
            yield self.way(name, closed, {})
            return
        for filled, values in taken.items():
            yield self.way(filled, {}, {inside[0]: values})

    def taken(self, pattern: str, filled: str, inside: list[str]) -> Iterator[str]:
        """The values of the one open dimension whose names the catalogue holds under another pattern."""
        if len(inside) != 1:
            return
        before, _, after = filled.partition(f"<{inside[0]}>")
        for name, owner in self.exact.items():
            if owner != pattern and name.startswith(before) and name.endswith(after):
                value = name[len(before) : len(name) - len(after)]
                if value and "/" not in value and value not in self.open[inside[0]].default:
                    yield value

    def way(
        self, name: str, closed: Mapping[str, tuple[str, ...]], taken: Mapping[str, Iterable[str]]
    ) -> str:
        """The regex of one name, its closed dimensions as a choice of their values."""
        regex = ""
        for literal, dimension in pieces(name):
            regex += escaped(literal)
            if dimension is None:
                continue
            if dimension in self.open:
                regex += self.open[dimension].regex(taken.get(dimension, ()))
            else:
                regex += f"(?:{'|'.join(escaped(value) for value in closed[dimension])})"
        return regex

    def overlapping(self) -> Iterator[tuple[str, str, str]]:
        """Pairs of patterns that a name can belong to alike: of the same length, and a name of both."""
        known = {pattern: (literal_length(pattern), [*self.tokens(pattern)]) for pattern in self.patterns}
        steps = 0
        for one, other in combinations(known, 2):
            steps += 1 + (known[one][0] == known[other][0]) * len(one) * len(other)
            if steps > MAX_STEPS:
                return
            if known[one][0] == known[other][0]:
                meeting = common(known[one][1], known[other][1])
                if meeting is not None:
                    yield one, other, meeting

    def tokens(self, pattern: str) -> Iterator[Token]:
        """A pattern by its characters; a dimension is one character and then any number of them."""
        for literal, dimension in pieces(pattern):
            yield from (Token(frozenset(char)) for char in literal)
            if dimension is not None:
                digits = dimension in self.open and self.open[dimension].digits
                allowed = frozenset(DIGITS) if digits else None
                yield Token(allowed)
                yield Token(allowed, many=True)


@dataclass(frozen=True, slots=True)
class Token:
    """One character of a name: one of some, or (None) any but a slash. many: any number of them."""

    allowed: frozenset[str] | None
    many: bool = False

    def meets(self, other: Token) -> str | None:
        """A character that both take."""
        if self.allowed is None or other.allowed is None:
            chars = (self.allowed or other.allowed or frozenset("x")) - {"/"}
        else:
            chars = self.allowed & other.allowed
        return min(chars, default=None)


def literal_length(pattern: str) -> int:
    """How many characters of a pattern are its own."""
    return sum(len(literal) for literal, _ in pieces(pattern))


def common(one: Sequence[Token], other: Sequence[Token]) -> str | None:
    """The shortest name that two patterns share, or None."""
    reached = {(0, 0): ""}
    queue = [(0, 0)]
    for i, j in queue:
        if i == len(one) and j == len(other):
            return reached[i, j]
        steps: list[tuple[tuple[int, int], str]] = []
        if i < len(one) and one[i].many:
            steps.append(((i + 1, j), ""))
        if j < len(other) and other[j].many:
            steps.append(((i, j + 1), ""))
        if i < len(one) and j < len(other) and (char := one[i].meets(other[j])):
            after = i if one[i].many else i + 1, j if other[j].many else j + 1
            steps.append((after, char))
        for place, char in steps:
            if place not in reached:
                reached[place] = reached[i, j] + char
                queue.append(place)
    return None
