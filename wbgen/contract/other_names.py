"""What a logged name that nobody declared most likely is: a declared one under another name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wbgen.contract.declared import Declarations, Declared
from wbgen.spec.names import expand, fill, placeholders
from wbgen.spec.open_dimensions import pieces

#: Parts of a name, between its slashes, that are looked at.
MOST_PARTS = 16


@dataclass(frozen=True, slots=True)
class OtherName:
    """A declared metric under another name. code: of the finding.  form: the name with its dimensions open.

    what: how the two differ, in words.
    """

    code: str
    target: Declared
    form: str
    what: str


class OtherNames:
    """Explains logged names by what is declared."""

    def __init__(self, declared: Declarations) -> None:
        self.declared = declared
        self.old = dict(old_names(declared))
        self.tails: dict[str, list[Declared]] = {}
        for one in declared.exact.values():
            for tail in tails(one.name):
                self.tails.setdefault(tail, []).append(one)

    def explain(self, name: str) -> OtherName | None:
        """What a name is, if it is a declared metric's in another form; None where it may be anything."""
        if name in self.old:
            target, form = self.old[name]
            return OtherName("old-name", target, form, "the name of older runs")
        parts = name.split("/")
        if len(parts) > MOST_PARTS:
            return None
        return self.with_more(parts) or self.with_less(name)

    def with_more(self, parts: Sequence[str]) -> OtherName | None:
        """A declared name with parts before it, or with one part within it."""
        for start in range(1, len(parts)):
            if target := self.declared.find("/".join(parts[start:])):
                before = "/".join(parts[:start])
                return OtherName(
                    "other-name", target, f"{before}/{target.pattern}", f"with `{before}/` before it"
                )
        for at in range(1, len(parts) - 1):
            if target := self.declared.find("/".join([*parts[:at], *parts[at + 1 :]])):
                own = target.pattern.split("/")
                form = "/".join([*own[:at], parts[at], *own[at:]])
                return OtherName("other-name", target, form, f"with `{parts[at]}/` within it")
        return None

    def with_less(self, name: str) -> OtherName | None:
        """The one declared name that ends so."""
        ending = self.tails.get(name, ())
        if len(ending) != 1:
            return None
        (target,) = ending
        gone = target.name[: -len(name)]
        return OtherName("other-name", target, target.pattern[len(gone) :], f"without `{gone}` before it")


def tails(name: str) -> Iterator[str]:
    """What a name ends with after each of its slashes."""
    at = name.find("/")
    while at >= 0:
        if name[at + 1 :]:
            yield name[at + 1 :]
        at = name.find("/", at + 1)


def old_names(declared: Declarations) -> Iterator[tuple[str, tuple[Declared, str]]]:
    """Every name of ``was_logged_as`` with the metric that has it, and the name as it was written."""
    for one in declared.exact.values():
        for written in one.attributes.was_logged_as:
            if {*placeholders(written)} <= {*placeholders(one.pattern)}:
                yield fill(written, one.values), (one, written)
            else:
                known = {name: (value,) for name, value in one.values.items()}
                for name, _ in expand(written, {**declared.dimensions, **known}):
                    yield name, (one, written)


def shape(name: str) -> str:
    """A name with its numbers left open, by which names that nothing is known of are told together."""
    made, number = "", False
    for char in name:
        if char.isdecimal():
            made += "" if number else "<n>"
        else:
            made += char
        number = char.isdecimal()
    return made


def dimensions_in(pattern: str) -> list[str]:
    """The dimensions of a pattern, each as often as it stands there."""
    return [dimension for _, dimension in pieces(pattern) if dimension is not None]
